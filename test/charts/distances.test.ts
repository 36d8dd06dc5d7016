import { expect, test } from 'vitest';
import { distanceCharts, distancePanels } from '../../src/charts/distances.ts';
import type { DistanceRow } from '../../src/results/result.ts';
import { exampleResult } from '../results/example.ts';

function row(pair: [string, string], half: DistanceRow['half'], low: number, count: number): DistanceRow {
  const [class_a, class_b] = pair;
  const kind = class_b === 'int8' ? 'cheat' : 'honest';
  const bins = { bin_low: low, bin_high: low === 0 ? 0 : low * 1.6 };
  return { model: 'm', metric: 'relative_l2', class_a, class_b, kind, half, ...bins, count, threshold: 1e-3 };
}

/** One class that always repeats itself, one that does not, and a cheat that the chosen half makes look worse. */
const ROWS = [
  row(['native', 'native'], 'chosen', 0, 100),
  row(['native', 'native'], 'tested', 0, 100),
  row(['native', 'wasm'], 'chosen', 1e-6, 100),
  row(['native', 'wasm'], 'tested', 0, 60),
  row(['native', 'wasm'], 'tested', 1e-6, 40),
  row(['wasm', 'wasm'], 'chosen', 0, 100),
  row(['wasm', 'wasm'], 'tested', 0, 97),
  row(['wasm', 'wasm'], 'tested', 1e-2, 3),
  row(['native', 'int8'], 'chosen', 1e-2, 100),
  row(['native', 'int8'], 'tested', 1e-4, 20),
  row(['native', 'int8'], 'tested', 1e-2, 80),
];

test('only inputs that the threshold was not chosen on are counted', () => {
  const panels = distancePanels(ROWS);
  expect(panels.map(({ label, inputs, total, beyond }) => ({ label, inputs, total, beyond }))).toEqual([
    { label: 'two honest runs', inputs: 100, total: 200, beyond: 3 },
    { label: 'int8 against honest', inputs: 100, total: 100, beyond: 80 },
  ]);
});

test('a class that repeats itself is dropped whole, one that does not is kept whole', () => {
  const pairs = (rows: DistanceRow[]) => new Set(rows.map((one) => `${one.class_a}-${one.class_b}`));
  expect(pairs(distancePanels(ROWS)[0]!.rows)).toEqual(new Set(['native-wasm', 'wasm-wasm']));
  const alone = ROWS.filter((one) => one.class_a === 'native' && one.class_b !== 'wasm');
  expect(distancePanels(alone)[0]).toMatchObject({ label: 'two honest runs', total: 100, beyond: 0 });
});

test('answers that are equal do not lie beyond a threshold of 0', () => {
  const [honest] = distancePanels(ROWS.map((one) => ({ ...one, threshold: 0 })));
  expect(honest).toMatchObject({ total: 200, beyond: 43 });
});

test('what was never seen is below 3/n of the tested inputs, what was always seen above 1 - 3/n, and the caption says which these are', () => {
  const result = exampleResult();
  const { reading, spec } = distanceCharts(result)[0]!.draw(result)!;
  // 64 inputs, 32 of them tested: 3/32.
  expect(reading.replaceAll('\u00a0', ' ')).toContain('< 9.38 % of pairs of honest answers');
  expect(reading.replaceAll('\u00a0', ' ')).toContain('substitute > 90.6 %');
  expect(reading).toContain('On 32 inputs that the threshold was not chosen on');
  expect((spec as { title: { subtitle: string } }).title.subtitle).toContain(
    '32 inputs that the threshold was not chosen on',
  );
});

test('a profile whose only input chose the threshold has no rates to draw', () => {
  const result = { ...exampleResult(), distances: ROWS.filter((one) => one.half === 'chosen') };
  expect(distanceCharts(result).map((chart) => chart.draw(result))).toEqual([null]);
});
