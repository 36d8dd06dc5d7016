/** Do bars show each mean with its interval, in the order asked for, and does a chart stay away where it has nothing to show? */
import { expect, test } from 'vitest';
import { drawBars } from '../../src/charts/bars.ts';
import { chartsOf, renderCharts } from '../../src/charts/index.ts';
import { COSTS } from '../../src/charts/profit.ts';
import { renderSvg } from '../../src/charts/render.ts';
import { metricCatalogue } from '../../src/measures/index.ts';
import type { Estimate, Result } from '../../src/results/result.ts';
import { exampleResult } from '../results/example.ts';

const estimate = (mean: number | null, half = 0): Estimate => ({
  mean,
  sd: 1,
  ci95: mean === null ? null : [mean - half, mean + half],
  n: 10,
  unit: '',
  undefined: 0,
});

/** The example with these metrics beside its own. */
function resultWith(means: Record<string, number>, change: (result: Result) => void = () => {}): Result {
  const result = structuredClone(exampleResult()) as Result;
  for (const [name, mean] of Object.entries(means)) result.summary.metrics[name] = estimate(mean, 0.1);
  change(result);
  return result;
}
const drawn = (name: string, result: Result) =>
  chartsOf(result)
    .find((chart) => chart.name === name)!
    .draw(result);

/** Words that a drawing shows, as they stand in it. */
const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

test('bars keep their order, a name without a value its place, and numbers follow whiskers', async () => {
  const bars = [
    { label: 'first', estimate: estimate(0.2, 0.05) },
    { label: 'nothing', estimate: null },
    { label: 'loss', estimate: estimate(-0.1) },
  ];
  const spec = drawBars(exampleResult(), { title: 'Shares', panels: [{ title: 'share, %', factor: 100, bars }] })!;
  const shown = words(await renderSvg(spec, 'shares'));
  expect(shown.filter((word) => ['first', 'nothing', 'loss'].includes(word!))).toEqual(['first', 'nothing', 'loss']);
  for (const word of ['20', 'none', '−10', 'share, %', 'Shares']) expect(shown).toContain(word);
  expect(shown.some((word) => word!.includes('whiskers'))).toBe(true);
});

test('no bar without any value', () => {
  const panels = [{ title: 'share', bars: [{ label: 'a', estimate: estimate(null) }] }];
  expect(drawBars(exampleResult(), { title: 'Shares', panels })).toBeNull();
});

test('losses are drawn by cause, the greatest first, and not where hardly any job is lost', () => {
  const many = resultWith({ 'throughput.unserved_share': 0.02, 'throughput.expired_share': 0.3 });
  expect(drawn('losses', many)!.reading.replaceAll('\u00a0', ' ')).toBe(
    '32 % of the jobs got no answer, most of them for: time-out.',
  );
  const few = resultWith({ 'throughput.unserved_share': 0.0001 });
  expect(drawn('losses', few)).toBeNull();
});

test('income and costs are told with the sign of what is left', () => {
  const poor = resultWith({
    'profit.income_usd': 10,
    'profit.hardware_usd': 30,
    'profit.total_usd': -20,
    'profit.losing_share': 1,
  });
  expect(drawn('profit', poor)!.reading).toContain('operators are left with −$20');
  expect(JSON.stringify(drawn('profit', poor)!.spec)).toContain('"loss"');
  const free = resultWith({ 'profit.income_usd': 10, 'profit.hardware_usd': 0, 'profit.total_usd': 10 });
  expect(drawn('profit', free)).toBeNull();
});

test('profit per operator is drawn where operators have costs, a loss in its own colour', () => {
  expect(drawn('profit-by-operator', exampleResult())).toBeNull();
  const unequal = resultWith({
    'profit.operator_least_usd': -3,
    'profit.operator_mean_usd': 5,
    'profit.operator_most_usd': 40,
  });
  const { spec, reading } = drawn('profit-by-operator', unequal)!;
  expect(reading).toBe(
    'An operator is left with $5 [4.9 to 5.1] on average; the one with least has −$3 [−3.1 to −2.9], the one with most $40 [39.9 to 40.1].',
  );
  const colours = [...JSON.stringify(spec).matchAll(/"label":"(\w+)","colour":"(#\w+)"/g)].map(([, ...found]) => found);
  expect(colours.map(([label]) => label)).toEqual(['least', 'mean', 'greatest']);
  expect(colours[0]![1]).not.toBe(colours[1]![1]);
  expect(colours[1]![1]).toBe(colours[2]![1]);
});

test('cold starts are drawn where nodes have to load models', async () => {
  expect(drawn('cold-starts', exampleResult())).toBeNull();
  const row = (time: number, mean: number) => ({ time, metric: 'cold_starts.share', mean, lo: -0.1, hi: 0.4, n: 5 });
  const loading = (means: number[], level: number) =>
    resultWith({ 'cold_starts.share': level, 'cold_starts.load_mean_seconds': 2.5 }, (result) => {
      result.series = means.map((mean, i) => row(3600 * (i + 1), mean));
    });
  const { spec, reading } = drawn('cold-starts', loading([0.5, 0.2], 0.2))!;
  expect(reading.replaceAll('\u00a0', ' ')).toBe(
    '20 % [10 to 30] of the executions wait until their model is loaded; loading takes 2.5 s [2.4 to 2.6] on average.',
  );
  // In per cent, and no band below 0.
  const { values } = (spec as { data: { values: { mean: number; lo: number; hi: number }[] } }).data;
  expect(values.map(({ mean, lo, hi }) => [mean, lo, hi].map(Math.round))).toEqual([
    [50, 0, 40],
    [20, 0, 40],
  ]);
  expect(await renderSvg(spec, 'cold-starts')).toContain('share of executions, %');
  expect(drawn('cold-starts', loading([0.5, 0], 0))!.reading).toBe('Once warm, no execution waits for its model.');
  expect(drawn('cold-starts', loading([0, 0], 0))).toBeNull();
});

test('what all replications agree on has no whisker, though it differs in the last bits', () => {
  const bars = [{ label: 'nodes', estimate: { ...estimate(0.9), ci95: [0.9, 0.9 + 1e-16 * 4] as [number, number] } }];
  const spec = drawBars(exampleResult(), { title: 'Shares', panels: [{ title: 'share', bars }] });
  expect(JSON.stringify(spec)).not.toContain('whiskers');
});

test('who ends up with the value is told in words', () => {
  const value = {
    'economy.value_share.burn': 0.7,
    'economy.value_share.nodes': 0.2,
    'economy.value_share.treasury': 0.3,
  };
  expect(drawn('value-by-role', resultWith(value))!.reading.replaceAll('\u00a0', ' ')).toBe(
    '70 % is burned, 30 % ends with the treasury.',
  );
});

test('modes, flows and regions are drawn where a scenario has them', () => {
  expect(drawn('modes', exampleResult())).toBeNull();
  expect(drawn('flows', exampleResult())).toBeNull();
  expect(drawn('regions', exampleResult())).toBeNull();
  const parts = [
    { name: 'weak', method: { rule: 'none', params: {} } },
    { name: 'strict', method: { rule: 'tee', params: {} } },
  ];
  const mixed = resultWith(
    {
      'mode.weak.wrong_answers_share': 0.5,
      'mode.strict.wrong_answers_share': 0.01,
      'mode.strict.time_to_verdict_mean_seconds': 7,
    },
    ({ manifest }) => {
      manifest.scenario.flows[0]!.verification = { rule: 'mixed', params: { parts } };
    },
  );
  expect(drawn('modes', mixed)!.reading.replaceAll('\u00a0', ' ')).toBe(
    '50 % of what weak lets through is fraudulent, 1 % of what strict does; the longest wait for a verdict is that of strict, 7 s.',
  );
  const placed = resultWith(
    { 'places.region.eu.jobs_share': 0.75, 'places.region.us.jobs_share': 0.25 },
    ({ manifest }) => {
      manifest.scenario.regions = { names: ['us', 'eu'], latency: [], jitter: { kind: 'constant', value: 0 } };
    },
  );
  expect(drawn('regions', placed)!.reading.replaceAll('\u00a0', ' ')).toContain('Nodes in eu give 75 % of the answers');
});

test('availability divides answers by jobs that came, window by window', () => {
  const result = resultWith({ 'availability.answered_share': 0.5 }, ({ series }) => {
    for (const time of [1, 2])
      for (const [metric, mean] of [
        ['availability.nodes_share', 0.8],
        ['throughput.offered_per_second', 4],
        ['throughput.jobs_per_second', time],
      ] as const) {
        const at = series.findIndex((row) => row.metric === metric && row.time === time);
        if (at >= 0) series.splice(at, 1);
        series.push({ time, metric, mean, lo: null, hi: null, n: 1 });
      }
  });
  const { values } = drawn('availability', result)!.spec.data as {
    values: { line: string; time: number; mean: number }[];
  };
  const answered = values.filter(({ line }) => line.startsWith('jobs answered'));
  expect(answered.slice(-2).map(({ mean }) => mean)).toEqual([0.25, 0.5]);
});

test('every chart of a result renders', async () => {
  const names = (await renderCharts(exampleResult())).map(({ name }) => name);
  expect(names).toContain('value-by-role');
  expect(new Set(names).size).toBe(names.length);
});

test('the chart of profit has every cost that stands between income and profit', () => {
  const NO_COST = /income|total|facilitator|operator/;
  const costs = metricCatalogue
    .map(({ name }) => name)
    .filter((name) => /^profit\..*_usd$/.test(name) && !NO_COST.test(name));
  expect(COSTS.map(([metric]) => metric).sort()).toEqual(costs.sort());
});
