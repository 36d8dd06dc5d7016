import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lorenzCurve } from '../../src/charts/lorenz.ts';

test('four holders of 1, 2, 3 and 4 tenths', () => {
  expect(lorenzCurve([4, 1, 3, 2])!.map(({ holders, amount }) => [holders, Math.round(amount * 1000) / 1000])).toEqual([
    [0, 0],
    [0.25, 0.1],
    [0.5, 0.3],
    [0.75, 0.6],
    [1, 1],
  ]);
});

test('nothing to share gives no curve', () => {
  expect(lorenzCurve([0, 0])).toBeNull();
  expect(lorenzCurve([])).toBeNull();
});

test('a curve rises from (0, 0) to (1, 1), never above the diagonal, with at most 201 points', () => {
  const amounts = fc
    .array(fc.nat(1_000_000), { minLength: 1, maxLength: 900 })
    .filter((list) => list.some((x) => x > 0));
  fc.assert(
    fc.property(amounts, (list) => {
      const curve = lorenzCurve(list)!;
      expect(curve[0]).toEqual({ holders: 0, amount: 0 });
      expect(curve.at(-1)).toEqual({ holders: 1, amount: 1 });
      expect(curve.length).toBeLessThanOrEqual(201);
      curve.slice(1).forEach((point, i) => {
        expect(point.amount).toBeGreaterThanOrEqual(curve[i]!.amount);
        expect(point.amount).toBeLessThanOrEqual(point.holders + 1e-12);
      });
    }),
    { numRuns: 50 },
  );
});
