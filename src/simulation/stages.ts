/**
 * Where does a job with several stages go next? From node to node, each execution an ordinary task, until the one whose output
 * is the answer. Which stage follows is the job's own luck, drawn when the stage before it is sent, so that the last is known.
 */
import type { KeyedDraw } from '../engine/keyed.ts';
import { sampler } from '../engine/samplers/sampler.ts';
import type { F64 } from '../engine/state.ts';
import { LOSSES } from '../network/facts.ts';
import { STAGE, type Tables, TRAVELLING } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';
import type { Stage } from '../scenario/schema.ts';
import { entries, transitions } from '../scenario/stages.ts';
import type { Choice, Wanted } from './choice.ts';
import { uniform } from './impatience.ts';
import type { Travel } from './places.ts';
import { StagePay } from './stagePay.ts';

/** One stage of a flow, with its rule and the groups of nodes that serve it (1 each; null: all). */
export interface BoundStage {
  stage: Stage;
  routing: Slots['routing'];
  groups: Uint8Array | null;
}

/** What is left to the life cycle. */
interface Walk {
  readonly choice: Choice;
  readonly impatience: { failed(job: number, loss: number): void };
  send(job: number): void;
}

const UNSERVED = LOSSES.indexOf('unserved');
/** Ordinals of a job's tasks, as in the life cycle. */
const ORDINALS = 512;
const ANYBODY = { needsEnclave: false };

export class Stages {
  private readonly tables: Tables;
  private readonly walk: Walk;
  private readonly choice: Choice;
  /** Seconds of work from (number of the job, executions before); null: the job's own. */
  private readonly sizes: readonly (((number: number, hop: number) => number) | null)[];
  /** Null where no stage has a share of the fee. */
  private readonly due: StagePay | null;
  private readonly shares: readonly number[];
  private readonly wanted: { onward: Wanted; last: Wanted }[];
  private readonly travel: Travel;
  private readonly draw: KeyedDraw;
  /** Cumulated: of beginning at each stage, and of going from one to each. */
  private readonly enters: Float64Array;
  private readonly nexts: readonly Float64Array[];
  /** Per job: the stage that it is sent to, the one after it (-1: none), executions before, its own size, where it comes from. */
  private readonly at: F64;
  private readonly after: F64;
  private readonly hop: F64;
  private readonly own: F64;
  private readonly from: F64;

  constructor(
    world: World,
    flow: { name: string; retries: number; verification: Slots['verification']; travel: Travel },
    bound: readonly BoundStage[],
    walk: Walk,
  ) {
    this.tables = world.tables;
    this.walk = walk;
    this.choice = walk.choice;
    this.travel = flow.travel;
    const stages = bound.map(({ stage }) => stage);
    this.sizes = stages.map(({ name, size }) => {
      if (!size) return null;
      const drawn = sampler(size);
      const draw = world.draw('flow', flow.name, 'stage', name);
      return (number, hop) => drawn.quantile(uniform(draw, number, hop));
    });
    this.shares = stages.map(({ fee_share }) => fee_share ?? 0);
    this.due = this.shares.some((share) => share > 0) ? new StagePay(world) : null;
    const { retries, verification } = flow;
    this.wanted = bound.map(({ routing, groups }) => ({
      onward: { routing, groups, retries, verification: ANYBODY },
      last: { routing, groups, retries, verification },
    }));
    this.draw = world.draw('flow', flow.name, 'stage');
    this.enters = cumulated(entries(stages));
    this.enters[stages.length - 1] = 1;
    this.nexts = transitions(stages).map(cumulated);
    const { table } = world.tables.jobs;
    this.at = table.column('stage', 'f64');
    this.after = table.column('then', 'f64', -1);
    this.hop = table.column('hop', 'f64');
    this.own = table.column('ownSize', 'f64');
    this.from = table.column('from', 'f64', -1);
  }

  /** The job begins. */
  enter(job: number): void {
    const { jobs } = this.tables;
    this.own.data[job] = jobs.size.data[job];
    this.hop.data[job] = 0;
    this.from.data[job] = -1;
    this.due?.begin(job);
    this.stand(job, place(this.enters, uniform(this.draw, jobs.number.data[job], 0)));
  }

  /** True when the job was sent to a stage that is not its last: it is on its way there, or found no node. */
  send(job: number): boolean {
    if (this.after.data[job] < 0) return false;
    const { nodes } = this.tables;
    if (!this.choice.make(job, 1, this.wanted[this.at.data[job]].onward)) this.walk.impatience.failed(job, UNSERVED);
    else this.spawn(job, this.choice.chosen[0], nodes.executor.data[this.choice.chosen[0]]);
    return true;
  }

  /** What the job asks of the nodes of its last stage. */
  last(job: number): Wanted {
    return this.wanted[this.at.data[job]].last;
  }

  /** A stage was executed: the job goes on from its node. */
  passed(job: number, task: number): void {
    const { jobs, tasks } = this.tables;
    this.from.data[job] = tasks.node.data[task];
    const share = this.shares[this.at.data[job]];
    if (this.due !== null && share > 0) this.due.note(job, tasks.node.data[task], share);
    jobs.tasks.data[job] = -1;
    jobs.open.data[job] = 0;
    tasks.free(task);
    this.hop.data[job]++;
    this.stand(job, this.after.data[job]);
    this.walk.send(job);
  }

  /** The job's client pays: those who executed stages on the way have theirs first. Returns what is left of the fee. */
  pay(job: number, from: number, fee: number): number {
    return this.due === null ? fee : this.due.pay(job, from, fee);
  }

  /** The job is to be executed at a stage: how large it is there, and what comes after. */
  private stand(job: number, stage: number): void {
    const { jobs } = this.tables;
    const number = jobs.number.data[job];
    const hop = this.hop.data[job];
    const size = this.sizes[stage];
    jobs.size.data[job] = size ? size(number, hop) : this.own.data[job];
    this.at.data[job] = stage;
    this.after.data[job] = place(this.nexts[stage], uniform(this.draw, number, hop + 1));
  }

  /** An execution of no cheat's interest: nobody looks at it. */
  private spawn(job: number, node: number, executor: number): void {
    const { jobs, tasks, executors } = this.tables;
    const task = tasks.take();
    tasks.job.data[task] = job;
    tasks.role.data[task] = STAGE;
    tasks.ordinal.data[task] = jobs.spawned.data[job]++ & (ORDINALS - 1);
    tasks.executor.data[task] = executor;
    tasks.node.data[task] = node;
    tasks.behaviour.data[task] = 0;
    tasks.sibling.data[task] = -1;
    jobs.tasks.data[job] = task;
    jobs.open.data[job] = 1;
    tasks.work.data[task] = jobs.size.data[job] / executors.speed.data[executor];
    tasks.way.data[task] = TRAVELLING;
    this.travel.out(task);
  }
}

function cumulated(shares: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(shares, (share) => {
    sum += share;
    // A whole that rounding took something from.
    return Math.abs(sum - 1) < 1e-12 ? 1 : sum;
  });
}

/** The first place whose cumulated share exceeds u; -1: none. */
function place(cumulative: Float64Array, u: number): number {
  for (let i = 0; i < cumulative.length; i++) if (u < cumulative[i]) return i;
  return -1;
}
