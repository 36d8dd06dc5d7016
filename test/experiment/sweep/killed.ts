/** Is nothing lost, and nothing done twice, when a sweep is killed? It runs in a process of its own, which is killed with -9. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { executors } from '../../../src/experiment/executors/all.ts';
import { loadExperiment } from '../../../src/experiment/file/load.ts';
import { readKeys } from '../../../src/experiment/store/parts.ts';
import { sweep } from '../../../src/experiment/sweep/sweep.ts';
import { sweepTables } from '../../../src/experiment/sweep/sweepFiles.ts';

const DIST = pathToFileURL(join(import.meta.dirname, '../../../dist/')).href;

/**
 * A sweep in a process of its own, three rows to a part, killed when so many runs are done; true when it was, false when it was at
 * its end before. `npm test` and `npm run check` have made dist/.
 */
export function killedAfter(file: string, directory: string, runs: number): Promise<boolean> {
  const script = `
    const { loadExperiment } = await import('${DIST}experiment/file/load.js');
    const { executors } = await import('${DIST}experiment/executors/all.js');
    const { sweep } = await import('${DIST}experiment/sweep/sweep.js');
    await sweep(await loadExperiment(${JSON.stringify(file)}), {
      directory: ${JSON.stringify(directory)},
      executor: await executors.inline(),
      rows: 3,
      onProgress: (what) => what === 'runs' && process.stdout.write('r'),
    });
  `;
  return new Promise((done, failed) => {
    const started = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    let seen = 0;
    let errors = '';
    started.stdout.on('data', (data: Buffer) => {
      seen += data.length;
      if (seen >= runs) started.kill('SIGKILL');
    });
    started.stderr.on('data', (data) => (errors += data));
    started.on('error', failed);
    started.on('close', (code, signal) => {
      if (signal === 'SIGKILL') done(true);
      else if (code === 0) done(false);
      else failed(new Error(errors));
    });
  });
}

/** Ends a sweep that was killed, and looks at what is there: whole files, each run once, and the tables of one never killed. */
export async function expectEveryRunOnce(of: {
  file: string;
  directory: string;
  runs: number;
  tables: Record<string, unknown>;
}): Promise<void> {
  const { file, directory } = of;
  expect(await killedAfter(file, directory, Number.POSITIVE_INFINITY)).toBe(false);
  const parts = readdirSync(join(directory, 'runs'));
  expect(parts.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  for (const name of parts)
    expect(
      readFileSync(join(directory, 'runs', name))
        .subarray(-4)
        .toString(),
    ).toBe('PAR1');
  const keys = (await Promise.all(parts.map((part) => readKeys(join(directory, 'runs', part))))).flat();
  const runs = keys.map(({ point, replication }) => `${point}/${replication}`);
  expect(runs).toHaveLength(of.runs);
  expect(new Set(runs).size).toBe(of.runs);
  const again = await sweep(await loadExperiment(file), { directory, executor: await executors.inline() });
  expect(again.fresh).toBe(0);
  expect(Object.fromEntries(sweepTables(again))).toEqual(of.tables);
}
