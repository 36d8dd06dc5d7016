import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/experiment/file/design.ts';
import { isExperiment, loadExperiment } from '../../../src/experiment/file/load.ts';
import { looks, preciseEnough } from '../../../src/experiment/file/replications.ts';
import { plain } from '../../../src/scenario/tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-experiment-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'base.yaml'),
  `
name: tiny
seed: 3
horizon: 3m
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4, stake: 10 OPG}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}}]
incentives: {price: {token: 1 OPG}, fees: {node: 0.9, treasury: 0.1}}
adversaries: [{name: cheats, attack: substitute, count: 3}]
measures: {answer: {wait.mean_seconds: the mean wait}}
`,
);

let files = 0;
async function load(text: string) {
  const file = join(folder, `experiment${++files}.yaml`);
  writeFileSync(file, text);
  return loadExperiment(file);
}

/** Messages of the problems, the folder left out. */
async function complaints(text: string): Promise<string[]> {
  try {
    await load(text);
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .map((line) => line.replaceAll(`${folder}/`, '').replace(/experiment\d+\.yaml/g, 'e.yaml'));
  }
  return [];
}

const levels = async (factor: string, design = 'grid'): Promise<unknown[]> => {
  const {
    factors,
    design: chosen,
    seed,
  } = await load(`name: e\nbase: base.yaml\nfactors:\n  - ${factor}\ndesign: ${design}\n`);
  return rowsOf(chosen, factors, seed).map(([level]) => [
    level!.value,
    ...level!.settings.map(({ path, value }) => [path, plain(value)]),
  ]);
};

describe('factors', () => {
  it('are numbers, amounts, names of rules and whole rules', async () => {
    expect(await levels('{path: nodes.all.count, values: [3, 5]}')).toEqual([
      [3, ['nodes.all.count', 3]],
      [5, ['nodes.all.count', 5]],
    ]);
    expect(await levels('{path: nodes.all.stake, values: [10 OPG, 500 OPG]}')).toEqual([
      [10, ['nodes.all.stake', '10 OPG']],
      [500, ['nodes.all.stake', '500 OPG']],
    ]);
    expect(await levels('{path: flows.clients.routing, values: [uniform, {power-of-d: {d: 3}}]}')).toEqual([
      ['uniform', ['flows.clients.routing', 'uniform']],
      ['power-of-d {d: 3}', ['flows.clients.routing', { 'power-of-d': { d: 3 } }]],
    ]);
  });

  it('set several values at once, by label or by formula', async () => {
    expect(
      await levels('{name: fees, values: {rich: {incentives.fees.node: 0.8, incentives.fees.treasury: 0.2}}}'),
    ).toEqual([['rich', ['incentives.fees.node', 0.8], ['incentives.fees.treasury', 0.2]]]);
    expect(
      await levels(
        '{name: treasury, range: [0, 0.3], set: {incentives.fees.node: 1 - x, incentives.fees.treasury: x}}',
        '{grid: {levels: 3}}',
      ),
    ).toEqual([0, 0.15, 0.3].map((x) => [x, ['incentives.fees.node', 1 - x], ['incentives.fees.treasury', x]]));
  });

  it('span ranges, linear or logarithmic, of whole numbers, and in units', async () => {
    const values = async (range: string, design = '{grid: {levels: 3}}') =>
      (await levels(`{path: nodes.all.stake, ${range}}`, design)).map((level) => (level as [number])[0]);
    expect(await values('range: [10 OPG, 1000 OPG], scale: log')).toEqual([10, 100, 1000]);
    expect(await values('range: [10 OPG, 20 OPG]')).toEqual([10, 15, 20]);
    const many = await levels('{path: nodes.all.count, range: [3, 6], integer: true}', '{random: {points: 4000}}');
    const share = (n: number) => many.filter((level) => (level as [number])[0] === n).length / many.length;
    // Four standard errors of a share of 1/4 in 4,000.
    for (const n of [3, 4, 5, 6]) expect(Math.abs(share(n) - 0.25)).toBeLessThan(0.0274);
  });
});

describe('designs', () => {
  it('a grid has every combination, a list the values side by side', async () => {
    const text = (design: string) => `
name: e
base: base.yaml
factors: [{path: nodes.all.count, values: [3, 4]}, {path: flows.clients.retries, values: [0, 1]}]
design: ${design}
`;
    const values = async (design: string) => {
      const { design: chosen, factors, seed } = await load(text(design));
      return rowsOf(chosen, factors, seed).map((row) => row.map(({ value }) => value));
    };
    expect(await values('grid')).toEqual([
      [3, 0],
      [3, 1],
      [4, 0],
      [4, 1],
    ]);
    expect(await values('list')).toEqual([
      [3, 0],
      [4, 1],
    ]);
    const hypercube = await values('{latin-hypercube: {points: 10}}');
    expect(hypercube.filter(([count]) => count === 3)).toHaveLength(5);
    expect(hypercube).toEqual(await values('{latin-hypercube: {points: 10}}'));
    expect(await values('{sobol: {points: 8}}')).toHaveLength(8);
  });

  it('stop on precision at fixed looks', () => {
    expect(looks(7)).toEqual([7]);
    expect(looks({ until: { metric: 'm', relative: 0.1 }, min: 5, max: 20 })).toEqual([5, 8, 12, 18, 20]);
    const estimate = { mean: 10, ci95: [9, 11] as [number, number] };
    expect(preciseEnough({ metric: 'm', relative: 0.1 }, estimate)).toBe(true);
    expect(preciseEnough({ metric: 'm', relative: 0.09 }, estimate)).toBe(false);
    expect(preciseEnough({ metric: 'm', half_width: 1 }, estimate)).toBe(true);
    expect(preciseEnough({ metric: 'm', half_width: 100 }, { mean: 1, ci95: null })).toBe(false);
  });
});

describe('an experiment', () => {
  const head = 'name: e\nbase: base.yaml\n';

  it('is told from a scenario', () => {
    const file = join(folder, 'x.yaml');
    writeFileSync(file, `${head}factors: []\n`);
    expect([isExperiment(file), isExperiment(join(folder, 'base.yaml')), isExperiment('nothing.yaml')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('takes its metrics from the goals and the base where it names none', async () => {
    const { metrics, seed } = await load(
      `${head}factors: [{path: nodes.all.count, values: [3]}]\ngoals: [{metric: fraud.wrong_answers_share, at_most: 0.1}]\n`,
    );
    expect(metrics).toEqual(['fraud.wrong_answers_share', 'wait.mean_seconds']);
    expect(seed).toBe('3');
  });

  it.each([
    ['nothing', `${head}factors: []`, 'e.yaml:3:10: $.factors: is an empty list, expected at least 1 item'],
    [
      'an unknown path',
      `${head}factors: [{path: flows.clinets.retries, values: [1]}]`,
      'e.yaml:3:18: $.factors[0].path: has no item "clinets"; did you mean "clients"?, expected clients',
    ],
    [
      'a value out of range',
      `${head}factors:\n  - path: nodes.all.count\n    values: [4, -1]\n`,
      'e.yaml:5:17: $.factors[0].values[1]: nodes[0].count is -1, expected at least 1',
    ],
    [
      'an end of a range that does not fit the base',
      `${head}factors: [{path: nodes.all.count, range: [2, 9], integer: true}]`,
      'e.yaml:3:43: $.factors[0].range[0]: does not fit: adversaries[0].count (base.yaml:9) is 3, expected at most 2, the nodes that there are',
    ],
    [
      'a range of two units',
      `${head}factors: [{path: nodes.all.stake, range: [2 OPG, $9]}]`,
      'e.yaml:3:42: $.factors[0].range: goes from 2 OPG to $9, expected two numbers in the same unit, e.g. [1s, 30s]',
    ],
    [
      'a metric with a slip',
      `${head}factors: [{path: nodes.all.count, values: [4]}]\nmetrics: [wait.maen_seconds]`,
      'e.yaml:4:11: $.metrics[0]: is no metric; did you mean "wait.mean_seconds"?, expected a name that `verisim list metrics` shows',
    ],
    [
      'two factors of one name',
      `${head}factors: [{path: nodes.all.count, values: [4]}, {name: nodes.all.count, path: flows.clients.retries, values: [1]}]`,
      'e.yaml:3:56: $.factors[1].name: is "nodes.all.count", which factors[0] is called already, expected a name of its own',
    ],
    [
      'a factor that is called as a column of the tables',
      `${head}factors: [{name: mean, path: nodes.all.count, values: [4]}]`,
      'e.yaml:3:18: $.factors[0].name: is "mean", which a column of the results is called already, expected a name of its own',
    ],
    [
      'two factors of one path',
      `${head}factors: [{path: nodes.all.count, values: [4]}, {name: b, path: nodes.all.count, values: [5]}]`,
      'e.yaml:3:49: $.factors[1]: sets nodes.all.count, as factors[0] does, expected paths of its own',
    ],
    [
      'a value twice',
      `${head}factors: [{path: nodes.all.count, values: [4, 4]}]`,
      'e.yaml:3:47: $.factors[0].values[1]: is 4 again, expected each value once',
    ],
    [
      'more runs than the budget',
      `${head}factors: [{path: nodes.all.count, values: [4, 5]}]\nreplications: 6\nbudget: 10\ndesign: grid`,
      'e.yaml:6:1: $.design: makes 2 points of up to 6 runs each, 12 in all, expected at most the budget, 10',
    ],
    [
      'a base that is not there',
      'name: e\nbase: nothing.yaml\nfactors: [{path: nodes.all.count, values: [4]}]\nmetrics: [wait.mean_seconds]',
      'e.yaml:2:7: $.base: names nothing.yaml, which is not there, expected a scenario file',
    ],
    [
      'an unknown key',
      `${head}factors: [{path: nodes.all.count, valeus: [4]}]`,
      'e.yaml:3:35: $.factors[0].valeus: is not known here; did you mean "values"?, expected one of path, name, values, range, scale, integer, set',
    ],
    [
      'a formula over what it does not know',
      `${head}factors: [{name: f, range: [1, 2], set: {nodes.all.count: 2 * y}}]`,
      'e.yaml:3:63: $.factors[0].set["nodes.all.count"]: speaks of "y", which is no name here; did you mean "x"?, expected x',
    ],
    [
      'lists of different lengths',
      `${head}factors: [{path: nodes.all.count, values: [4, 5]}, {path: flows.clients.retries, values: [1]}]\ndesign: list`,
      'e.yaml:3:90: $.factors[1].values: has 1 values, and factors[0] has 2, expected as many values of each factor: the design is a list',
    ],
    [
      'a goal that asks nothing',
      `${head}factors: [{path: nodes.all.count, values: [4]}]\ngoals: [{metric: wait.mean_seconds}]`,
      'e.yaml:4:9: $.goals[0]: says nothing of the metric, expected minimize: true, maximize: true, at_least or at_most',
    ],
    [
      'replications without a width',
      `${head}factors: [{path: nodes.all.count, values: [4]}]\nreplications: {until: {metric: wait.mean_seconds}}`,
      'e.yaml:4:23: $.replications.until: says no width, expected half_width or relative',
    ],
  ])('is refused for %s', async (_, text, line) => expect(await complaints(text)).toContain(line));
});
