import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { portable } from '../../../src/experiment/replications/collect.ts';
import { sha256 } from '../../../src/results/hash.ts';
import { loadScenario } from '../../../src/scenario/index.ts';
import { exampleResult, exampleScenario } from '../../results/example.ts';

test('paths in the manifest are relative to the scenario, so that its hash is the same everywhere', () => {
  const scenario = exampleScenario();
  const here = portable(scenario, '/somewhere');
  const there = portable(
    {
      ...scenario,
      models: [{ ...scenario.models[0]!, behaviour: '/else/where/models/volatility' }, scenario.models[1]!],
    },
    '/else/where',
  );
  expect(here.models[0]!.behaviour).toBe('models/volatility');
  expect(there).toEqual(here);
});

test('scenarios of changes are made portable too', () => {
  const later = exampleScenario();
  const scenario = exampleScenario({ changes: [{ at: 10, scenario: later }] });
  expect(portable(scenario, '/somewhere').changes[0]!.scenario.models[0]!.behaviour).toBe('models/volatility');
});

test('the manifest tells recorded models from stand-ins, and every replication by its fingerprint', () => {
  const { manifest } = exampleResult(2);
  expect(manifest.models).toMatchObject([
    { name: 'volatility', kind: 'profile', sha256: 'ab'.repeat(32) },
    { name: 'chat', kind: 'stand-in' },
  ]);
  expect(manifest.replications).toEqual([
    { replication: 1, seed: '7/1', fingerprint: 123_456, events: 4_000_001 },
    { replication: 2, seed: '7/2', fingerprint: 246_912, events: 4_000_002 },
  ]);
  expect(manifest.reproducible).toBe('everywhere');
  expect(manifest.scenario_sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('another parameter is another hash; wall clock is not part of it', () => {
  const base = exampleResult(2).manifest;
  expect(exampleResult(2, { seed: '8' }).manifest.scenario_sha256).not.toBe(base.scenario_sha256);
  expect(exampleResult(2).manifest.scenario_sha256).toBe(base.scenario_sha256);
});

test('a CSV file that was read in stands in the manifest by path, hash and rows, not by its content', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-csv-'));
  try {
    const csv = `time,size\n${Array.from({ length: 500 }, (_, i) => `${i},1`).join('\n')}\n`;
    writeFileSync(join(folder, 'trace.csv'), csv);
    writeFileSync(
      join(folder, 's.yaml'),
      `name: s
horizon: 100s
models: [{name: m, size: {constant: 1s}}]
nodes: [{group: g, count: 2}]
flows: [{name: f, model: m, arrivals: {trace: {file: trace.csv}}, routing: uniform, verification: none}]
`,
    );
    const scenario = await loadScenario(join(folder, 's.yaml'));
    const shown = portable(scenario, folder);
    expect(shown.flows[0]!.arrivals.params).toEqual({ file: { file: 'trace.csv', sha256: sha256(csv), rows: 500 } });
    expect(JSON.stringify(shown).length).toBeLessThan(10_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
