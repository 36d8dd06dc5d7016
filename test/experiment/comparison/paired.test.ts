/** Comparison and tuning ask the same question of the same runs: their answers are one. */
import { describe, expect, it } from 'vitest';
import { compareSides } from '../../../src/experiment/comparison/compare.ts';
import { adjustedOf, pairedBy } from '../../../src/experiment/comparison/paired.ts';
import type { RunRow } from '../../../src/experiment/task/runRow.ts';
import { compareRuns } from '../../../src/experiment/tune/difference.ts';
import { pairedComparison } from '../../../src/stats/paired.ts';

const row = (replication: number, value: number | null, num: number, error: string | null = null): RunRow => ({
  point: 'p',
  replication,
  seed: `1/${replication}`,
  fingerprint: 0,
  events: 0,
  error,
  metrics: error === null ? { wait: value, lost: num / 100, one: replication === 1 ? 1 : null } : {},
  ratios: error === null ? { lost: { num, den: 100, scale: 1, count: true } } : {},
});
const a = [row(1, 3, 10), row(2, 4.5, 12), row(3, 2, 9), row(4, null, 14), row(5, 6, 11)];
const b = [row(1, 2, 15), row(2, 2.5, 18), row(3, 1.5, 17), row(4, 1, 19), row(5, 3, 13)];
const METRICS = ['wait', 'lost', 'one', 'nothing'];

describe('paired runs', () => {
  it('leave out pairs that do not define the metric', () => {
    const found = pairedBy('wait', a, b)!;
    expect(found).toEqual(pairedComparison([3, 4.5, 2, 6], [2, 2.5, 1.5, 3]));
    expect(found).toMatchObject({ n: 4, mean: 1.625 });
    expect(pairedBy('one', a, b)).toBeNull();
    expect(pairedBy('nothing', a, b)).toBeNull();
    expect(pairedBy('lost', [], [])).toBeNull();
  });

  it('of ratios are paired by both totals', () => {
    const found = pairedBy('lost', a, b)!;
    // 56 of 500 less 82 of 500; with equal denominators the jackknife is the t interval of the shares.
    expect(found.mean).toBeCloseTo(-0.052, 12);
    const shares = (rows: RunRow[]): number[] => rows.map(({ metrics }) => metrics.lost!);
    expect(found.low).toBeCloseTo(pairedComparison(shares(a), shares(b)).low, 12);
  });

  it('have p-values that are adjusted over those that there are', () => {
    const tests = METRICS.map((metric) => pairedBy(metric, a, b));
    const [wait, lost, ...others] = adjustedOf(tests);
    expect(others).toEqual([null, null]);
    const [least, most] = [tests[0]!.p, tests[1]!.p].sort((x, y) => x - y) as [number, number];
    expect([wait!, lost!].sort((x, y) => x - y)).toEqual([2 * least, Math.max(2 * least, most)]);
    expect(adjustedOf([null])).toEqual([null]);
  });

  it('say the same of two sides and of a tuning, in any order of the runs and beside runs that failed', () => {
    const { metrics, tests } = compareSides(
      [
        { name: 'base', runs: b },
        { name: 'other', runs: a },
      ],
      'base',
      METRICS,
    );
    expect(tests).toBe(2);
    const broken = [row(6, 0, 0, 'Error: no'), row(7, 1, 1)];
    const tuned = compareRuns(
      METRICS,
      [...b, row(6, 1, 1), row(7, 0, 0, 'Error: no')],
      [...broken, ...a].reverse(),
      () => '',
    );
    for (const [m, { differences }] of metrics.entries()) {
      const [told] = differences;
      const { difference } = tuned[m]!;
      expect(difference === null).toBe(told!.mean === null);
      if (difference === null) continue;
      expect(difference.mean).toBeCloseTo(told!.mean!, 12);
      expect(difference.ci95[0]).toBeCloseTo(told!.ci95![0], 12);
      expect(difference).toMatchObject({ n: told!.n });
      expect(difference.p_adjusted).toBeCloseTo(told!.p_adjusted!, 12);
    }
  });
});
