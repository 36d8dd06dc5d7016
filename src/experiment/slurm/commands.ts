/** What does Slurm say, and what is it told? Through its own commands, found on the path. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ClusterError } from '../task/clusterError.ts';

const execute = promisify(execFile);

/** Standard output. Throws ClusterError with what the command said against it. */
async function ask(command: string, ...args: string[]): Promise<string> {
  try {
    return (await execute(command, args, { maxBuffer: 1 << 28 })).stdout;
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT')
      throw new ClusterError(`${command} is not here: run this where the commands of Slurm are installed`);
    throw new ClusterError(`${command} failed: ${(stderr ?? '').trim() || String(error)}`);
  }
}

/** Submits a script; the number of its job. */
export async function submit(script: string, ...options: string[]): Promise<string> {
  const answer = await ask('sbatch', '--parsable', ...options, script);
  // "123", or "123;cluster".
  return answer.trim().split(';')[0] as string;
}

/** An array task that waits or runs. */
export interface LiveTask {
  /** Name of its job. */
  name: string;
  /** Place in the array. */
  index: number;
  /** RUNNING, PENDING, COMPLETING... */
  state: string;
  /** Why it waits. */
  reason: string;
}

/** What is left in the queue of jobs with these names. */
export async function liveTasks(names: readonly string[]): Promise<LiveTask[]> {
  if (names.length === 0) return [];
  const told = await ask('squeue', '--noheader', '--array', `--name=${names.join(',')}`, '--format=%j|%K|%T|%r');
  return told
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => {
      const [name = '', index = '', state = '', ...reason] = text.trim().split('|');
      return { name, index: Number(index), state, reason: reason.join('|') };
    })
    .filter(({ index }) => Number.isInteger(index));
}

/** Ends the jobs with these names, waiting or running. */
export async function cancel(names: readonly string[]): Promise<void> {
  // scancel takes one name, where squeue takes many.
  for (const name of names) await ask('scancel', `--name=${name}`);
}

/** Array tasks of a job that may have one place each at most. */
export async function largestArray(): Promise<number> {
  const found = /^MaxArraySize\s*=\s*(\d+)/m.exec(await ask('scontrol', 'show', 'config'));
  // Places are 0 to MaxArraySize - 1.
  return found ? Math.max(1, Number(found[1])) : 1000;
}

/** How the array tasks of a job ended, by place; empty on a cluster without accounting. */
export async function endedTasks(job: string): Promise<Map<number, string>> {
  const ended = new Map<number, string>();
  const told = await ask('sacct', '--noheader', '--parsable2', '--allocations', '--format=JobID,State', `--jobs=${job}`)
    // Slurm works without it.
    .catch(() => '');
  for (const text of told.split('\n')) {
    const found = /^\d+_(\d+)\|(.+)$/.exec(text.trim());
    if (found) ended.set(Number(found[1]), found[2]!);
  }
  return ended;
}
