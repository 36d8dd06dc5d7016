/**
 * How does an error cross the border between threads? As plain data: a class of our own would arrive as a bare Error.
 */
import { InvariantError, type Moment, RunError, RunInputError } from '../../engine/errors.ts';

export interface Failure {
  name: string;
  message: string;
  stack: string | undefined;
  /** Of an error of our own that stopped the run. */
  run?: Moment & { reason: string };
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
