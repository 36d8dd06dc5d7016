import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadExperiment } from '../../../src/experiment/file/load.ts';
import { designPoints } from '../../../src/experiment/sweep/designed.ts';
import { Bases } from '../../../src/experiment/task/point.ts';
import { settingsOf } from '../../../src/experiment/tune/planOf.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-set-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'base.yaml'),
  `
name: tiny
horizon: 3m
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}, timeout: 9s}]
`,
);
const file = join(folder, 'e.yaml');
writeFileSync(
  file,
  `
name: e
base: base.yaml
set:
  horizon: 10m
  flows.clients.routing: {power-of-d: {d: 2}}
factors: [{name: nodes, path: nodes.all.count, values: [4, 5]}]
metrics: [wait.mean_seconds]
`,
);

/** Scenarios of all points. */
async function scenarios(...set: string[]) {
  const experiment = await loadExperiment(file, { set });
  const bases = new Bases({ seed: experiment.seed, directory: folder });
  const points = await designPoints(experiment, bases);
  return Promise.all(points.map(async ({ point }) => (await bases.resolve(point)).scenario));
}

describe('--set of an experiment', () => {
  it('comes after what its file sets, and before its factors', async () => {
    expect((await scenarios()).map(({ horizon, nodes }) => [horizon, nodes[0]!.count])).toEqual([
      [600, 4],
      [600, 5],
    ]);
    const given = await scenarios('horizon=5m', 'horizon=7m', 'flows.clients.routing.power-of-d.d=3');
    expect(given.map(({ horizon, nodes }) => [horizon, nodes[0]!.count])).toEqual([
      [420, 4],
      [420, 5],
    ]);
    // A part of a rule that is there only because the file sets it.
    expect(given[0]!.flows[0]!.routing.params).toMatchObject({ d: 3 });
  });

  it('is among the settings of a point, in the order in which they are to be applied', async () => {
    const { fixed } = await loadExperiment(file, { set: ['horizon=5m'] });
    expect(fixed.map(({ path }) => path)).toEqual(['flows.clients.routing', 'horizon']);
    const experiment = await loadExperiment(file, { set: ['flows.clients.retries=2'] });
    expect(settingsOf(experiment, experiment.factors[0]!.levels.slice(0, 1)).map(({ path }) => path)).toEqual([
      'horizon',
      'flows.clients.routing',
      'flows.clients.retries',
      'nodes.all.count',
    ]);
  });

  it.each([
    [
      'nodes.all.count=9',
      '--set nodes.all.count: $: is what factors[0], nodes, varies, expected a path that no factor sets',
    ],
    ['horizon', '--set horizon: $: has no value, expected path=value, such as nodes[0].count=20'],
    ['horizon=0s', '--set horizon: $.horizon: is "0s", expected more than 0 s'],
    ['no.such=1', '--set no.such: $.no: is not known here'],
  ])('is refused for %s', (set, words) => expect(loadExperiment(file, { set: [set] })).rejects.toThrow(words));
});
