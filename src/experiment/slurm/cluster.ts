/**
 * How far is an experiment that was submitted to Slurm, what is missing, and how does what is done come home? Told from the
 * queue and from the files, so that it works without Slurm's accounting.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlurmSettings } from '../file/slurm.ts';
import { readKeys } from '../store/parts.ts';
import { isPart, RUNS, Store } from '../store/store.ts';
import type { RunTask } from '../task/executor.ts';
import { endedTasks, liveTasks } from './commands.ts';
import { cancelJobs, jobOf, submitRuns } from './jobs.ts';
import { forget, keyOf, RowReader, readGround, type Submission, submissionsOf, tasksOf } from './submission.ts';

export interface SubmissionStatus {
  /** Of the array; null when it was not written down. */
  job: string | null;
  folder: string;
  /** Array tasks: still in the queue, running, ended with all their runs, and ended without. */
  places: { waiting: number; running: number; complete: number; incomplete: number };
  runs: { done: number; total: number };
  /** Why array tasks wait, and how those ended that lack runs, as far as Slurm says; with their number. */
  reasons: Record<string, number>;
}

export interface ClusterStatus {
  submissions: SubmissionStatus[];
  /** Runs in the store, those of other executors among them. */
  stored: number;
  /** Runs that were submitted, and are neither done nor under way. */
  missing: number;
}

/** Throws ClusterError where the commands of Slurm are not installed. */
export async function clusterStatus(directory: string): Promise<ClusterStatus> {
  const stored = await storedRuns(directory);
  const submissions = await submissionsOf(directory);
  const known = await Promise.all(submissions.map((submission) => surveyed(submission, stored)));
  const live = await livePlaces(submissions);
  const done = new Set(known.flatMap(({ done }) => [...done]));
  const wanted = new Set<string>();
  const underWay = new Set<string>();
  const statuses: SubmissionStatus[] = [];
  for (const [i, submission] of submissions.entries()) {
    const job = await jobOf(submission);
    const status: SubmissionStatus = {
      job,
      folder: submission.folder,
      places: { waiting: 0, running: 0, complete: 0, incomplete: 0 },
      runs: { done: 0, total: submission.runs },
      reasons: {},
    };
    const ended = job === null ? new Map<number, string>() : await endedTasks(job);
    const note = (reason: string): void => {
      status.reasons[reason] = (status.reasons[reason] ?? 0) + 1;
    };
    for (const [place, keys] of known[i]!.places.entries()) {
      const left = keys.filter((key) => !done.has(key));
      status.runs.done += keys.length - left.length;
      const task = live.get(`${submission.name}/${place}`);
      if (task === undefined) {
        status.places[left.length === 0 ? 'complete' : 'incomplete']++;
        if (left.length > 0) note(ended.get(place) ?? 'ended');
        for (const key of left) wanted.add(key);
      } else {
        const waits = task.state === 'PENDING';
        status.places[waits ? 'waiting' : 'running']++;
        if (waits) note(task.reason);
        for (const key of left) underWay.add(key);
      }
    }
    statuses.push(status);
  }
  return {
    submissions: statuses,
    stored: stored.size,
    missing: [...wanted].filter((key) => !underWay.has(key)).length,
  };
}

export interface Collected {
  /** Runs that came into the store now. */
  added: number;
  /** Runs that are done in all. */
  stored: number;
  /** Runs that were submitted and are not done. */
  missing: number;
}

/**
 * Brings rows of array tasks into the store. Submissions that are done are forgotten. Throws ResultsError while another process
 * writes to the directory: it takes the rows itself.
 */
export async function collectRuns(directory: string): Promise<Collected> {
  return withStore(directory, (store) => takeHome(directory, store));
}

/** Submits what was submitted and is neither done nor under way. `settings` are instead of those of the last submission. */
export async function resubmit(
  directory: string,
  { settings, onNotice }: { settings?: SlurmSettings | undefined; onNotice?: (message: string) => void } = {},
): Promise<Collected & { submitted: number }> {
  return withStore(directory, async (store) => {
    const collected = await takeHome(directory, store);
    const submissions = await submissionsOf(directory);
    const live = await livePlaces(submissions);
    const lost = new Map<string, RunTask>();
    const underWay = new Set<string>();
    const home = new Map<string, Submission>();
    for (const submission of submissions)
      for (let place = 0; place < submission.places; place++)
        for (const task of await tasksOf(submission, place)) {
          if (store.has(task.point, task.replication)) continue;
          if (live.has(`${submission.name}/${place}`)) underWay.add(keyOf(task));
          lost.set(keyOf(task), task);
          home.set(task.ground, submission);
        }
    for (const key of underWay) lost.delete(key);
    const last = submissions.at(-1);
    if (lost.size === 0 || last === undefined) return { ...collected, submitted: 0 };
    const grounds = new Map(
      await Promise.all([...home].map(async ([id, submission]) => [id, await readGround(submission, id)] as const)),
    );
    await submitRuns(directory, [...lost.values()], {
      settings: settings ?? last.settings,
      ground: (id) => grounds.get(id)!,
      onNotice,
    });
    return { ...collected, submitted: lost.size };
  });
}

/** Ends all jobs of the directory. */
export async function cancelAll(directory: string): Promise<number> {
  const submissions = await submissionsOf(directory);
  await cancelJobs(submissions);
  return submissions.length;
}

/** Forgets submissions whose runs are all in the store; what may still run of them is in vain. */
export async function tidy(directory: string): Promise<void> {
  const submissions = await submissionsOf(directory);
  if (submissions.length === 0) return;
  const stored = await storedRuns(directory);
  for (const submission of submissions) {
    const places = Array.from({ length: submission.places }, (_, place) => tasksOf(submission, place));
    if (!(await Promise.all(places)).flat().every((task) => stored.has(keyOf(task)))) continue;
    await cancelJobs([submission]);
    await forget(directory, submission);
  }
}

async function withStore<T>(directory: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(directory);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

async function takeHome(directory: string, store: Store): Promise<Collected> {
  const before = store.size;
  const submissions = await submissionsOf(directory);
  for (const submission of submissions) for await (const row of new RowReader(submission).rows()) await store.add(row);
  await store.flush();
  const missing = new Set<string>();
  for (const submission of submissions)
    for (let place = 0; place < submission.places; place++)
      for (const task of await tasksOf(submission, place))
        if (!store.has(task.point, task.replication)) missing.add(keyOf(task));
  const collected = { added: store.size - before, stored: store.size, missing: missing.size };
  await tidy(directory);
  return collected;
}

/** Keys of the runs in the store, read without being its writer. */
async function storedRuns(directory: string): Promise<Set<string>> {
  const folder = join(directory, RUNS);
  const keys = new Set<string>();
  if (!existsSync(folder)) return keys;
  for (const name of await readdir(folder))
    if (isPart(name)) for (const each of await readKeys(join(folder, name))) keys.add(keyOf(each));
  return keys;
}

/** Runs of each place, and which of them are done. */
async function surveyed(submission: Submission, stored: ReadonlySet<string>) {
  const places: string[][] = [];
  for (let place = 0; place < submission.places; place++)
    places.push((await tasksOf(submission, place)).map((task) => keyOf(task)));
  const done = new Set(places.flat().filter((key) => stored.has(key)));
  for await (const row of new RowReader(submission).rows()) done.add(keyOf(row));
  return { places, done };
}

async function livePlaces(submissions: readonly Submission[]) {
  const tasks = await liveTasks(submissions.map(({ name }) => name));
  return new Map(tasks.map((task) => [`${task.name}/${task.index}`, task]));
}
