/**
 * Which jobs are under way? Records of jobs, and of the tasks that each consists of. Both are recycled: no record outlives its
 * job. A job touches them at random places, so both tables are packed, with what the second half of a job's life needs first.
 */
import type { F64, I32, Store, Table } from '../engine/state.ts';

/** Ranks of jobs in queues that have ranks: 0 (first) to PRIORITIES - 1. */
export const PRIORITIES = 8;

/**
 * What a task is for: an answer to the client, a further copy of it, a check of another execution, a stage on the way to the
 * answer, or the proof of an execution, which is compute and has no output. For audits and proofs a verification rule asks,
 * and no client waits.
 */
export const ANSWER = 0;
export const COPY = 1;
export const AUDIT = 2;
export const STAGE = 3;
export const PROOF = 4;

/** Jobs under way. A row is free when `flow` is -1. */
export class Jobs {
  readonly table: Table;
  readonly flow: F64;
  readonly client: F64;
  /** Number within its flow, 0, 1, ...: with the flow, the key of all its luck. */
  readonly number: F64;
  readonly arrived: F64;
  /** Seconds of work at speed 1. */
  readonly size: F64;
  /** Wiring under which the job was sent: what verifies it does not change in mid-job. */
  readonly book: F64;
  /** Which of its flow's methods verifies it, where a flow has several; -1: not chosen yet. */
  readonly mode: F64;
  /** USD of harm if the answer is wrong. */
  readonly value: F64;
  /** 1: answers are compared by what was measured in this run. */
  readonly live: F64;
  /** Base units. */
  readonly fee: F64;
  /** Most base units that its client would pay; -1: it always accepts. */
  readonly willingness: F64;
  /** Identical jobs that this record stands for. */
  readonly weight: F64;
  /** Node that gave the accepted answer; -1 before. */
  readonly node: F64;
  /** When the client had its answer; -1 before. */
  readonly answered: F64;
  /** First task of the job's list; -1: none. */
  readonly tasks: F64;
  /** Tasks that have not ended. */
  readonly open: F64;
  /** Tasks that it has had so far. */
  readonly spawned: F64;
  /** 1: closed, to be freed with its last task. */
  readonly closed: F64;
  /** Times that it was sent again. */
  readonly resent: F64;
  /** 1: an event of its client's impatience may be pending. */
  readonly timed: F64;
  private readonly nextFree: F64;
  private readonly cells: I32;

  constructor(store: Store, rows: number) {
    this.table = store.core('jobs', rows, 32);
    this.flow = this.table.column('flow', 'f64', -1);
    this.book = this.table.column('book', 'f64');
    this.number = this.table.column('number', 'f64');
    this.client = this.table.column('client', 'f64', -1);
    this.arrived = this.table.column('arrived', 'f64');
    this.value = this.table.column('value', 'f64');
    this.fee = this.table.column('fee', 'f64');
    this.weight = this.table.column('weight', 'f64', 1);
    this.node = this.table.column('node', 'f64', -1);
    this.answered = this.table.column('answered', 'f64', -1);
    this.tasks = this.table.column('tasks', 'f64', -1);
    this.open = this.table.column('open', 'f64');
    this.closed = this.table.column('closed', 'f64');
    this.timed = this.table.column('timed', 'f64');
    this.live = this.table.column('live', 'f64');
    this.nextFree = this.table.column('nextFree', 'f64', -1);
    this.size = this.table.column('size', 'f64');
    this.spawned = this.table.column('spawned', 'f64');
    this.resent = this.table.column('resent', 'f64');
    this.willingness = this.table.column('willingness', 'f64', -1);
    this.mode = this.table.column('mode', 'f64', -1);
    this.cells = freeList(store, 'jobs');
  }

  /** A record to write the new job into; what it held before is still there, save the fields set here. */
  take(): number {
    let job = this.cells.data[0];
    if (job >= 0) this.cells.data[0] = this.nextFree.data[job];
    else job = this.table.add();
    this.node.data[job] = -1;
    this.answered.data[job] = -1;
    this.tasks.data[job] = -1;
    this.open.data[job] = 0;
    this.spawned.data[job] = 0;
    this.closed.data[job] = 0;
    this.resent.data[job] = 0;
    this.timed.data[job] = 0;
    return job;
  }

  free(job: number): void {
    this.flow.data[job] = -1;
    this.nextFree.data[job] = this.cells.data[0];
    this.cells.data[0] = job;
  }
}

/** Where a task is: at hand (not sent, at its executor, or handed in), on its way, called off on its way, or lost with its node. */
export const AT_HAND = 0;
export const TRAVELLING = 1;
export const CALLED_OFF = 2;
export const LOST = 3;

/** Executions under way or ended whose job is still open. A row with `job` -1 is free, or will be when its task called off arrives. */
export class Tasks {
  readonly table: Table;
  readonly job: F64;
  readonly role: F64;
  /** 0, 1, ... within its job; from 511 on to 0 again. */
  readonly ordinal: F64;
  readonly executor: F64;
  /** Executing node; -1 for a validator. */
  readonly node: F64;
  /** Class of the model's bank that made the output. */
  readonly behaviour: F64;
  /** Which coalition shares a made-up output; -1: none. */
  readonly coalition: F64;
  /** The task that this one checks; -1: none. */
  readonly checks: F64;
  /** Seconds of service, fixed at submission. */
  readonly work: F64;
  readonly submitted: F64;
  readonly started: F64;
  /** When its output was handed in; -1 before. */
  readonly ended: F64;
  /** 1: reports what the task that it checks reported, without looking. */
  readonly echo: F64;
  /** 1: ground truth, a cheating class. */
  readonly cheat: F64;
  readonly convicted: F64;
  /** AT_HAND, TRAVELLING, CALLED_OFF or LOST. */
  readonly way: F64;
  /** Next task of the same job. */
  readonly sibling: F64;
  /** For the service rule of its executor: its neighbours in a queue, and the event that ends its execution. */
  readonly next: F64;
  readonly previous: F64;
  readonly finish: F64;
  private readonly nextFree: F64;
  private readonly cells: I32;

  constructor(store: Store, rows: number) {
    this.table = store.core('tasks', rows, 24);
    this.job = this.table.column('job', 'f64', -1);
    this.role = this.table.column('role', 'f64');
    this.executor = this.table.column('executor', 'f64');
    this.node = this.table.column('node', 'f64', -1);
    this.way = this.table.column('way', 'f64');
    this.work = this.table.column('work', 'f64');
    this.submitted = this.table.column('submitted', 'f64');
    this.started = this.table.column('started', 'f64', -1);
    this.ended = this.table.column('ended', 'f64', -1);
    this.cheat = this.table.column('cheat', 'f64');
    this.sibling = this.table.column('sibling', 'f64', -1);
    this.next = this.table.column('next', 'f64', -1);
    this.behaviour = this.table.column('behaviour', 'f64');
    this.convicted = this.table.column('convicted', 'f64');
    this.nextFree = this.table.column('nextFree', 'f64', -1);
    this.finish = this.table.column('finish', 'f64', -1);
    this.ordinal = this.table.column('ordinal', 'f64');
    this.checks = this.table.column('checks', 'f64', -1);
    this.coalition = this.table.column('coalition', 'f64', -1);
    this.echo = this.table.column('echo', 'f64');
    this.previous = this.table.column('previous', 'f64', -1);
    this.cells = freeList(store, 'tasks');
  }

  take(): number {
    let task = this.cells.data[0];
    if (task >= 0) this.cells.data[0] = this.nextFree.data[task];
    else task = this.table.add();
    this.coalition.data[task] = -1;
    this.checks.data[task] = -1;
    this.started.data[task] = -1;
    this.ended.data[task] = -1;
    this.echo.data[task] = 0;
    this.cheat.data[task] = 0;
    this.convicted.data[task] = 0;
    this.way.data[task] = AT_HAND;
    return task;
  }

  free(task: number): void {
    this.job.data[task] = -1;
    this.nextFree.data[task] = this.cells.data[0];
    this.cells.data[0] = task;
  }
}

/** One cell: the head of a table's list of free rows. */
function freeList(store: Store, name: string): I32 {
  return store.cells(`${name}/free`, 1).column('head', 'i32', -1);
}
