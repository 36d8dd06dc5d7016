/**
 * What does a worker thread do? One replication. An error crosses the border between threads as plain data: a class of
 * our own would arrive as a bare Error.
 */
import { InvariantError, type Moment, RunError, RunInputError } from '../engine/errors.ts';
import type { RunRecord } from '../measures/record.ts';
import { type ProfileSet, runScenario } from '../measures/run.ts';
import type { Scenario } from '../scenario/schema.ts';

export interface Task {
  replication: number;
}

/** What every task of a pool shares: sent once per thread, not once per replication. */
export interface Shared {
  scenario: Scenario;
  banks: ProfileSet;
  /** Probability with which a job is traced; absent: none is. */
  trace?: number | undefined;
  /** Per mille done of each replication, for the thread that shows it. */
  progress?: Int32Array;
}

export interface Failure {
  name: string;
  message: string;
  stack: string | undefined;
  /** Of an error of our own that stopped the run. */
  run?: Moment & { reason: string };
}

export type Outcome = { record: RunRecord } | { failure: Failure };

/** The rows of parties are kept for the first replication alone: a million nodes times thirty runs is not wanted. */
export function replicateOnce(shared: Shared, replication: number): RunRecord {
  const { scenario, banks, trace, progress } = shared;
  const record = runScenario(scenario, {
    replication,
    banks,
    ...(trace === undefined ? {} : { trace }),
    onProgress(done) {
      if (progress !== undefined) Atomics.store(progress, replication - 1, Math.floor(1000 * done));
      return true;
    },
  });
  return replication === 1 ? record : { ...record, entities: [] };
}

export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const failure: Failure = { name: error.name, message: error.message, stack: error.stack };
  if (error instanceof RunError) {
    const { reason, event, time, seed } = error;
    failure.run = { reason };
    if (event !== undefined) failure.run.event = event;
    if (time !== undefined) failure.run.time = time;
    if (seed !== undefined) failure.run.seed = seed;
  }
  return failure;
}

/** The error that `describeFailure` described. */
export function restoreFailure(failure: Failure): Error {
  if (failure.run !== undefined) {
    const { reason, ...moment } = failure.run;
    const Kind = failure.name === 'RunInputError' ? RunInputError : InvariantError;
    return new Kind(reason, moment);
  }
  const error = new Error(failure.message);
  error.name = failure.name;
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
