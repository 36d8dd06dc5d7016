/** How does a machine take part in experiments that ask for workers over Redis? It does runs of all of them until it is told to stop. */
import type { RunRow } from '../experiment/task/runRow.ts';

export interface WorkOptions {
  /** Stops at once; runs under way go back to the queue. */
  signal: AbortSignal;
  /** Address, `redis://[user:password@]host[:port]`; default the environment's VERISIM_REDIS. */
  redis?: string | undefined;
  /** Runs at once, a thread each, from 1; default all cores. */
  workers?: number | undefined;
  /** Seconds without a sign of life, at least 1, after which a run is taken from its worker; default 15. */
  patience?: number | undefined;
  /** What it takes part in, and why it does not; that the server is lost. */
  onNotice?: ((message: string) => void) | undefined;
  /** After each run: name of the experiment, and the run with its metrics or its error. */
  onRun?: ((experiment: string, run: RunRow) => void) | undefined;
}

/**
 * Works until the signal; the number of runs that it did. Throws UsageError for wrong options, ClusterError when Redis cannot be reached
 * at first; later it waits for it.
 */
export async function work(options: WorkOptions): Promise<number> {
  const { serve } = await import('../experiment/bullmq/serve.ts');
  const { UsageError } = await import('./error.ts');
  const { checkWorkers, redisAddress } = await import('./executor.ts');
  const { redis, workers, patience = 15, onRun, ...rest } = options;
  await checkWorkers(workers);
  if (!(patience >= 1 && Number.isFinite(patience))) throw new UsageError('patience must be at least 1 second');
  let done = 0;
  await serve({
    ...{ ...rest, workers, patience },
    redis: await redisAddress(redis),
    onRun(experiment, run) {
      done++;
      onRun?.(experiment, run);
    },
  });
  return done;
}
