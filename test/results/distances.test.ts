import { expect, test } from 'vitest';
import { Bank } from '../../src/inference/bank.ts';
import { testThreshold } from '../../src/inference/host/judge.ts';
import { decodeFloats, pairCount } from '../../src/inference/profile.ts';
import { distanceRows } from '../../src/results/distances.ts';
import { exampleProfile } from './example.ts';

const VERIFICATION = { metric: 'relative_l2', threshold: 'profile' } as const;

test('every input is in one bin of every pair, half of them on either side of the choice of the threshold', () => {
  const rows = distanceRows('volatility', exampleProfile(), VERIFICATION);
  const totals = new Map<string, number>();
  for (const row of rows) {
    const pair = `${row.class_a}-${row.class_b} ${row.half}`;
    totals.set(pair, (totals.get(pair) ?? 0) + row.count);
  }
  expect([...totals.keys()]).toContain('native-wasm chosen');
  expect([...totals.keys()]).toContain('wasm-int8 tested');
  expect([...totals.keys()]).not.toContain('substitute-int8 tested');
  expect([...totals.values()].every((total) => total === 32)).toBe(true);
});

// The threshold is an edge, so bins tell exactly how many answers lie beyond it: also one in the middle of the cloud.
test.each(['profile', 0.003, 0.0871] as const)(
  'bins beyond the threshold %s count what the bank finds',
  (threshold) => {
    const profile = exampleProfile();
    const bank = new Bank(profile);
    const metric = bank.metricIndex('relative_l2');
    const limit = threshold === 'profile' ? bank.threshold(metric) : threshold;
    const rows = distanceRows('volatility', profile, { metric: 'relative_l2', threshold });
    for (const cheat of ['substitute', 'int8', 'made-up']) {
      let beyond = 0;
      for (let input = 0; input < bank.inputs; input++)
        if (bank.distance(metric, input, 0, bank.classIndex(cheat)) > limit) beyond++;
      const counted = rows
        .filter((row) => row.class_a === 'native' && row.class_b === cheat && row.bin_low >= limit)
        .reduce((sum, row) => sum + row.count, 0);
      expect(counted).toBe(beyond);
    }
  },
);

test('answers that are equal to the last bit have a bin of their own', () => {
  const rows = distanceRows('volatility', exampleProfile(), VERIFICATION);
  const equal = rows.filter((row) => row.class_a === 'native' && row.class_b === 'native');
  expect(equal).toMatchObject([
    { kind: 'honest', half: 'chosen', bin_low: 0, bin_high: 0, count: 32 },
    { kind: 'honest', half: 'tested', bin_low: 0, bin_high: 0, count: 32 },
  ]);
});

// What calibration counts on its test half, bins of that half must give: the two are read side by side.
test('the tested half is the one that the profile was tested on', () => {
  const profile = exampleProfile();
  const measured = {
    classes: profile.classes,
    inputs: profile.inputs.count,
    distances: decodeFloats(profile.metrics.relative_l2!.distances, 64 * pairCount(5), 'relative_l2'),
  };
  const threshold = 0.0041;
  profile.metrics.relative_l2!.threshold = threshold;
  const { test } = testThreshold(measured, threshold);
  const beyond = distanceRows('volatility', profile, VERIFICATION)
    .filter((row) => row.half === 'tested' && row.class_a === 'native' && row.class_b === 'int8')
    .filter((row) => row.bin_low >= threshold)
    .reduce((sum, row) => sum + row.count, 0);
  expect(beyond).toBe(test.detection.int8);
  // Neither none nor all: the halves could not be told apart otherwise.
  expect(beyond).toBeGreaterThan(0);
  expect(beyond).toBeLessThan(32);
});

test('a threshold that the scenario gives was chosen on no input of the profile', () => {
  const rows = distanceRows('volatility', exampleProfile(), { metric: 'relative_l2', threshold: 0.01 });
  expect(new Set(rows.map((row) => row.half))).toEqual(new Set(['tested']));
});

test('a metric that the profile was not compared by gives no rows', () => {
  expect(distanceRows('volatility', exampleProfile(), { metric: 'cosine', threshold: 'profile' })).toEqual([]);
});

// A class that had no say in the threshold would be a panel of honest answers beyond it.
test('rounded weights are among the honest where the threshold is lenient, or the scenario has its own', () => {
  const profile = exampleProfile();
  profile.classes[1]!.precision = 'reduced';
  const { name } = profile.classes[1]!;
  const { relative_l2 } = profile.metrics;
  const { threshold, test: tested, auc } = relative_l2!;
  relative_l2!.lenient = { threshold: threshold * 10, test: tested, auc };
  const rows = (wanted: number | 'profile' | 'lenient') =>
    distanceRows('volatility', profile, { metric: 'relative_l2', threshold: wanted });
  const named = (wanted: number | 'profile' | 'lenient') =>
    rows(wanted).some(({ class_a, class_b }) => class_a === name || class_b === name);
  expect([named('profile'), named('lenient'), named(0.5)]).toEqual([false, true, true]);
  expect(rows('lenient')[0]!.threshold).toBe(threshold * 10);
  expect(new Set(rows('lenient').map((row) => row.half))).toEqual(new Set(['chosen', 'tested']));
});
