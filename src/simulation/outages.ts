/**
 * What happens when nodes fail? They answer nobody for a while, and what they had begun is lost: alone, or with all others of
 * their group, region, hosting provider or upstream API; at a known time, or by chance, from streams that are the outage's own.
 */
import { sampler } from '../engine/samplers/sampler.ts';
import type { F64, I32 } from '../engine/state.ts';
import { LOSSES } from '../network/facts.ts';
import { AT_HAND, AUDIT, downOf, PROOF, type Tables } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Outage, Scenario } from '../scenario/schema.ts';

/** What is left to the life cycle. */
interface Work {
  /** A task will never be handed in, for the reason LOSSES[loss]. */
  fail(task: number, loss: number): void;
  /** Takes a task away from its executor. */
  interrupt(task: number): void;
  /** Nobody will hear of a task that no executor has. */
  strand(task: number): void;
}

const OUTAGE = LOSSES.indexOf('outage');
/** Before everything else of the instant. */
const FIRST = { priority: 4 };

interface Bound {
  start(): void;
}

export class Outages {
  private readonly world: World;
  private readonly tables: Tables;
  private readonly work: Work;
  /** Per node: outages that it is in now, and those of them that are silent. */
  readonly down: I32;
  private readonly silent: I32;
  /** [0] nodes down, [1] since when (s), [2] node-seconds down until then, [3] outages begun, [4] executions lost. */
  private readonly cells: F64;
  private readonly bound: readonly Bound[];

  /** Of a populated world. */
  constructor(world: World, scenario: Scenario, outages: readonly Outage[], work: Work) {
    this.world = world;
    this.tables = world.tables;
    this.work = work;
    const { nodes } = world.tables;
    this.down = downOf(nodes);
    this.silent = nodes.table.column('silent', 'i32');
    const table = world.store.cells('outages/cells', 5);
    this.cells = table.column('value', 'f64');
    this.bound = outages.map((outage) => this.bind(outage, scenario));
  }

  /** Schedules the first outages; not on resume. */
  start(): void {
    for (const one of this.bound) one.start();
  }

  /** Node-seconds down so far. */
  downtime(): number {
    const [count, since, sum] = this.cells.data;
    return sum + count * (this.world.engine.now - since);
  }
  get begun(): number {
    return this.cells.data[3];
  }
  get lost(): number {
    return this.cells.data[4];
  }

  /** Is the executor's node down? */
  holds(executor: number): boolean {
    const node = this.tables.executors.node.data[executor];
    return node >= 0 && this.down.data[node] > 0;
  }

  /** A task has come to a node that is down. False: its client, or whoever asked, knows; true: nobody hears anything. */
  meet(task: number): boolean {
    if (this.unheard(task)) {
      this.work.strand(task);
      return true;
    }
    this.work.fail(task, OUTAGE);
    return false;
  }

  /** Will the client of a task wait for its time-out? Not for an audit, a proof or a further copy, for which nobody does. */
  private unheard(task: number): boolean {
    const { tasks, jobs } = this.tables;
    return (
      this.silent.data[tasks.node.data[task]] > 0 &&
      tasks.role.data[task] !== AUDIT &&
      tasks.role.data[task] !== PROOF &&
      jobs.answered.data[tasks.job.data[task]] < 0
    );
  }

  private bind(outage: Outage, scenario: Scenario): Bound {
    const { engine, streams } = this.world;
    const members = this.members(outage, scenario);
    const alone = outage.nodes !== undefined;
    const name = `outage/${outage.name}`;
    const draws = streams.stream(name);
    const lasts = sampler(outage.for);
    const gaps = outage.every && sampler(outage.every);
    const silent = outage.silent ? 1 : 0;
    // The subject is a place among the members, which all fail with the first one unless each fails by itself.
    const each = (place: number, act: (node: number) => void) => {
      if (alone) act(members[place]);
      else for (let i = 0; i < members.length; i++) act(members[i]);
    };
    const up = engine.kind(
      `${name}/up`,
      (place) => {
        each(place, (node) => this.rise(node, silent));
        if (gaps) engine.after(gaps.quantile(draws.next(place)), down, place);
      },
      FIRST,
    );
    const down: number = engine.kind(
      `${name}/down`,
      (place) => {
        this.cells.data[3]++;
        each(place, (node) => this.fall(node, silent));
        engine.after(lasts.quantile(draws.next(place)), up, place);
        this.sweep();
      },
      FIRST,
    );
    return {
      start() {
        for (let place = 0; place < (alone ? members.length : 1); place++)
          if (gaps) engine.after(gaps.quantile(draws.next(place)), down, place);
          else engine.at(outage.at as number, down, place);
      },
    };
  }

  /** Nodes that an outage strikes, in index order. */
  private members(outage: Outage, { nodes: groups, operators: firms }: Scenario): Int32Array {
    const { nodes, operators } = this.tables;
    const strikes = (node: number): boolean => {
      const group = groups[nodes.group.data[node]];
      const firm = operators.group.data[nodes.operator.data[node]];
      const operator = firm >= 0 ? firms[firm] : undefined;
      if (outage.region !== undefined) return (group.region ?? operator?.region) === outage.region;
      if (outage.provider !== undefined) return (group.provider ?? operator?.provider) === outage.provider;
      if (outage.upstream !== undefined) return group.upstream === outage.upstream;
      return group.group === (outage.nodes ?? outage.group);
    };
    const struck: number[] = [];
    for (let node = 0; node < nodes.table.size; node++) if (strikes(node)) struck.push(node);
    return Int32Array.from(struck);
  }

  private fall(node: number, silent: number): void {
    this.silent.data[node] += silent;
    if (this.down.data[node]++ > 0) return;
    this.count(1);
    this.world.facts.emit('down', node, 0);
  }

  private rise(node: number, silent: number): void {
    this.silent.data[node] -= silent;
    if (--this.down.data[node] > 0) return;
    this.count(-1);
    this.world.facts.emit('up', node, 0);
  }

  private count(by: number): void {
    const cells = this.cells.data;
    const { now } = this.world.engine;
    cells[2] += cells[0] * (now - cells[1]);
    cells[1] = now;
    cells[0] += by;
  }

  /** Loses whatever is at nodes that are down now: one look at all tasks, however many nodes fell. */
  private sweep(): void {
    const { tasks } = this.tables;
    for (let task = 0; task < tasks.table.size; task += tasks.table.stride) {
      const job = tasks.job.data[task];
      if (job < 0 || tasks.way.data[task] !== AT_HAND || tasks.ended.data[task] >= 0) continue;
      if (!this.holds(tasks.executor.data[task])) continue;
      this.cells.data[4]++;
      this.work.interrupt(task);
      this.work.strand(task);
      if (!this.unheard(task)) this.work.fail(task, OUTAGE);
    }
  }
}
