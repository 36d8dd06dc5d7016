import { expect, test } from 'vitest';
import { Bank } from '../../src/inference/bank.ts';
import { distanceRows } from '../../src/results/distances.ts';
import { exampleProfile } from './example.ts';

const VERIFICATION = { metric: 'relative_l2', threshold: 'profile' } as const;

test('every input is in one bin of every pair', () => {
  const rows = distanceRows('volatility', exampleProfile(), VERIFICATION);
  const totals = new Map<string, number>();
  for (const row of rows) {
    const pair = `${row.class_a}-${row.class_b}`;
    totals.set(pair, (totals.get(pair) ?? 0) + row.count);
  }
  expect([...totals.keys()]).toContain('native-wasm');
  expect([...totals.keys()]).toContain('wasm-int8');
  expect([...totals.keys()]).not.toContain('substitute-int8');
  expect([...totals.values()].every((total) => total === 64)).toBe(true);
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
  expect(equal).toMatchObject([{ kind: 'honest', bin_low: 0, bin_high: 0, count: 64 }]);
});

test('a metric that the profile was not compared by gives no rows', () => {
  expect(distanceRows('volatility', exampleProfile(), { metric: 'cosine', threshold: 'profile' })).toEqual([]);
});
