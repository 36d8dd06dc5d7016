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
