/** How do tests use the command? Within this process, in a folder of their own; Ctrl-C comes when they say so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { executors } from '../../src/experiment/executors/all.ts';

export interface Outcome {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

/** A folder that the tests of a file work in; it is removed after the last of them. */
export function workplace(prefix: string): string {
  const root = mkdtempSync(join(tmpdir(), prefix));
  const home = process.cwd();
  beforeAll(() => process.chdir(root));
  afterAll(() => {
    process.chdir(home);
    rmSync(root, { recursive: true });
  });
  return root;
}

/** Runs the command: what it prints, and the exit code that it sets. */
export async function verisim(...args: string[]): Promise<Outcome> {
  const outcome: Outcome = { code: 0, stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      outcome[name] += text;
      return true;
    }),
  );
  spies.push(
    vi.spyOn(console, 'log').mockImplementation((text) => {
      outcome.stdout += `${text}\n`;
    }) as never,
  );
  process.exitCode = undefined;
  try {
    await main(args);
  } finally {
    outcome.code = process.exitCode ?? 0;
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
  return outcome;
}

/** The same, and Ctrl-C as soon as so many runs are done: one after another, whichever executor the command asks for. */
export async function interrupted(runs: number, ...args: string[]): Promise<Outcome> {
  const { inline } = executors;
  const open = async () => {
    const executor = await inline();
    let done = 0;
    const run: typeof executor.run = (tasks, sink, options) => {
      const counted: typeof sink = async (row) => {
        await sink(row);
        if (++done === runs) process.emit('SIGINT');
      };
      return executor.run(tasks, counted, options);
    };
    return { ...executor, run };
  };
  const spies = (['inline', 'local'] as const).map((name) => vi.spyOn(executors, name).mockImplementation(open));
  try {
    return await verisim(...args);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
