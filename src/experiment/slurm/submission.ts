/**
 * What lies between a submission and its array tasks? A folder that both see, on a file system that they share: the tasks of
 * each place of the array, the grounds that they stand on, and the rows that are done, a line each as it is finished.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlurmSettings } from '../file/slurm.ts';
import type { Build } from '../task/build.ts';
import { ClusterError } from '../task/clusterError.ts';
import type { Ground, RunTask } from '../task/executor.ts';
import type { RunRow } from '../task/runRow.ts';
import { fromWire, toWire } from '../task/wire.ts';

/** Folder of all submissions, in the directory of the results. */
export const FOLDER = 'slurm';
const GROUNDS = 'grounds';
const ROWS = 'rows';

export interface SubmissionInfo {
  /** Name of the array's job: no other job has it. */
  name: string;
  build: Build;
  settings: SlurmSettings;
  /** Places of the array, and runs in all. */
  places: number;
  runs: number;
}

export interface Submission extends SubmissionInfo {
  folder: string;
}

/** What identifies a run. */
export const keyOf = ({ point, replication }: Pick<RunTask, 'point' | 'replication'>): string =>
  `${point}/${replication}`;

/** Submissions of a directory of results, the first one first. */
export async function submissionsOf(directory: string): Promise<Submission[]> {
  const all = join(directory, FOLDER);
  if (!existsSync(all)) return [];
  const numbers = (await readdir(all)).filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b));
  return Promise.all(numbers.map((number) => readSubmission(join(all, number))));
}

export async function readSubmission(folder: string): Promise<Submission> {
  const info = fromWire<SubmissionInfo>(await readFile(join(folder, 'submission.json'), 'utf8'));
  return { ...info, folder };
}

/**
 * A new folder with these runs, spread over the places of an array, as many at most as given. It gets its number when it is
 * whole.
 */
export async function prepare(
  directory: string,
  tasks: readonly RunTask[],
  {
    settings,
    build,
    most,
    ground,
  }: { settings: SlurmSettings; build: Build; most: number; ground: (id: string) => Ground },
): Promise<Submission> {
  const all = join(directory, FOLDER);
  await mkdir(join(all, GROUNDS), { recursive: true });
  for (const id of new Set(tasks.map((task) => task.ground))) await keepGround(all, ground(id));
  const size = Math.max(settings.runs ?? Math.max(10, Math.ceil(tasks.length / 100)), Math.ceil(tasks.length / most));
  const places = Math.ceil(tasks.length / size);
  const info: SubmissionInfo = {
    name: `verisim-${randomBytes(6).toString('hex')}`,
    build,
    settings,
    places,
    runs: tasks.length,
  };
  const draft = join(all, `.${info.name}`);
  for (const name of ['tasks', ROWS, 'logs']) await mkdir(join(draft, name), { recursive: true });
  await writeFile(join(draft, 'submission.json'), `${toWire(info)}\n`);
  for (let place = 0; place < places; place++) {
    const lines = tasks.slice(place * size, (place + 1) * size).map((task) => `${toWire(task)}\n`);
    await writeFile(join(draft, 'tasks', `${place}`), lines.join(''));
  }
  for (let number = (await submissionsOf(directory)).length + 1; ; number++) {
    const folder = join(all, `${number}`);
    // A folder is not renamed onto one that is not empty.
    if (existsSync(folder)) continue;
    await rename(draft, folder);
    return { ...info, folder };
  }
}

async function keepGround(all: string, ground: Ground): Promise<void> {
  const file = join(all, GROUNDS, ground.id);
  if (existsSync(file)) return;
  await writeFile(`${file}.${process.pid}.tmp`, toWire(ground));
  await rename(`${file}.${process.pid}.tmp`, file);
}

/** A ground that tasks of the submission stand on. */
export async function readGround({ folder }: Pick<Submission, 'folder'>, id: string): Promise<Ground> {
  return fromWire<Ground>(await readFile(join(folder, '..', GROUNDS, id), 'utf8'));
}

/** The tasks of one place of the array. */
export async function tasksOf({ folder }: Pick<Submission, 'folder'>, place: number): Promise<RunTask[]> {
  return linesOf(await readFile(join(folder, 'tasks', `${place}`), 'utf8')).map((text) => fromWire<RunTask>(text));
}

/** What an array task, begun for the `attempt`-th time, writes its rows with. A file has one writer. */
export async function openRows({ folder }: Pick<Submission, 'folder'>, place: number, attempt: string) {
  const file = await open(join(folder, ROWS, `${place}.${attempt}`), 'a');
  return {
    async add(row: RunRow): Promise<void> {
      await file.appendFile(`${toWire(row)}\n`);
    },
    close: () => file.close(),
  };
}

/** Rows of a submission, those of each array task as far as it is. */
export class RowReader {
  private readonly folder: string;
  /** Bytes read of each file. */
  private readonly read = new Map<string, number>();

  constructor({ folder }: Pick<Submission, 'folder'>) {
    this.folder = join(folder, ROWS);
  }

  /** Rows that have come since the last call, of one place or all. A line without its end is still being written, or never will be. */
  async *rows(place?: number): AsyncGenerator<RunRow> {
    for (const name of (await readdir(this.folder)).sort()) {
      if (place !== undefined && !name.startsWith(`${place}.`)) continue;
      const from = this.read.get(name) ?? 0;
      const { text, end } = await wholeLines(join(this.folder, name), from);
      this.read.set(name, end);
      for (const line of linesOf(text)) {
        try {
          yield fromWire<RunRow>(line);
        } catch (error) {
          throw new ClusterError(`${join(this.folder, name)} holds what is no row: ${String(error)}`);
        }
      }
    }
  }
}

async function wholeLines(path: string, from: number): Promise<{ text: string; end: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - from));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    const length = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    return { text: buffer.toString('utf8', 0, length), end: from + length };
  } finally {
    await file.close();
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Forgets a submission whose rows are kept elsewhere; with the last one, the grounds. */
export async function forget(directory: string, { folder }: Submission): Promise<void> {
  // An array task may be closing its files.
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  if ((await submissionsOf(directory)).length === 0)
    await rm(join(directory, FOLDER), { recursive: true, force: true });
}
