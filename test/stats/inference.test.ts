/** Warm-up, intervals and survival: published values, SciPy and mpmath, and coverage. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedDraw } from '../../src/engine/keyed.ts';
import { sampler } from '../../src/engine/samplers/sampler.ts';
import { batchMeans } from '../../src/stats/batchMeans.ts';
import { clopperPearson, meanInterval, ratioInterval } from '../../src/stats/intervals.ts';
import { kaplanMeier, survivalQuantile } from '../../src/stats/kaplanMeier.ts';
import { mser5 } from '../../src/stats/mser5.ts';
import { studentCdf, studentQuantile, studentTwoSided, studentUpper } from '../../src/stats/student.ts';

const relative = (value: number, expected: number) => Math.abs(value / expected - 1);
const normal = sampler({ kind: 'lognormal', mean: 1, scv: 1e-2 });

describe('MSER-5', () => {
  it('truncates 200 observations of the published series (E01)', () => {
    const series = Array.from({ length: 1000 }, (_, i) => 10 * Math.exp(-i / 60) + 5 + (((7919 * i) % 101) - 50) / 25);
    const found = mser5(series);
    expect(found).toMatchObject({ truncated: 200, reached: true });
    expect(Math.abs(found.mean - 5.022279033)).toBeLessThan(1e-9);
    expect(Math.abs(series.reduce((a, b) => a + b) / 1000 - 5.6020938539)).toBeLessThan(1e-9);
  });

  it('keeps all of a constant, and all observations of an odd end', () => {
    expect(mser5(new Float64Array(103).fill(4))).toEqual({ truncated: 0, mean: 4, reached: true });
    const jump = [...Array<number>(20).fill(100), ...Array<number>(83).fill(1)];
    expect(mser5(jump)).toEqual({ truncated: 20, mean: 1, reached: true });
  });

  it('does not reach a steady state in a drift or in a handful of values', () => {
    expect(mser5(Array.from({ length: 200 }, (_, i) => Math.exp(-i / 20))).reached).toBe(false);
    expect(mser5([1, 2, 3])).toEqual({ truncated: 0, mean: 2, reached: false });
    expect(mser5([])).toEqual({ truncated: 0, mean: Number.NaN, reached: false });
  });
});

describe("Student's t", () => {
  it.each([
    [0, 5, 0.5],
    [0.5, 1, 0.35241638234956674],
    [2.5, 4, 0.03338327240599407],
    [4.18, 99, 3.148853782411568e-5],
    [10, 30, 2.2876257041148064e-11],
    [1e6, 2, 4.9999999999925e-13],
    [-1.5, 7, 0.911350756505015],
    [3, 1e6, 0.0013499312707108985],
  ])('P(T > %d) with %d degrees is %d', (t, df, p) => {
    expect(relative(studentUpper(t, df), p)).toBeLessThan(2e-13);
    expect(studentCdf(-t, df)).toBe(studentUpper(t, df));
  });

  it.each([
    [3.15e-5, 99, -4.179902552827907],
    [0.025, 1, -12.706204736174705],
    [0.025, 9, -2.2621571627982053],
    [0.025, 99, -1.9842169515864174],
    [0.4, 3, -0.27667066233268983],
    [1e-12, 5, -393.95695957760375],
    [0.001, 1e6, -3.09024045631652],
    [0.3, 2.5, -0.5973077382523175],
  ])('has at %d with %d degrees the quantile %d', (p, df, t) => {
    expect(relative(studentQuantile(p, df), t)).toBeLessThan(1e-13);
    expect(relative(studentTwoSided(2 * p, df), -t)).toBeLessThan(1e-13);
  });

  it('is symmetric, infinite at its ends, and inverts itself', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        fc.double({ min: 0.5, max: 1e4, noNaN: true }),
        (p, df) => {
          expect(relative(studentCdf(studentQuantile(p, df), df), p)).toBeLessThan(1e-10);
        },
      ),
    );
    expect([studentQuantile(0.5, 3), studentQuantile(0.75, 1)]).toEqual([0, expect.closeTo(1, 14)]);
    expect([studentQuantile(0, 3), studentQuantile(1, 3)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect(studentUpper(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(() => studentQuantile(1.5, 3)).toThrow(RangeError);
    expect(() => studentQuantile(0.5, 0)).toThrow(RangeError);
  });
});

describe('intervals', () => {
  it('give the textbook mean, deviation and t interval', () => {
    const found = meanInterval([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(found).toMatchObject({ mean: 5, n: 8 });
    expect(found.sd).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(found.high - found.mean).toBeCloseTo(2.364624251592784 * found.se, 12);
    expect(found.low + found.high).toBeCloseTo(10, 12);
  });

  it('claim nothing from one replication, and everything from equal ones', () => {
    expect(meanInterval([3])).toEqual({
      mean: 3,
      sd: Number.NaN,
      se: Number.NaN,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
      n: 1,
    });
    expect(meanInterval([3, 3, 3])).toMatchObject({ sd: 0, low: 3, high: 3 });
    expect(() => meanInterval([1, 2], 1)).toThrow(RangeError);
  });

  it('at 95 % contain the truth in 93 to 97 % of 2,000 cases', () => {
    const draw = new KeyedDraw('coverage', 'normal');
    let covered = 0;
    for (let r = 0; r < 2000; r++) {
      const found = meanInterval(Array.from({ length: 6 }, (_, i) => normal.quantile(draw.uniform(r, i))));
      if (found.low <= 1 && found.high >= 1) covered++;
    }
    expect(covered).toBeGreaterThan(1860);
    expect(covered).toBeLessThan(1940);
  });

  it('of a ratio are the jackknife (NumPy)', () => {
    const found = ratioInterval([3, 1, 4, 1, 5, 9, 2, 6], [30, 12, 35, 16, 40, 80, 25, 50]);
    expect(relative(found.mean, 0.1084777732368255)).toBeLessThan(1e-13);
    expect(relative(found.sd, 0.015578400902344079)).toBeLessThan(1e-12);
    expect(relative(found.low, 0.09545390415693068)).toBeLessThan(1e-12);
    expect(ratioInterval([1, 2, 3], [2, 4, 6])).toMatchObject({ mean: 0.5, n: 3 });
    expect(ratioInterval([1, 0], [4, 0])).toMatchObject({ mean: 0.25, high: Number.POSITIVE_INFINITY });
    expect(ratioInterval([0, 0], [0, 0]).mean).toBeNaN();
    expect(() => ratioInterval([1], [1, 2])).toThrow(RangeError);
  });

  it.each([
    [0, 100, 0, 0.03621669264517642],
    [1, 20, 0.0012650894979498038, 0.24873276277202783],
    [7, 50, 0.05819170034037209, 0.2673960024970084],
    [50, 50, 0.9288782635358024, 1],
    [0, 0, 0, 1],
  ])('of %d events in %d are Clopper and Pearson (SciPy)', (events, trials, low, high) => {
    const found = clopperPearson(events, trials);
    expect(found.low).toBeCloseTo(low, 13);
    expect(found.high).toBeCloseTo(high, 13);
    // Zero events: the rule of three's exact form.
    if (events === 0 && trials > 0) expect(relative(found.high, 1 - 0.025 ** (1 / trials))).toBeLessThan(1e-13);
  });

  it('refuse more events than trials', () => {
    expect(() => clopperPearson(3, 2)).toThrow(RangeError);
  });
});

describe('batch means', () => {
  it('are the replications of one run', () => {
    const found = batchMeans([99, 1, 3, 5, 7, 2, 4], 3);
    expect(found).toMatchObject({ batchSize: 2, n: 3, mean: 11 / 3 });
    expect(found.sd).toBeCloseTo(meanInterval([2, 6, 3]).sd, 14);
    expect(found.lag1).toBeLessThan(0);
  });

  it('show by their correlation that batches are too short', () => {
    const draw = new KeyedDraw('ar', 'one');
    let x = 0;
    const series = Array.from({ length: 20_000 }, (_, i) => {
      x = 0.95 * x + draw.uniform(i, 0) - 0.5;
      return x;
    });
    expect(batchMeans(series, 4000).lag1).toBeGreaterThan(0.5);
    expect(Math.abs(batchMeans(series, 20).lag1)).toBeLessThan(0.45);
    expect(batchMeans(series, 20).se).toBeGreaterThan(2 * batchMeans(series, 4000).se);
  });

  it('need two batches that hold something', () => {
    expect(() => batchMeans([1, 2, 3], 1)).toThrow(RangeError);
    expect(() => batchMeans([1, 2, 3], 4)).toThrow(/2 to 3 batches/);
  });
});

describe('Kaplan and Meier', () => {
  // Freireich et al., Blood 21 (1963): weeks of remission under 6-MP, the standard example.
  const weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
  const relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];

  it('give the published curve of the 6-MP trial', () => {
    const steps = kaplanMeier(weeks, relapsed);
    expect(steps.map(({ time, atRisk, events }) => [time, atRisk, events])).toEqual([
      [6, 21, 3],
      [7, 17, 1],
      [10, 15, 1],
      [13, 12, 1],
      [16, 11, 1],
      [22, 7, 1],
      [23, 6, 1],
    ]);
    const published = [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448];
    const errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
    steps.forEach((step, i) => {
      expect(Math.abs(step.survival - published[i]!)).toBeLessThan(5e-4);
      expect(Math.abs(step.se - errors[i]!)).toBeLessThan(1e-4);
    });
    expect(survivalQuantile(steps, 0.5)).toBe(23);
    expect(survivalQuantile(steps, 0.9)).toBe(Number.POSITIVE_INFINITY);
  });

  it('are the empirical distribution where nobody is censored, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1 }), (times) => {
        const steps = kaplanMeier(
          times,
          times.map(() => true),
        );
        for (const { time, survival } of steps)
          expect(survival).toBeCloseTo(times.filter((t) => t > time).length / times.length, 12);
        expect(steps.at(-1)).toMatchObject({ survival: 0, se: 0 });
        expect(
          kaplanMeier(
            [...times].reverse(),
            times.map(() => true),
          ),
        ).toEqual(steps);
      }),
    );
  });

  it('have no step without an event and refuse nonsense', () => {
    expect(kaplanMeier([1, 2], [false, false])).toEqual([]);
    expect(() => kaplanMeier([1], [])).toThrow(RangeError);
    expect(() => kaplanMeier([-1], [true])).toThrow(RangeError);
  });
});
