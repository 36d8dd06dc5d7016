/**
 * What does a client do that has no answer? It leaves while nobody has begun its job, gives up an attempt that takes too long,
 * and sends the job again later. All of it the job's own luck.
 */
import type { KeyedDraw } from '../engine/keyed.ts';
import type { Lane } from '../engine/lanes.ts';
import type { DistributionSpec, Sampler } from '../engine/samplers/sampler.ts';
import { sampler } from '../engine/samplers/sampler.ts';
import type { F64 } from '../engine/state.ts';
import { LOSSES } from '../network/facts.ts';
import { AUDIT, type Tables } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Flow } from '../scenario/schema.ts';

/** What is left to the life cycle. */
interface Attempts {
  route(job: number): void;
  callOff(job: number): void;
  lose(job: number, loss: number): void;
}

/** One limit of a flow's patience. */
interface Limit {
  /** Seconds that are the same for every job wait in a lane. */
  lane: Lane | null;
  drawn: Sampler;
  draw: KeyedDraw;
}

interface FlowImpatience {
  patience: Limit | null;
  timeout: Limit | null;
  retries: number;
  delay: Sampler;
  draw: KeyedDraw;
  factor: number;
  most: number;
}

const ABANDONED = LOSSES.indexOf('abandoned');
const EXPIRED = LOSSES.indexOf('expired');
/** Uniforms that one number of a keyed draw has; from there on a number far beyond every job's is drawn from. */
const TURN = 2048;
const FAR = 1_099_511_627_776; // 2^40

export class Impatience {
  private readonly world: World;
  private readonly tables: Tables;
  private readonly attempts: Attempts;
  private flows: readonly FlowImpatience[] = [];
  /** Of all wirings so far, by flow: events pushed before a change must still be found. */
  private readonly patienceLanes: (Lane | null)[] = [];
  private readonly timeoutLanes: (Lane | null)[] = [];
  private readonly patienceKind: number;
  private readonly timeoutKind: number;
  private readonly resendKind: number;
  /** Pending events of a job: a handle of the heap (>= 0), -1 for none, or -2 - position in the flow's lane. */
  private readonly patience: F64;
  private readonly timeout: F64;
  private readonly resend: F64;

  constructor(world: World, attempts: Attempts) {
    this.world = world;
    this.tables = world.tables;
    this.attempts = attempts;
    const { table } = world.tables.jobs;
    this.patience = table.column('patience', 'f64', -1);
    this.timeout = table.column('timeout', 'f64', -1);
    this.resend = table.column('resend', 'f64', -1);
    // After everything else of the instant, its blocks too: who is begun or answered at the last moment stays.
    const last = { priority: 62 };
    this.patienceKind = world.engine.kind('client/patience', (job) => this.leave(job), last);
    this.timeoutKind = world.engine.kind('client/timeout', (job) => this.expire(job), last);
    this.resendKind = world.engine.kind('client/resend', (job) => this.again(job));
  }

  /** The flows' patience in force from now on; limits already running stay as they are. */
  configure(flows: readonly Flow[]): void {
    const { world } = this;
    const limit = (
      flow: Flow,
      f: number,
      name: 'patience' | 'timeout',
      spec: DistributionSpec | undefined,
      kind: number,
      lanes: (Lane | null)[],
    ): Limit | null => {
      lanes[f] ??= null;
      if (!spec) return null;
      const drawn = sampler(spec);
      const constant = spec.kind === 'constant';
      if (constant) lanes[f] = world.engine.lane(`client/${name}/${flow.name}`, drawn.mean, kind);
      return { drawn, draw: world.draw('flow', flow.name, name), lane: constant ? lanes[f] : null };
    };
    this.flows = flows.map((flow, f) => ({
      patience: limit(flow, f, 'patience', flow.patience, this.patienceKind, this.patienceLanes),
      timeout: limit(flow, f, 'timeout', flow.timeout, this.timeoutKind, this.timeoutLanes),
      retries: flow.retries === 'unlimited' ? Number.POSITIVE_INFINITY : flow.retries,
      delay: sampler(flow.back_off.delay),
      draw: world.draw('flow', flow.name, 'back-off'),
      factor: flow.back_off.factor,
      most: flow.back_off.most ?? Number.POSITIVE_INFINITY,
    }));
  }

  /** The job is sent: for the first time, or again. */
  begin(job: number): void {
    const { jobs } = this.tables;
    const flow = this.flows[jobs.flow.data[job]];
    if (flow.patience === null && flow.timeout === null) return;
    this.prepare(job);
    const resent = jobs.resent.data[job];
    if (flow.patience && resent === 0) this.patience.data[job] = this.set(job, flow.patience, this.patienceKind, 0);
    if (flow.timeout) this.timeout.data[job] = this.set(job, flow.timeout, this.timeoutKind, resent);
  }

  /** Nobody works on the job any more, for the reason LOSSES[loss]: it is sent again later, or lost. */
  failed(job: number, loss: number): void {
    const { jobs } = this.tables;
    const flow = this.flows[jobs.flow.data[job]];
    const resent = jobs.resent.data[job];
    if (resent >= flow.retries) {
      this.attempts.lose(job, loss);
      return;
    }
    this.prepare(job);
    this.cancel(job, this.timeout, this.timeoutLanes);
    jobs.resent.data[job] = resent + 1;
    let delay = flow.delay.quantile(uniform(flow.draw, jobs.number.data[job], resent));
    for (let k = 0; k < resent && delay < flow.most && flow.factor > 1; k++) delay *= flow.factor;
    this.resend.data[job] = this.world.engine.after(Math.min(delay, flow.most), this.resendKind, job);
  }

  /** The job has its answer, or is lost: nothing is waited for any more. */
  end(job: number): void {
    const { jobs } = this.tables;
    if (jobs.timed.data[job] === 0) return;
    jobs.timed.data[job] = 0;
    this.cancel(job, this.patience, this.patienceLanes);
    this.cancel(job, this.timeout, this.timeoutLanes);
    if (this.resend.data[job] >= 0) this.world.engine.cancel(this.resend.data[job]);
  }

  /** Somebody has done a part of the job: its client stays. */
  stay(job: number): void {
    if (this.tables.jobs.timed.data[job] === 1) this.cancel(job, this.patience, this.patienceLanes);
  }

  /** The client's patience is over: it stays if somebody has begun. */
  private leave(job: number): void {
    const { jobs, tasks } = this.tables;
    this.patience.data[job] = -1;
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task])
      if (tasks.role.data[task] !== AUDIT && tasks.started.data[task] >= 0) return;
    this.attempts.callOff(job);
    this.attempts.lose(job, ABANDONED);
  }

  private expire(job: number): void {
    this.timeout.data[job] = -1;
    this.attempts.callOff(job);
    this.failed(job, EXPIRED);
  }

  private again(job: number): void {
    this.resend.data[job] = -1;
    this.attempts.route(job);
  }

  private prepare(job: number): void {
    const { timed } = this.tables.jobs;
    if (timed.data[job] === 1) return;
    timed.data[job] = 1;
    this.patience.data[job] = -1;
    this.timeout.data[job] = -1;
    this.resend.data[job] = -1;
  }

  private set(job: number, limit: Limit, kind: number, k: number): number {
    const { engine } = this.world;
    if (limit.lane) return -2 - engine.push(limit.lane, job);
    return engine.after(limit.drawn.quantile(uniform(limit.draw, this.tables.jobs.number.data[job], k)), kind, job);
  }

  private cancel(job: number, handles: F64, lanes: readonly (Lane | null)[]): void {
    const handle = handles.data[job];
    if (handle === -1) return;
    handles.data[job] = -1;
    const { engine } = this.world;
    if (handle >= 0) engine.cancel(handle);
    else engine.cancelLane(lanes[this.tables.jobs.flow.data[job]] as Lane, -2 - handle);
  }
}

/** The k-th uniform of a job, however large k. */
export function uniform(draw: KeyedDraw, number: number, k: number): number {
  return draw.uniform(number + Math.floor(k / TURN) * FAR, k % TURN);
}
