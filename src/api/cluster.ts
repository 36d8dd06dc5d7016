/** How is an experiment looked after that was submitted to Slurm? `directory` is that of its results, `<out>/<name>`, everywhere. */
import type { SlurmSettings } from '../experiment/file/slurm.ts';
import type { ClusterStatus, Collected } from '../experiment/slurm/cluster.ts';

export type { ClusterStatus, Collected, SubmissionStatus } from '../experiment/slurm/cluster.ts';

export interface ResubmitOptions {
  /** Each instead of what the last submission asked for. */
  slurm?: Partial<SlurmSettings> | undefined;
  onNotice?: ((message: string) => void) | undefined;
}

/**
 * How far every submission is, how many runs are stored, and how many are neither done nor under way. Throws UsageError where there is
 * no such directory, ClusterError where something was submitted and Slurm cannot be asked.
 */
export async function status(directory: string): Promise<ClusterStatus> {
  const { clusterStatus } = await import('../experiment/slurm/cluster.ts');
  return clusterStatus(await existing(directory));
}

/**
 * Brings runs that are done into the results: how many were added, are stored, and are missing still. Throws as `status` does, and
 * ResultsError (a TakenError) while another process writes there: it takes the runs itself.
 */
export async function collect(directory: string): Promise<Collected> {
  const { collectRuns } = await import('../experiment/slurm/cluster.ts');
  return collectRuns(await existing(directory));
}

/** Collects, and submits again what is neither done nor under way. Throws as `collect` does, and UsageError for wrong settings. */
export async function resubmit(
  directory: string,
  { slurm, onNotice }: ResubmitOptions = {},
): Promise<Collected & { submitted: number }> {
  const cluster = await import('../experiment/slurm/cluster.ts');
  const { submissionsOf } = await import('../experiment/slurm/submission.ts');
  const { slurmSettings } = await import('./executor.ts');
  const last = (await submissionsOf(await existing(directory))).at(-1);
  return cluster.resubmit(directory, {
    ...(slurm === undefined ? {} : { settings: await slurmSettings(slurm, last?.settings) }),
    ...(onNotice === undefined ? {} : { onNotice }),
  });
}

/** Ends all jobs of the directory; how many submissions that were. What they have done waits for `collect`. Throws as `status` does. */
export async function cancel(directory: string): Promise<number> {
  const { cancelAll } = await import('../experiment/slurm/cluster.ts');
  return cancelAll(await existing(directory));
}

async function existing(directory: string): Promise<string> {
  const { existsSync } = await import('node:fs');
  if (existsSync(directory)) return directory;
  const { UsageError } = await import('./error.ts');
  throw new UsageError(`${directory}: there is no such directory`);
}
