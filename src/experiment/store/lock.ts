/** Is somebody else writing here? A file with the number of the process that does; one that is dead holds nothing. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ResultsError } from '../../results/error.ts';

const FILE = '.lock';

/** Another process has the directory. */
export class TakenError extends ResultsError {}

/** Gives the directory back when called. Throws TakenError while another process has it. */
export async function lock(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, FILE);
  const own = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(file, own, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await holderOf(file);
    if (holder !== null && (tries > 0 || holder.host !== hostname() || lives(holder.pid)))
      throw new TakenError(
        `${directory} is being written by process ${holder.pid} on ${holder.host}; ` +
          `wait for it, or choose another --out (if no such process runs, remove ${file})`,
      );
    await rm(file, { force: true });
  }
}

async function holderOf(file: string): Promise<{ pid: number; host: string } | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { pid: number; host: string };
  } catch {
    // Gone by now, or its writer was killed before it had written.
    return null;
  }
}

function lives(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
