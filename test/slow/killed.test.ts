/** Does a sweep that is killed at any moment, again and again, do every run once? Ten kills; test/experiment/sweep has three. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { afterAll, expect, test } from 'vitest';
import { executors } from '../../src/experiment/executors/all.ts';
import { loadExperiment } from '../../src/experiment/file/load.ts';
import { sweep } from '../../src/experiment/sweep/sweep.ts';
import { sweepTables } from '../../src/experiment/sweep/sweepFiles.ts';
import { expectEveryRunOnce, killedAfter } from '../experiment/sweep/killed.ts';
import { TINY } from '../support/tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'experiment.yaml');
writeFileSync(join(folder, 'base.yaml'), TINY);
writeFileSync(
  file,
  `
name: e
base: base.yaml
factors:
  - {path: nodes.all.count, values: [3, 4, 5]}
  - {path: flows.clients.routing, values: [uniform, least-loaded]}
replications: 8
metrics: [wait.mean_seconds, latency.p95_seconds, throughput.refused_share]
`,
);

test('killed ten times at any moment and begun again does every run once', async () => {
  const options = { directory: join(folder, 'whole'), executor: await executors.inline(), rows: 3 };
  const whole = await sweep(await loadExperiment(file), options);
  const directory = join(folder, 'killed');
  const random = seedrandom.alea('kill');
  let killed = 0;
  // Runs that are seen before the kill: at times none is written yet, at times a part is being written.
  while (killed < 10 && (await killedAfter(file, directory, 1 + Math.floor(random() * 6)))) killed++;
  expect(killed).toBeGreaterThan(3);
  await expectEveryRunOnce({ file, directory, runs: 48, tables: Object.fromEntries(sweepTables(whole)) });
});
