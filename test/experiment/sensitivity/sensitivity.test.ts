/** Does an analysis of real runs say what is known of the scenario, whoever runs it and in whatever order, and refuse what it cannot say? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { executors } from '../../../src/experiment/executors/all.ts';
import { loadExperiment } from '../../../src/experiment/file/load.ts';
import { analyseSensitivity } from '../../../src/experiment/sensitivity/analyse.ts';
import { planOf } from '../../../src/experiment/sensitivity/plan.ts';
import { withChanges } from '../../../src/experiment/task/changed.ts';
import type { Executor } from '../../../src/experiment/task/executor.ts';
import type { MorrisFindings, Sensitivity, SobolFindings } from '../../../src/results/sensitivity.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-sensitivity-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(
  join(folder, 'tiny.yaml'),
  `
name: tiny
seed: 3
horizon: 20s
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4, stake: 10 OPG}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}}]
incentives: {price: {token: 1 OPG}, fees: {node: 0.9, treasury: 0.1}}
measures: {warmup: 0s}
`,
);

/** Runs whose metric is known: 10 x nodes + 7 x (round robin) + 3 x seed, in the order of the tasks or backwards. */
function known(order: 'forwards' | 'backwards' = 'forwards'): { executor: Executor; done: () => number } {
  let runs = 0;
  const executor: Executor = {
    name: 'known',
    workers: 1,
    async run(tasks, sink, { ground }) {
      const all = order === 'backwards' ? [...tasks].reverse() : [...tasks];
      for (const { point, replication, ground: id, changed } of all) {
        const { nodes, flows } = withChanges(ground(id).scenario, changed);
        const value = 10 * nodes[0]!.count + (flows[0]!.routing.rule === 'round-robin' ? 7 : 0) + 3 * replication;
        const seed = `3/${replication}`;
        const metrics = { 'economy.fees': value, 'wait.mean_seconds': nodes[0]!.count > 35 ? null : 1 };
        await sink({ point, replication, seed, fingerprint: 0, events: 1, error: null, metrics, ratios: {} });
        runs++;
      }
    },
    async close() {},
  };
  return { executor, done: () => runs };
}

let files = 0;
async function experiment(text: string) {
  const file = join(folder, `e${files++}.yaml`);
  writeFileSync(file, `name: e\nbase: tiny.yaml\n${text}`);
  return loadExperiment(file);
}

const FACTORS = `
factors:
  - {name: nodes, path: nodes.all.count, range: [1, 40], integer: true}
  - {name: routing, path: flows.clients.routing, values: [uniform, round-robin]}
  - {name: stake, path: nodes.all.stake, range: [1 OPG, 100 OPG], scale: log}
metrics: [economy.fees]
replications: 2
`;

let stores = 0;
async function analysed(text: string, executor: Executor = known().executor): Promise<Sensitivity> {
  return analyseSensitivity(await experiment(text), { directory: join(folder, `out${stores++}`), executor });
}

const sobolOf = ({ metrics: [metric] }: Sensitivity) => metric!.findings as SobolFindings;
const morrisOf = ({ metrics: [metric] }: Sensitivity) => metric!.findings as MorrisFindings;

const SOBOL = `${FACTORS}\nsensitivity: {method: {sobol: {base: 32}}, resamples: 200}`;

describe('an analysis by Sobol’s indices', () => {
  const done = analysed(SOBOL);

  it('gives every factor its part, choices among them, and the seed what it adds', async () => {
    const sensitivity = await done;
    const { total, second, seed, bySeed, variance } = sobolOf(sensitivity);
    expect(sensitivity.points).toBe(32 * 8);
    expect(sensitivity.distinct).toBeLessThanOrEqual(sensitivity.points);
    // Whole numbers 1 to 40 and a choice of 0 or 7: variances 100 (40^2 - 1) / 12 and 49 / 4.
    const [ofNodes, ofRouting] = [(100 * (40 ** 2 - 1)) / 12, 49 / 4];
    expect(Math.abs(variance / (ofNodes + ofRouting) - 1)).toBeLessThan(0.1);
    expect(total[0]!.low).toBeLessThan(ofNodes / (ofNodes + ofRouting));
    expect(total[0]!.high).toBeGreaterThan(ofNodes / (ofNodes + ofRouting));
    expect(Math.abs(total[1]!.value! - ofRouting / (ofNodes + ofRouting))).toBeLessThan(0.0004);
    expect(total[2]).toEqual({ value: 0, low: 0, high: 0 });
    expect(second.map(({ i, j }) => `${i}${j}`)).toEqual(['01', '02', '12']);
    expect(bySeed.map(({ replication }) => replication)).toEqual([1, 2]);
    // Two seeds 3 apart: an unbiased variance of 9 / 2, the same at every point.
    expect(seed!.first.value).toBeCloseTo(4.5 / (4.5 + ofNodes + ofRouting), 4);
    expect(seed!.total.value).toBeCloseTo(seed!.first.value!, 9);
  });

  it('is the same whoever does the runs, in any order, and is gone on with for nothing', async () => {
    const { executor, done: runs } = known('backwards');
    const directory = join(folder, 'again');
    const loaded = await experiment(SOBOL);
    const first = await analyseSensitivity(loaded, { directory, executor });
    expect(first).toEqual(await done);
    expect(runs()).toBe(2 * first.distinct);
    expect(await analyseSensitivity(loaded, { directory, executor })).toEqual(first);
    expect(runs()).toBe(2 * first.distinct);
  });
});

describe('an analysis by Morris’s screening', () => {
  it('tells what the whole range changes, what another choice does, and what another seed', async () => {
    const { effects, seed } = morrisOf(
      await analysed(`${FACTORS}\nsensitivity: {method: {morris: {trajectories: 8}}, resamples: 100}`),
    );
    const [nodes, routing, stake] = effects;
    // Whole numbers stand a little beside the grid: effects are over what they really move.
    expect(nodes!.mu.value).toBeCloseTo(390, 9);
    expect(nodes!.sigma.value).toBeCloseTo(0, 9);
    expect(routing!.muStar.value).toBe(7);
    expect(stake!.muStar.value).toBe(0);
    expect(seed).toEqual({ muStar: 3, sigma: 3 });
  });

  it('runs real scenarios, too', async () => {
    const found = await analysed(
      `
factors: [{name: price, path: incentives.price.token, range: [1 OPG, 3 OPG]}]
metrics: [economy.fees]
replications: 1
sensitivity: {method: {morris: {trajectories: 4, levels: 2}}, resamples: 100}`,
      await executors.inline(),
    );
    // Fees are the price of each job: the same jobs everywhere, and twice as much more at 3 OPG as there is at 1 OPG.
    const { least, greatest } = found.metrics[0]!;
    expect(greatest).toBeCloseTo(3 * least, 9);
    expect(morrisOf(found).effects[0]!.mu.value).toBeCloseTo(2 * least, 9);
  });
});

describe('what cannot be said', () => {
  it('a metric that is undefined somewhere is left out, with where', async () => {
    const text = SOBOL.replace('[economy.fees]', '[wait.mean_seconds, economy.fees]').replace('32', '8');
    const { metrics, leftOut } = await analysed(text);
    expect(metrics.map(({ metric }) => metric)).toEqual(['economy.fees']);
    expect(leftOut).toEqual([
      {
        metric: 'wait.mean_seconds',
        reason: expect.stringMatching(
          /^\d+ runs leave it undefined \(0\/0\); first at nodes = (?:3[6-9]|40), routing = .*, replication 1$/,
        ),
      },
    ]);
  });

  it('a run that fails leaves every metric out, with its error', async () => {
    const { executor: inner } = known();
    const failing: Executor = {
      ...inner,
      run: (tasks, sink, options) =>
        inner.run(
          tasks,
          (row) => sink(row.replication === 1 ? row : { ...row, metrics: {}, ratios: {}, error: 'Error: out of luck' }),
          options,
        ),
    };
    const { metrics, leftOut } = await analysed(SOBOL.replace('32', '8'), failing);
    expect(metrics).toEqual([]);
    expect(leftOut[0]!.reason).toMatch(/^\d+ runs failed; first at nodes = .*, replication 2: Error: out of luck$/);
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
