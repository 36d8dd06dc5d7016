/**
 * How are R replications run on all cores? Replication r (1..R) draws from the seed `seed/r` and from nothing else, so
 * that results are the same however many threads there are, and come back in the order of r.
 */
import { availableParallelism } from 'node:os';
import type { RunRecord } from '../../measures/record.ts';
import type { ProfileSet } from '../../measures/run.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { openThreads } from '../threads/threads.ts';
import { replicateOnce, type Shared, type Task } from './worker.ts';

export interface ReplicateOptions {
  banks: ProfileSet;
  /** Probability with which a job is traced; absent: none is. */
  trace?: number | undefined;
  /** Threads; default all cores. */
  workers?: number;
  /**
   * Aborting stops at once; what is finished is kept. With a signal even a single replication runs in a thread: a
   * simulation in the main thread would not let the signal through.
   */
  signal?: AbortSignal;
  /** Replications done, parts of them as fractions. */
  onProgress?: (done: number, total: number) => void;
}

export interface Replications {
  /** Finished ones, by ascending number; fewer than asked for when the signal came. */
  records: RunRecord[];
  interrupted: boolean;
}

/** Runs all replications of the scenario. Throws the first error of a replication (InvariantError and RunInputError among them). */
export async function replicate(scenario: Scenario, options: ReplicateOptions): Promise<Replications> {
  const total = scenario.replications;
  const threads = Math.min(options.workers ?? availableParallelism(), total);
  const shared: Shared = { scenario, banks: options.banks, trace: options.trace };
  if (threads > 1 || options.signal !== undefined) return inThreads(shared, total, threads, options);
  const records: RunRecord[] = [];
  for (let r = 1; r <= total; r++) {
    records.push(replicateOnce(shared, r));
    options.onProgress?.(r, total);
  }
  return { records, interrupted: false };
}

/** How often progress is looked at. */
const WATCH_MS = 200;

async function inThreads(
  shared: Shared,
  total: number,
  threads: number,
  options: ReplicateOptions,
): Promise<Replications> {
  const progress = new Int32Array(new SharedArrayBuffer(4 * total));
  // One that fails stops the others.
  const failed = new AbortController();
  const signal = options.signal === undefined ? failed.signal : AbortSignal.any([options.signal, failed.signal]);
  const pool = await openThreads<Task, RunRecord>(import.meta.url, './thread', {
    workers: threads,
    signal,
    shared: { ...shared, progress } satisfies Shared,
  });
  const finished = new Map<number, RunRecord>();
  const show = (): void => {
    let underWay = 0;
    for (let r = 0; r < total; r++) if (!finished.has(r + 1)) underWay += Math.min(999, Atomics.load(progress, r));
    options.onProgress?.(finished.size + underWay / 1000, total);
  };
  const watch = setInterval(show, WATCH_MS);
  let firstError: Error | undefined;
  const one = async (replication: number): Promise<void> => {
    try {
      finished.set(replication, await pool.run({ replication }));
      show();
    } catch (error) {
      if (signal.aborted) return;
      firstError = error as Error;
      failed.abort();
    }
  };
  try {
    await Promise.all(Array.from({ length: total }, (_, i) => one(i + 1)));
  } finally {
    clearInterval(watch);
    await pool.close();
  }
  if (firstError !== undefined) throw firstError;
  const records = [...finished].sort((a, b) => a[0] - b[0]).map(([, record]) => record);
  return { records, interrupted: finished.size < total };
}
