/** Who does the runs of an experiment? An executor by its name, with its settings, or one of the caller's own. */
import type { executors } from '../experiment/executors/all.ts';
import type { Experiment } from '../experiment/file/load.ts';
import type { SlurmSettings } from '../experiment/file/slurm.ts';
import type { Executor } from '../experiment/task/executor.ts';

/** `local` (threads of this machine), `inline` (one after another, no thread), `slurm`, `bullmq`. */
export type ExecutorName = keyof typeof executors;

export interface ExecutorChoice {
  /**
   * Default `local`. A function opens one with settings of its own, such as `(directory) => executors.slurm({directory, slurm})`;
   * it is closed when the runs are done.
   */
  executor?: ExecutorName | ((directory: string, experiment: Experiment) => Promise<Executor>) | undefined;
  /** Threads of `local`, from 1; default all cores. */
  workers?: number | undefined;
  /** Address for `bullmq`: `redis://[user:password@]host[:port]`; default the environment's VERISIM_REDIS. */
  redis?: string | undefined;
  /** Settings for `slurm`, each instead of that of the experiment's section `slurm`. */
  slurm?: Partial<SlurmSettings> | undefined;
  /** With `slurm`: submits and comes back without waiting; `cluster.status` follows. */
  detach?: boolean | undefined;
  /** What whoever waits should know: that no worker is there, that a server is lost. */
  onNotice?: ((message: string) => void) | undefined;
}

/** Throws UsageError for settings that no executor could use, whatever the experiment is. */
export async function checkChoice({
  executor = 'local',
  workers,
  redis,
  slurm,
  detach,
}: ExecutorChoice): Promise<void> {
  const { UsageError } = await import('./error.ts');
  await checkWorkers(workers);
  if (typeof executor === 'function') return;
  const { executors } = await import('../experiment/executors/all.ts');
  if (!Object.hasOwn(executors, executor))
    throw new UsageError(`no executor is named ${executor}; there are ${Object.keys(executors).join(', ')}`);
  if (detach && executor !== 'slurm') throw new UsageError(`detach goes with the executor slurm, not with ${executor}`);
  if (slurm !== undefined && executor !== 'slurm')
    throw new UsageError(`settings of slurm go with the executor slurm, not with ${executor}`);
  if (executor === 'bullmq') await redisAddress(redis);
}

/** Throws UsageError unless it was left out or is a whole number from 1 on. */
export async function checkWorkers(workers: number | undefined): Promise<void> {
  if (workers === undefined || (Number.isSafeInteger(workers) && workers >= 1)) return;
  const { UsageError } = await import('./error.ts');
  throw new UsageError('workers must be a whole number of at least 1');
}

/** The address that was given, or that of the environment. Throws UsageError where there is neither. */
export async function redisAddress(given: string | undefined): Promise<string> {
  const address = given ?? process.env.VERISIM_REDIS;
  if (address !== undefined && address !== '') return address;
  const { UsageError } = await import('./error.ts');
  throw new UsageError('which Redis? Give its address (--redis redis://host:port), or set VERISIM_REDIS');
}

/** Throws UsageError for settings that Slurm has not, ClusterError where a cluster or its server is out of reach. */
export async function openExecutor(
  { executor = 'local', workers, redis, slurm, detach, onNotice }: ExecutorChoice,
  directory: string,
  experiment: Experiment,
): Promise<Executor> {
  if (typeof executor === 'function') return executor(directory, experiment);
  const { executors } = await import('../experiment/executors/all.ts');
  return executors[executor]({
    directory,
    workers,
    detach,
    onNotice,
    ...(executor === 'bullmq' ? { redis: await redisAddress(redis) } : {}),
    ...(executor === 'slurm' ? { slurm: await slurmSettings(slurm, experiment.written.slurm) } : {}),
  });
}

/** Settings that are given over those that were there. Throws UsageError, setting by setting. */
export async function slurmSettings(
  given: Partial<SlurmSettings> = {},
  before: Partial<SlurmSettings> = {},
): Promise<SlurmSettings> {
  const { slurm } = await import('../experiment/file/slurm.ts');
  const parsed = slurm.safeParse({ ...before, ...given });
  if (parsed.success) return parsed.data;
  const { UsageError } = await import('./error.ts');
  throw new UsageError(
    parsed.error.issues
      .map(({ path, message }) => `${['slurm', ...path].map(String).join('.')}: ${message}`)
      .join('\n'),
  );
}
