/**
 * What is a rule? One answer to one question about the network, in one file: its parameters, the formula it
 * follows and where that comes from, and `bind`, which returns the few functions that its slot asks for.
 *
 * A bound rule holds constants and handles only. Everything that changes is made by name through the binder, so
 * that a run can be copied, resumed, or have its rules bound anew in the middle. `bind` neither draws nor
 * schedules; `start` does, once, and not on resume.
 */
import type * as z from 'zod';
import type { ChainParameters } from '../network/chain.ts';
import type { Binder } from './binder.ts';

/** Copies of one job that may be routed at once. */
export const COPIES = 31;

/** What each slot's bound rule must offer. Subjects are indices of jobs, tasks, nodes; money is real base units. */
export interface Slots {
  /** When do jobs come? Calls `life.arrive` from its own events. */
  arrivals: {
    start(): void;
    /** A job of the flow is over for its client: answered, lost or rejected. Its record is readable during the call. */
    left?(job: number): void;
  };
  /**
   * Which node serves a job? -1: none. Attempts are different choices for the same job: the first COPIES those of its copies, then
   * as many for its further picks and each time that it is sent again.
   */
  routing: { pick(job: number, attempt: number): number };
  /** In what order does an executor work? Calls `life.started` and `life.executed`. */
  service: {
    /** Takes a task; false when the queue is full: then nothing has changed. */
    submit(task: number): boolean;
    /** Gives up a task that it has, begun or not. Returns the slot-seconds that went into it, of `tasks.work` in all. */
    withdraw(task: number): number;
    /** Seconds of work that an executor with so many slots does per second at most. */
    capacity(slots: number): number;
  };
  /** Can the answer be trusted? Decides by `life.accept`, `life.reject`, `life.spawn`, `life.convict`, `life.close`. */
  verification: {
    /** Executions that a job starts with (>= 1). Its `book` is still that of the wiring under which its `mode` was chosen. */
    copies(job: number): number;
    /** An answer or copy was handed in. */
    answered(job: number, task: number): void;
    /** An audit or a proof that it had asked for ended. */
    audited(job: number, task: number): void;
    /** What it had put off by `life.appoint` is due; `what` is as it said. The job is open. */
    due?(job: number, what: number): void;
    /**
     * A copy of the job, which is answered, or an audit or proof of it found a full queue on its way, or was lost with its
     * node: it will not be handed in.
     */
    missed?(job: number, task: number): void;
    /** Factor on the service time of executions under this method. */
    readonly executionFactor: number;
    /** True when only nodes with a trusted execution environment may serve. */
    readonly needsEnclave: boolean;
    /** Where both differ from job to job: what they are for this one, once `copies` was asked. */
    readonly perJob?: {
      executionFactor(job: number): number;
      needsEnclave(job: number): boolean;
      /** True when an enclave is needed by some jobs and not by others. */
      readonly sometimes: boolean;
    };
  };
  /** How does an answer get onto the chain? Calls `life.proved` when it is final there. */
  settlement: {
    /** The client has its answer. */
    submit(job: number): void;
    /**
     * Takes an executed task's output, which otherwise travels back to the client; calls `life.handIn` when it is there. False:
     * the client cannot pay for that, and nothing has happened.
     */
    carry?(task: number): boolean;
  };
  /** What does a job cost its client, in base units? Negative: there is no price now, and the job is refused. */
  pricing: {
    quote(job: number): number;
    /** The price once `jobs.node` says where the job goes, each time that it is sent; absent: as quoted. */
    final?(job: number): number;
  };
  /** How does a client pay? Where a flow has no such rule, it owes each fee from the answer on and never fails to pay. */
  payment: {
    /** A job is about to be sent to `jobs.node`, for the first time or again. False: its client cannot pay, and it is not sent. */
    send(job: number): boolean;
    /** The client has its answer from `jobs.node`: pays by `life.pay`. `jobs.fee` becomes what was really paid. */
    answered(job: number): void;
    /** The job ended without an answer. */
    lost(job: number): void;
    /** True: clients spend what their wallets hold, and never owe. */
    readonly limited?: boolean;
  };
  /** What is a token worth in USD? Opens `market` at the start and moves it from its own events. */
  market: { start(): void };
  /** How many base units are due for epoch 0, 1, ... (a real number; fractions are carried on)? */
  emission: { due(epoch: number): number };
  /** Who gets the emission? Moves at most `amount` base units out of the emission pot. */
  division: { divide(amount: number, epoch: number): void };
  /** What does a conviction cost? Called with an index into OFFENCES, and the task that proved it (-1: the audits against it). */
  slashing: { convicted(task: number, offence: number, challenger: number): void };
  /** What is a node's record worth? Keeps `nodes.reputation`. */
  reputation: { observed(node: number, good: boolean): void };
  /** Who may validate, and for how long is stake bound? */
  staking: {
    /** Most validators in the set. */
    readonly seats: number;
    /** Base units of its own that a candidate needs. */
    readonly minimum: number;
    /** Seconds from withdrawing stake until it is free. */
    readonly unbonding: number;
    /** True: newcomers' bonds are made for them, and destroyed when they go. */
    readonly minted: boolean;
  };
  /** What does a validator lose that misses blocks, or signs two at one height? Called with an index into OFFENCES. */
  discipline: { offended(validator: number, offence: number): void };
  /** Where do delegators put their stake? Called at the end of every epoch, once rewards are paid. */
  delegation: { revise(epoch: number): void };
  /** Which inference nodes may serve, and when may they take their bond back? */
  admission: {
    /** Seconds from a node's application until it serves; -1: it is refused. */
    admits(node: number): number;
    /** Seconds from leaving until the bond is free: so long it can be slashed. */
    readonly unbonding: number;
  };
}
export type SlotName = keyof Slots;

/** What a rule or an attack may need of the network that it is to work in: facts of the scenario, known before any run. */
export interface Circumstances {
  /** Inference nodes. */
  nodes: number;
  /** Those of them with a trusted execution environment. */
  enclaves: number;
  validators: number;
  delegators: number;
  /** Length of the run, s. */
  horizon: number;
  /** How blocks are made; absent where that could not be read. */
  chain?: ChainParameters;
  /** True when the model of the flow in question has a list price; true where no flow is in question. */
  listPriced: boolean;
  /** True when the flow in question says in which regions its clients are; true where no flow is in question. */
  placed: boolean;
  /** Mean work of a job of that flow's model, s at speed 1; null where it is measured, or where no flow is in question. */
  work: number | null;
  /** Most gas of a transaction; null without a chain. */
  gasLimit: number | null;
  /** Images that its registry of enclaves knows; for an attack on nodes, those that its nodes may run. */
  images: readonly string[];
  /** True when every group of nodes states what it asks for a job. */
  asks: boolean;
}

export interface Rule<S extends SlotName = SlotName, P = unknown> {
  readonly slot: S;
  readonly name: string;
  /** One line: what it does. */
  readonly summary: string;
  /** Parameters: the only source for checking, `list`, `explain`, JSON Schema and the reference. */
  readonly schema: z.ZodType<P>;
  readonly formula: string;
  /** Where the rule is from: a protocol's code, a paper, or "assumption". */
  readonly source: string;
  /** Why the rule cannot work there, in words that follow "is <name>, "; null when it can. Absent: it always can. */
  check?(params: P, about: Circumstances): string | null;
  bind(params: P, binder: Binder): Slots[S];
}

/** Ties the parameters' type to the schema's. */
export function defineRule<S extends SlotName, P>(rule: Rule<S, P>): Rule<S, P> {
  return rule;
}
