/**
 * Where are runs done? In threads of this machine, in jobs of a cluster, by workers anywhere. A task is small: what a point
 * changes in a ground that whoever runs it keeps. Which runs are wanted and where their rows are kept is no executor's affair.
 */
import type { ProfileSet } from '../../measures/run.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { SlurmSettings } from '../file/slurm.ts';
import type { Change } from './changed.ts';
import type { RunRow } from './runRow.ts';

/** What many points share: a scenario, and how its models behave. Plain data; kept by its id wherever runs are done. */
export interface Ground {
  /** Hash of the rest. */
  id: string;
  scenario: Scenario;
  banks: ProfileSet;
}

/** One run that is wanted: plain data, JSON among it. */
export interface RunTask {
  point: string;
  replication: number;
  /** Id of the ground that the point stands on. */
  ground: string;
  /** What the point's scenario has other than the ground's. */
  changed: readonly Change[];
}

export interface ExecutorRun {
  /** The ground of a task, for whoever has not got it yet. */
  ground(id: string): Ground;
  /** Aborting stops at once; `run` then ends as soon as the rows that are there have been handed over. */
  signal?: AbortSignal | undefined;
}

export interface Executor {
  readonly name: string;
  /** Runs that may be under way at once, as far as it is known. */
  readonly workers: number;
  /**
   * Does the tasks, in any order; each row is handed to `sink` once, and no more tasks are begun than rows are taken. A run
   * that fails is a row with its error. Throws what makes all further runs impossible.
   */
  run(tasks: Iterable<RunTask>, sink: (row: RunRow) => Promise<void> | void, options: ExecutorRun): Promise<void>;
  close(): Promise<void>;
}

export interface ExecutorOptions {
  /** Threads; default all cores. */
  workers?: number | undefined;
  /** Directory of the results: an executor may keep files of its own in a folder of its name there. */
  directory: string;
  /** Address of the Redis through which workers are reached: `redis://host:port`. */
  redis?: string | undefined;
  /** What jobs on a Slurm cluster may use. */
  slurm?: SlurmSettings | undefined;
  /** Where runs are done elsewhere: asks for them and returns without their rows. */
  detach?: boolean | undefined;
  /** What whoever waits should know: that no worker is there, that a server is lost. */
  onNotice?: ((message: string) => void) | undefined;
}

export type OpenExecutor = (options: ExecutorOptions) => Promise<Executor>;
