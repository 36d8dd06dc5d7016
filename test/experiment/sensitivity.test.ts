/** Does an analysis of real runs say what is known of the scenario, whoever runs it and in whatever order, and refuse what it cannot say? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Executor, RunTask } from '../../src/experiment/executor.ts';
import { executors } from '../../src/experiment/executors/all.ts';
import { loadExperiment } from '../../src/experiment/file/load.ts';
import { analyseSensitivity } from '../../src/experiment/sensitivity/analyse.ts';
import { planOf } from '../../src/experiment/sensitivity/plan.ts';
import type { MorrisFindings, Sensitivity, SobolFindings } from '../../src/results/sensitivity.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-sensitivity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// A fee is the price of each job: what is paid in all is price x jobs, and nothing else.
writeFileSync(
  join(folder, 'tiny.yaml'),
  `
name: tiny
seed: 3
horizon: 20s
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 40}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}, verification: {sampling: {probability: 0, auditors: 1}}}]
incentives: {price: {token: 1 OPG}, fees: {node: 0.9, treasury: 0.1}}
measures: {warmup: 0s}
`,
);

let files = 0;
async function experiment(text: string) {
  const file = join(folder, `e${files++}.yaml`);
  writeFileSync(file, `name: e\nbase: tiny.yaml\n${text}`);
  return loadExperiment(file);
}

const FACTORS = `
factors:
  - {name: price, path: incentives.price.token, range: [1 OPG, 3 OPG]}
  - {name: node's part, path: incentives.fees, values: [{node: 0.9, treasury: 0.1}, {node: 0.5, treasury: 0.5}]}
  - {name: nodes, path: nodes.all.count, range: [38, 41], integer: true}
metrics: [economy.fees]
replications: 2
`;

let stores = 0;
async function analysed(text: string, executor?: Executor): Promise<Sensitivity> {
  const directory = join(folder, `out${stores++}`);
  return analyseSensitivity(await experiment(text), { directory, executor: executor ?? (await executors.inline()) });
}

const sobolOf = ({ metrics: [metric] }: Sensitivity) => metric!.findings as SobolFindings;
const morrisOf = ({ metrics: [metric] }: Sensitivity) => metric!.findings as MorrisFindings;

const SOBOL = `${FACTORS}\nsensitivity: {method: {sobol: {base: 8}}, resamples: 100}`;
const MORRIS = `${FACTORS}\nsensitivity: {method: {morris: {trajectories: 4}}, resamples: 100}`;

describe('an analysis by Sobol’s indices', () => {
  const done = analysed(SOBOL);

  it('gives the price all that fees vary by, and luck the rest', async () => {
    const sensitivity = await done;
    const { total, first, second, seed, bySeed } = sobolOf(sensitivity);
    expect(sensitivity.points).toBe(8 * 8);
    expect(sensitivity.distinct).toBeLessThanOrEqual(sensitivity.points);
    // Under one seed the number of jobs is the same whatever they cost: fees are a straight line in the price, alone.
    expect(total[0]!.value).toBeGreaterThan(0.6);
    expect(first[0]!.value!).toBeCloseTo(total[0]!.value!, 1);
    expect(total[0]!.low).toBeLessThan(1);
    expect(total[0]!.high).toBeGreaterThan(1);
    expect(total[1]!.value).toBeCloseTo(0, 3);
    expect(second.map(({ i, j }) => `${i}${j}`)).toEqual(['01', '02', '12']);
    expect(bySeed.map(({ replication }) => replication)).toEqual([1, 2]);
    expect(seed!.total.value).toBeGreaterThan(0);
    expect(seed!.total.value).toBeLessThan(0.5);
  });

  it('is the same whoever does the runs, in any order, and is gone on with for nothing', async () => {
    const inner = await executors.inline();
    let runs = 0;
    // The last task first: as good as any number of threads.
    const backwards: Executor = {
      ...inner,
      name: 'backwards',
      run: (tasks, sink, options) => {
        const all: RunTask[] = [...tasks].reverse();
        runs += all.length;
        return inner.run(all, sink, options);
      },
    };
    const directory = join(folder, 'again');
    const loaded = await experiment(SOBOL);
    const first = await analyseSensitivity(loaded, { directory, executor: backwards });
    expect(first).toEqual(await done);
    expect(runs).toBe(2 * first.distinct);
    expect(await analyseSensitivity(loaded, { directory, executor: backwards })).toEqual(first);
    expect(runs).toBe(2 * first.distinct);
  });
});

describe('an analysis by Morris’s screening', () => {
  it('tells what the whole range of a factor changes, choices among factors, and what another seed does', async () => {
    const { effects, seed } = morrisOf(await analysed(MORRIS));
    const [price, part, nodes] = effects;
    // The whole range of the price is 2 OPG a job, at some 40 jobs, the same jobs everywhere under one seed.
    expect(price!.mu.value).toBeGreaterThan(50);
    expect(price!.mu.value).toBeLessThan(110);
    expect(price!.muStar.value).toBe(price!.mu.value);
    expect(price!.sigma.value! / price!.mu.value!).toBeLessThan(0.4);
    expect(part!.muStar.value).toBe(0);
    expect(nodes!.muStar.value! / price!.muStar.value!).toBeLessThan(0.02);
    expect(seed!.muStar).toBeGreaterThan(0);
  });

  it('moves whole numbers by what they really move', async () => {
    const loaded = await experiment(`
factors: [{name: nodes, path: nodes.all.count, range: [1, 3], integer: true}]
metrics: [economy.fees]
replications: 1
sensitivity: {method: {morris: {trajectories: 30, levels: 4}}, resamples: 100}`);
    const plan = planOf(loaded);
    const counts = plan.rows.map(([level]) => Number(level!.value));
    expect(new Set(counts)).toEqual(new Set([1, 2, 3]));
    // A metric that is the count itself changes by 2 over the whole range: places 0, 1/3, 2/3, 1 are 1, 2, 3, 3.
    const found = plan.findings([Float64Array.from(counts)]) as MorrisFindings;
    expect(found.effects[0]!.mu.value).toBeCloseTo(2, 12);
    expect(found.effects[0]!.sigma.value).toBeCloseTo(0, 12);
  });
});

describe('what cannot be said', () => {
  it('a metric that is undefined somewhere is left out, with where', async () => {
    const { metrics, leftOut } = await analysed(`
factors: [{name: price, path: incentives.price.token, range: [1 OPG, 3 OPG]}]
metrics: [fraud.detection_rate_per_cheated_job, economy.fees]
replications: 1
sensitivity: {method: {sobol: {base: 8, second: false}}, resamples: 100}`);
    expect(metrics.map(({ metric }) => metric)).toEqual(['economy.fees']);
    expect(leftOut).toEqual([
      {
        metric: 'fraud.detection_rate_per_cheated_job',
        reason: expect.stringMatching(/^24 runs leave it undefined \(0\/0\); first at price = [\d.]+, replication 1$/),
      },
    ]);
  });

  it('a run that fails leaves every metric out, with its error', async () => {
    const inner = await executors.inline();
    const failing: Executor = {
      ...inner,
      run: (tasks, sink, options) =>
        inner.run(
          tasks,
          (row) => sink(row.replication === 1 ? row : { ...row, metrics: {}, ratios: {}, error: 'Error: out of luck' }),
          options,
        ),
    };
    const { metrics, leftOut } = await analysed(SOBOL, failing);
    expect(metrics).toEqual([]);
    expect(leftOut[0]!.reason).toMatch(/^\d+ runs failed; first at price = .*, replication 2: Error: out of luck$/);
  });

  it('points that are no scenario are refused before anything runs', async () => {
    const text = `
factors:
  - {name: node, path: incentives.fees.node, range: [0.9, 1]}
  - {name: treasury, path: incentives.fees.treasury, values: [0, 0.1]}
metrics: [economy.fees]
replications: 1
sensitivity: {method: {sobol: {base: 8}}, resamples: 100}`;
    await expect(analysed(text)).rejects.toThrow(/\$\.(sensitivity|factors)/);
  });

  it.each([
    ['', 'sensitivity: is missing'],
    ['sensitivity: {method: fast}', 'sensitivity.method'],
    ['sensitivity: {method: {sobol: {base: 48}}}', 'is no power of 2, expected 8, 16, 32'],
    ['sensitivity: {method: {morris: {levels: 5}}}', 'sensitivity.method.morris.levels'],
    ['sensitivity: {method: sobol, resamples: 5}', 'sensitivity.resamples'],
    ['sensitivity: {method: sobol}\nbudget: 100', 'budget: is 100, expected at least 512'],
    ['sensitivity: {method: morris}\nbudget: 10', 'budget: is 10, expected at least 80'],
  ])('%s is refused: %s', async (section, message) => {
    const text = `factors: [{name: price, path: incentives.price.token, range: [1 OPG, 3 OPG]}]
design: {sobol: {points: 1}}
metrics: [economy.fees]
replications: 2
${section}`;
    await expect(experiment(text).then(planOf)).rejects.toThrow(message);
  });

  it.each([
    [
      'replications: {until: {metric: economy.fees, relative: 0.1}}\nfactors: [{path: horizon, values: [1m, 2m]}]',
      'replications: is not a number',
    ],
    ['replications: 2\nfactors: [{path: horizon, values: [1m]}]', 'values: is one value'],
  ])('%s is refused: %s', async (text, message) => {
    const whole = `${text}\nmetrics: [economy.fees]\nsensitivity: {method: sobol}`;
    await expect(experiment(whole).then(planOf)).rejects.toThrow(message);
  });
});
