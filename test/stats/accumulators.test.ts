import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOf, lowerEdge, QuantileHistogram } from '../../src/stats/quantileHistogram.ts';
import { TimeAverage } from '../../src/stats/timeAverage.ts';

describe('TimeAverage', () => {
  it('weighs each level by how long it lasted', () => {
    const queue = new TimeAverage();
    queue.set(2, 10);
    queue.add(5, -4);
    expect([queue.level, queue.integral(10), queue.mean(10)]).toEqual([6, 60, 6]);
  });

  it('forgets the warm-up but not the level', () => {
    const queue = new TimeAverage();
    queue.set(0, 100);
    queue.set(1, 4);
    queue.restart(3);
    expect([queue.mean(3), queue.integral(5), queue.mean(5)]).toEqual([4, 8, 4]);
    queue.set(5, 0);
    expect(queue.mean(7)).toBe(2);
  });

  it('lives in cells of its owner, which may be replaced as they grow', () => {
    const column = { data: new Float64Array(8) };
    const second = new TimeAverage(column, 4);
    second.set(0, 3);
    const longer = new Float64Array(16);
    longer.set(column.data);
    column.data = longer;
    second.set(2, 5);
    expect([second.mean(4), new TimeAverage(column, 4).mean(4)]).toEqual([4, 4]);
    expect(column.data.subarray(0, 4)).toEqual(new Float64Array(4));
  });
});

const latency = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
const filled = (values: readonly number[]) => {
  const histogram = new QuantileHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
};

describe('QuantileHistogram', () => {
  it('puts every value between the edges of its bucket, all less than 0.4 % apart', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -30, max: 2 ** 40, maxExcluded: true, noNaN: true }), (value) => {
        const bucket = bucketOf(value);
        expect(lowerEdge(bucket)).toBeLessThanOrEqual(value);
        expect(lowerEdge(bucket + 1)).toBeGreaterThan(value);
        expect(lowerEdge(bucket + 1) / lowerEdge(bucket)).toBeLessThan(1.00391);
        expect(bucketOf(lowerEdge(bucket))).toBe(bucket);
      }),
    );
  });

  it('clamps: what is too small counts as 0, what is too large as the last bucket', () => {
    for (const small of [0, -0, 5e-324, 2 ** -31, 2 ** -30 * (1 - 2 ** -53)]) expect(bucketOf(small)).toBe(0);
    expect(bucketOf(2 ** -30)).toBe(1);
    expect(bucketOf(2 ** 40)).toBe(bucketOf(2 ** 40 - 1));
    expect(bucketOf(Number.MAX_VALUE)).toBe(QuantileHistogram.LENGTH - 5);
    expect(filled([2 ** 50, 2 ** 50]).quantile(0.5)).toBeGreaterThan(2 ** 39);
  });

  it('gives every quantile within 0.4 % of the sorted values', () => {
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = [...values].sort((a, b) => a - b);
          const rank = Math.max(1, Math.ceil(q * values.length));
          const near = [sorted[rank - 1]!, sorted[Math.min(rank, values.length - 1)]!];
          const estimate = filled(values).quantile(q);
          expect(estimate).toBeGreaterThanOrEqual(near[0]! * (1 - 1 / 255));
          expect(estimate).toBeLessThanOrEqual(near[1]! * (1 + 1 / 255));
        },
      ),
    );
  });

  it('gives quantiles of an exponential to 0.1 %', () => {
    const n = 200_000;
    const histogram = new QuantileHistogram();
    for (let i = 0; i < n; i++) histogram.add(-10 * Math.log(1 - (i + 0.5) / n));
    for (const q of [0.01, 0.5, 0.95, 0.99]) {
      expect(Math.abs(histogram.quantile(q) / (-10 * Math.log(1 - q)) - 1)).toBeLessThan(1e-3);
      expect(Math.abs(histogram.shareAbove(-10 * Math.log(1 - q)) - (1 - q))).toBeLessThan(1e-4);
    }
    expect(Math.abs(histogram.mean / 10 - 1)).toBeLessThan(1e-4);
  });

  it('knows constants, extremes and zeros exactly', () => {
    const constant = filled([0.3, 0.3, 0.3]);
    expect([constant.quantile(0), constant.quantile(0.5), constant.quantile(1)]).toEqual([0.3, 0.3, 0.3]);
    const mixed = filled([0, 0, 0, 7]);
    expect([mixed.quantile(0.5), mixed.least, mixed.most, mixed.quantile(1), mixed.count]).toEqual([0, 0, 7, 7, 4]);
  });

  it('merged from parts is the histogram of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 })), fc.array(fc.integer({ min: 0, max: 1e6 })), (a, b) => {
        const merged = filled(a);
        merged.merge(filled(b));
        const whole = filled([...a, ...b]);
        for (const q of [0, 0.1, 0.5, 0.9, 1]) expect(merged.quantile(q)).toBe(whole.quantile(q));
        expect([merged.count, merged.mean, merged.least, merged.most]).toEqual([
          whole.count,
          whole.mean,
          whole.least,
          whole.most,
        ]);
      }),
      { numRuns: 30 },
    );
  });

  it('takes a weight as so many equal values, and 0 as none', () => {
    const weighted = new QuantileHistogram();
    weighted.add(2, 3);
    weighted.add(8, 1);
    weighted.add(1e-3, 0);
    const repeated = filled([2, 2, 2, 8]);
    for (const q of [0.2, 0.5, 0.8, 1]) expect(weighted.quantile(q)).toBe(repeated.quantile(q));
    expect([weighted.least, weighted.mean]).toEqual([2, 3.5]);
  });

  it('shares an array with others and is emptied alone', () => {
    const column = { data: new Float64Array(2 * QuantileHistogram.LENGTH) };
    const first = new QuantileHistogram(column);
    const second = new QuantileHistogram(column, QuantileHistogram.LENGTH);
    first.add(1);
    second.add(5);
    first.clear();
    expect([first.count, second.count, second.quantile(0.5)]).toEqual([0, 1, 5]);
    expect([first.mean, first.quantile(0.5), first.least, first.most]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it.each([
    [-1, 1],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
    [1, -1],
    [1, Number.NaN],
  ])('refuses %d with weight %d', (value, weight) => {
    expect(() => new QuantileHistogram().add(value, weight)).toThrow(RangeError);
  });
});
