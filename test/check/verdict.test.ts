/** When does a measured value agree with a published one? By kind, on both sides of each border. */
import { describe, expect, it } from 'vitest';
import { estimate, spread } from '../../src/check/estimate.ts';
import type { Row } from '../../src/check/rows.ts';
import { halfWidth, judge, tells } from '../../src/check/verdict.ts';
import { QuantileHistogram } from '../../src/stats/quantileHistogram.ts';

const row = (more: Partial<Row>): Row => ({ id: 'X', label: 'y', params: {}, expected: 10, kind: 'stat', ...more });
const verdict = (of: Partial<Row>, value: number, se = 0, n = 100) => judge(row(of), { value, se, n }).verdict;

describe('a statistical row', () => {
  it('allows 4.18 standard errors at 100 observations, and 4 at very many', () => {
    expect(halfWidth({ value: 0, se: 1, n: 100 })).toBeCloseTo(4.18, 2);
    expect(halfWidth({ value: 0, se: 1, n: 1e6 })).toBeCloseTo(4.0, 2);
    expect(verdict({}, 10.41, 0.1)).toBe('pass');
    expect(verdict({}, 10.42, 0.1)).toBe('fail');
    expect(verdict({}, 9.59, 0.1)).toBe('pass');
    expect(verdict({}, 9.58, 0.1)).toBe('fail');
  });

  it('adds the error of the reference', () => {
    expect(verdict({ ref_se: 0.1 }, 10.58, 0.1)).toBe('pass');
    expect(verdict({ ref_se: 0.1 }, 10.6, 0.1)).toBe('fail');
  });

  it('must be as precise as the row says, 5 % where it does not', () => {
    expect(verdict({}, 10, 0.125)).toBe('pass');
    expect(verdict({}, 10, 0.126)).toBe('fail');
    expect(verdict({ precision: 0.25 }, 10, 0.6)).toBe('pass');
    expect(verdict({ precision: 0.01 }, 10, 0.1)).toBe('fail');
    expect(verdict({ expected: -10 }, -10, 0.1)).toBe('pass');
  });

  it('needs 100 observations, a finite value and a known error', () => {
    expect(verdict({}, 10, 0.1, 99)).toBe('fail');
    expect(verdict({}, Number.NaN, 0.1)).toBe('fail');
    expect(verdict({}, 10, Number.NaN)).toBe('fail');
    expect(verdict({}, Number.POSITIVE_INFINITY, 0.1)).toBe('fail');
  });

  it('is known to be able to refuse a tenth more, or not to be', () => {
    expect(tells(row({}), { value: 10, se: 0.125, n: 1000 })).toBe(true);
    expect(tells(row({ precision: 0.25 }), { value: 10, se: 0.5, n: 1000 })).toBe(false);
    expect(tells(row({}), { value: 10.5, se: 0.125, n: 1000 })).toBe(false);
    expect(tells(row({ ref_se: 0.25 }), { value: 10, se: 0.125, n: 1000 })).toBe(false);
    expect(tells(row({}), { value: 10, se: Number.NaN, n: 1000 })).toBe(false);
    expect(tells(row({ kind: 'exact', abs: 1 }), { value: 10, se: 0, n: 1 })).toBeUndefined();
  });

  it('that no chance is in must be what is expected', () => {
    expect(verdict({}, 10, 0, 1)).toBe('pass');
    expect(verdict({}, 10.0001, 0, 1)).toBe('fail');
  });
});

describe('other kinds', () => {
  it('exact: within abs or rel', () => {
    expect(verdict({ kind: 'exact', abs: 0 }, 10)).toBe('pass');
    expect(verdict({ kind: 'exact', abs: 0 }, 10.000001)).toBe('fail');
    expect(verdict({ kind: 'exact', abs: 1 }, 11)).toBe('pass');
    expect(verdict({ kind: 'exact', rel: 0.01 }, 10.1)).toBe('pass');
    expect(verdict({ kind: 'exact', rel: 0.01 }, 10.11)).toBe('fail');
  });

  it.each(['published', 'threshold', 'dynamic'] as const)('%s: the same, known to a quarter of it', (kind) => {
    expect(verdict({ kind, rel: 0.02 }, 10.2)).toBe('pass');
    expect(verdict({ kind, rel: 0.02 }, 10.21)).toBe('fail');
    expect(verdict({ kind, rel: 0.02 }, 10, 0.05)).toBe('pass');
    expect(verdict({ kind, rel: 0.02 }, 10, 0.051)).toBe('fail');
    expect(verdict({ kind, rel: 0.02 }, 10, Number.NaN)).toBe('fail');
  });

  it('bound: from lo to hi, whatever is expected', () => {
    expect(verdict({ kind: 'bound', lo: 1, hi: 2 }, 2)).toBe('pass');
    expect(verdict({ kind: 'bound', lo: 1, hi: 2 }, 10)).toBe('fail');
  });
});

describe('what observations say', () => {
  it('is a mean, a ratio of sums, or a quantile of all together', () => {
    expect(estimate([1, 2, 3])).toMatchObject({ value: 2, n: 3 });
    expect(
      estimate([
        { num: 1, den: 4 },
        { num: 2, den: 8 },
      ]).value,
    ).toBe(0.25);
    const histograms = [0, 1, 2, 3].map((k) => {
      const histogram = new QuantileHistogram();
      for (let i = 0; i < 1000; i++) histogram.add(100 + i / 10 + k / 40);
      return histogram;
    });
    const { value, se, n } = estimate(histograms.map((histogram) => spread(histogram, 0.5)));
    expect(value).toBeCloseTo(150, 0);
    expect(se).toBeLessThan(0.5);
    expect(n).toBe(4);
  });

  it('is as unsure as batches differ', () => {
    // Batches around 90 and around 110: the median of all is known no better than their number allows.
    const batch = (mean: number) => {
      const histogram = new QuantileHistogram();
      for (let i = -50; i <= 50; i++) histogram.add(mean + i);
      return spread(histogram, 0.5);
    };
    const alike = estimate([100, 100, 100, 100].map(batch));
    const apart = estimate([80, 120, 80, 120].map(batch));
    expect(alike.se).toBeLessThan(0.1);
    expect(apart.se).toBeGreaterThan(5);
  });

  it('is a whole number where whole numbers are counted, with an error though none of them moves', () => {
    // Geometric: 1 with 0.9, 2 with 0.09, 3 with 0.01.
    const geometric = (share: (batch: number) => number[]) =>
      Array.from({ length: 100 }, (_, batch) => ({
        quantile: 0.95,
        places: [1, 2, 3],
        cells: share(batch),
        whole: true,
      }));
    const few = estimate(geometric((batch) => (batch % 2 === 0 ? [92, 7, 1] : [88, 11, 1])));
    expect(few.value).toBe(2);
    expect(few.se).toBeGreaterThan(0);
    expect(few.se).toBeLessThan(0.1);
    // Where the share falls on a step, the next number is as likely: it must lie within four errors.
    const step = estimate(geometric((batch) => (batch % 2 === 0 ? [97, 2, 1] : [92, 7, 1])));
    expect(step.value).toBe(2);
    expect(4 * step.se).toBeGreaterThanOrEqual(1);
  });

  it('is as sure as its number of trials allows where nothing was seen', () => {
    const never = estimate(Array.from({ length: 100 }, () => ({ num: 0, den: 1000 })));
    expect(never).toEqual({ value: 0, se: 1e-5, n: 100 });
    expect(judge(row({ expected: 1e-8 }), never).reason).toContain('too imprecise');
    expect(judge(row({ expected: 1e-2 }), never).reason).toContain('off by');
    expect(judge(row({ expected: 0 }), never).verdict).toBe('pass');
  });

  it('is nothing where there is nothing, or two kinds', () => {
    expect(() => estimate([])).toThrow(TypeError);
    expect(() => estimate([1, { num: 1, den: 2 }])).toThrow(TypeError);
  });
});

describe('controls', () => {
  it('take away what they explain, and nothing else', () => {
    // What is sought is 5; each batch is off by 3 times its control, and by a little that no control knows.
    const batches = Array.from({ length: 200 }, (_, i) => {
      const control = ((i * 37) % 101) / 101 - 0.5;
      const rest = (((i * 53) % 97) / 97 - 0.5) / 10;
      return { control, num: 2 * (5 + 3 * control + rest), den: 2 };
    });
    const plain = estimate(batches.map(({ num, den }) => ({ num, den })));
    const better = estimate(batches.map(({ num, den, control }) => ({ num, den, controls: [control] })));
    expect(better.se).toBeLessThan(plain.se / 10);
    expect(Math.abs(better.value - 5)).toBeLessThan(4 * better.se);
    expect(better.n).toBe(199);
    const useless = estimate(batches.map(({ num, den }) => ({ num, den, controls: [1] })));
    expect(useless.value).toBeCloseTo(plain.value, 9);
    expect(useless.se).toBeCloseTo(plain.se, 9);
  });
});
