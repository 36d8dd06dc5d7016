/** How do runs become jobs? An array with the runs, and a job that depends on it and brings the rows home. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlurmSettings } from '../file/slurm.ts';
import { thisBuild } from '../task/build.ts';
import type { Ground, RunTask } from '../task/executor.ts';
import { cancel, largestArray, submit } from './commands.ts';
import { collectName, writeArrayScript, writeCollectScript } from './script.ts';
import { forget, prepare, type Submission } from './submission.ts';

export interface SubmitOptions {
  settings: SlurmSettings;
  ground: (id: string) => Ground;
  onNotice?: ((message: string) => void) | undefined;
}

const JOB = 'job';

/** Submits the runs, at least one. Throws ClusterError where Slurm does not take them; nothing is left of them then. */
export async function submitRuns(
  directory: string,
  tasks: readonly RunTask[],
  { settings, ground, onNotice }: SubmitOptions,
): Promise<Submission> {
  const most = await largestArray();
  const submission = await prepare(directory, tasks, { settings, build: thisBuild(), most, ground });
  let job: string;
  try {
    job = await submit(await writeArrayScript(submission));
  } catch (error) {
    await forget(directory, submission);
    throw error;
  }
  await writeFile(join(submission.folder, JOB), `${job}\n`);
  onNotice?.(`Submitted ${tasks.length} runs as job ${job}: ${submission.places} array tasks.`);
  try {
    await submit(await writeCollectScript(submission), `--dependency=afterany:${job}`);
  } catch (error) {
    // The runs are under way all the same.
    onNotice?.(`No job was taken to collect them; "verisim cluster collect ${directory}" does it. ${String(error)}`);
  }
  return submission;
}

/** Number of the submission's array job; null when it was not written down. */
export async function jobOf({ folder }: Submission): Promise<string | null> {
  return (await readFile(join(folder, JOB), 'utf8').catch(() => '')).trim() || null;
}

/** Ends the jobs of submissions, those that wait and those that run; this process, if it is in one of them, goes on. */
export function cancelJobs(submissions: readonly Submission[]): Promise<void> {
  const names = submissions.flatMap(({ name }) => [name, collectName(name)]);
  return cancel(names.filter((name) => name !== process.env.SLURM_JOB_NAME));
}
