/** Inequality and concentration: rows B17 and B19 of the published results, and the properties that define the measures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedDraw } from '../../src/engine/keyed.ts';
import { sampler } from '../../src/engine/samplers/sampler.ts';
import { effectiveNumber, hhi, nakamoto, renyi, shannon, topShare } from '../../src/stats/concentration.ts';
import { gini, lorenz, theil } from '../../src/stats/inequality.ts';
import { NAKAMOTO_B17, ROWS_B17 } from './published.ts';

const MEASURES = { gini, hhi, shannon, theil, renyi2: (x: ArrayLike<number>) => renyi(x, 2) };

describe('published vectors (B17)', () => {
  it.each(ROWS_B17)('$label of $vector is $expected', ({ label, vector, expected }) => {
    expect(Math.abs(MEASURES[label](vector) - expected)).toBeLessThan(1e-9 * Math.max(1, expected));
  });

  it.each(NAKAMOTO_B17)('Nakamoto at least $threshold of $vector is $expected', ({ vector, threshold, expected }) => {
    expect(nakamoto(vector, threshold, { atLeast: true })).toBe(expected);
  });
});

describe('published distributions (B19)', () => {
  const n = 100_000;
  const stratified = (quantile: (u: number) => number) =>
    Float64Array.from({ length: n }, (_, i) => quantile((i + 0.5) / n));

  it('Gini of a Pareto is 1 / (2 alpha - 1), of an exponential 1/2, of a lognormal erf(sigma / 2)', () => {
    const cases: [ArrayLike<number>, number, number][] = [
      [stratified((u) => sampler({ kind: 'pareto', alpha: 3, min: 1 }).quantile(u)), 0.2, 1e-3],
      [stratified((u) => sampler({ kind: 'pareto', alpha: 2, min: 1 }).quantile(u)), 1 / 3, 4e-3],
      [stratified((u) => -Math.log(1 - u)), 0.5, 1e-4],
      [stratified((u) => sampler({ kind: 'lognormal', mean: 1, scv: Math.E - 1 }).quantile(u)), 0.5204998778, 1e-3],
    ];
    for (const [holdings, expected, tolerance] of cases)
      expect(Math.abs(gini(holdings) - expected)).toBeLessThan(tolerance);
  });

  it('the top 1 % of a Pareto(2) holds 10 %', () => {
    const holdings = stratified((u) => (1 - u) ** -0.5);
    expect(Math.abs(topShare(holdings, n / 100) - 0.1)).toBeLessThan(2e-3);
  });

  it('mean HHI of a flat Dirichlet over 100 is 198', () => {
    const draw = new KeyedDraw('b19', 'dirichlet');
    let sum = 0;
    for (let r = 0; r < 400; r++)
      sum += hhi(Array.from({ length: 100 }, (_, i) => -Math.log(draw.uniform(100 * r + i, 0))));
    // The standard deviation of one HHI is about 19.
    expect(Math.abs(sum / 400 - 198)).toBeLessThan(4);
  });
});

const integers = fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 }).filter((x) => x.some((v) => v > 0));

describe('every measure', () => {
  const all: Record<string, (x: number[]) => number> = {
    gini,
    theil,
    hhi,
    effectiveNumber,
    shannon,
    renyi0: (x) => renyi(x, 0),
    renyi3: (x) => renyi(x, 3),
    renyiInfinity: (x) => renyi(x, Number.POSITIVE_INFINITY),
    top3: (x) => topShare(x, 3),
    nakamoto: (x) => nakamoto(x, 1 / 3),
  };

  it.each(Object.entries(all))('%s does not care for scale or order', (_, measure) => {
    fc.assert(
      fc.property(integers, fc.integer({ min: 1, max: 1000 }), (holdings, scale) => {
        const expected = measure(holdings);
        expect(measure(holdings.map((x) => x * scale))).toBeCloseTo(expected, 8);
        expect(measure([...holdings].reverse())).toBeCloseTo(expected, 8);
      }),
    );
  });

  it('stays within its bounds and reaches them', () => {
    fc.assert(
      fc.property(integers, (holdings) => {
        const n = holdings.length;
        const slack = 1e-12;
        expect(gini(holdings)).toBeGreaterThanOrEqual(-slack);
        expect(gini(holdings)).toBeLessThanOrEqual(1 - 1 / n + slack);
        expect(theil(holdings)).toBeGreaterThanOrEqual(0);
        expect(theil(holdings)).toBeLessThanOrEqual(Math.log(n) + slack);
        expect(effectiveNumber(holdings)).toBeLessThanOrEqual(n + 1e-9);
        expect(hhi(holdings)).toBeLessThanOrEqual(1e4 + 1e-9);
        expect(shannon(holdings)).toBeLessThanOrEqual(Math.log2(n) + slack);
        // Entropies fall with their order.
        const entropies = [0, 0.5, 1, 2, 5, Number.POSITIVE_INFINITY].map((order) => renyi(holdings, order));
        for (let i = 1; i < entropies.length; i++) expect(entropies[i]!).toBeLessThanOrEqual(entropies[i - 1]! + 1e-9);
      }),
    );
    expect([gini([4, 4, 4]), theil([4, 4, 4]), effectiveNumber([4, 4]), shannon([4, 4, 4, 4])]).toEqual([0, 0, 2, 2]);
    expect([gini([0, 0, 0, 9]), hhi([0, 9]), shannon([9]), topShare([1, 3], 5)]).toEqual([0.75, 1e4, 0, 1]);
    expect(theil([0, 0, 0, 9])).toBeCloseTo(Math.log(4), 14);
  });

  it('is undefined where nobody holds anything, and refuses what no one can hold', () => {
    for (const measure of Object.values(all)) {
      expect(measure([0, 0])).toBeNaN();
      expect(() => measure([1, -1])).toThrow(RangeError);
      expect(() => measure([1, Number.NaN])).toThrow(RangeError);
    }
    expect(lorenz([0, 0])).toEqual([]);
  });

  it('of concentration ignores zeros; of inequality counts them as holders', () => {
    fc.assert(
      fc.property(integers, (holdings) => {
        const more = [...holdings, 0, 0];
        expect(nakamoto(more, 0.5)).toBe(nakamoto(holdings, 0.5));
        expect(hhi(more)).toBeCloseTo(hhi(holdings), 9);
        expect(gini(more)).toBeGreaterThan(gini(holdings));
      }),
    );
  });

  it('renyi survives orders whose powers underflow', () => {
    expect(renyi([1, 1, 1, 1], 5000)).toBeCloseTo(2, 12);
    expect(() => renyi([1], -1)).toThrow(RangeError);
  });
});

describe('the Lorenz curve', () => {
  it('lies below the diagonal, and twice the area between is the Gini coefficient', () => {
    fc.assert(
      fc.property(integers, (holdings) => {
        const curve = lorenz(holdings);
        let area = 0;
        for (let i = 1; i < curve.length; i++)
          area += ((curve[i]!.held + curve[i - 1]!.held) / 2) * (curve[i]!.holders - curve[i - 1]!.holders);
        expect(1 - 2 * area).toBeCloseTo(gini(holdings), 10);
        expect(curve[0]).toEqual({ holders: 0, held: 0 });
        expect(curve.at(-1)).toEqual({ holders: 1, held: 1 });
        for (const point of curve) expect(point.held).toBeLessThanOrEqual(point.holders + 1e-12);
      }),
    );
  });

  it('is thinned to points of the same curve', () => {
    const holdings = Array.from({ length: 1000 }, (_, i) => i * i);
    const full = lorenz(holdings);
    const thin = lorenz(holdings, 10);
    expect(thin.length).toBe(11);
    expect(full).toEqual(expect.arrayContaining(thin));
  });
});

describe('Nakamoto', () => {
  it('is exact at ties for thresholds that no double holds', () => {
    for (const third of [1, 7, 10 ** 15 / 5, 3002399751580330]) {
      expect(nakamoto([third, third, third], 1 / 3)).toBe(2);
      expect(nakamoto([third, third, third], 1 / 3, { atLeast: true })).toBe(1);
      expect(nakamoto([third, third, third], 2 / 3)).toBe(3);
      expect(nakamoto([third, third, third], 2 / 3, { atLeast: true })).toBe(2);
    }
    // One unit tips the scale, even at 9e15.
    expect(nakamoto([3002399751580331, 3002399751580330, 3002399751580330], 1 / 3)).toBe(1);
    expect(nakamoto([66, 33, 1], 0.66)).toBe(2);
    expect(nakamoto([66, 33, 1], 0.66, { atLeast: true })).toBe(1);
  });

  it('strictly above a half of two equals needs both; the EDI says one', () => {
    expect([nakamoto([1, 1], 0.5), nakamoto([1, 1], 0.5, { atLeast: true })]).toEqual([2, 1]);
  });

  it('counts up to the whole, in fractions too', () => {
    expect(nakamoto([0.1, 0.2, 0.7], 1, { atLeast: true })).toBe(3);
    expect(nakamoto([0.1, 0.2, 0.7], 0)).toBe(1);
    expect(nakamoto([0.5, 0.25, 0.25], 0.5)).toBe(2);
    expect(nakamoto([0.3, 0.3, 0.4, 0], Math.SQRT1_2)).toBe(3);
  });

  it.each([
    [1, false],
    [-0.1, false],
    [0, true],
    [1.1, true],
    [Number.NaN, false],
  ])('refuses the threshold %d (at least: %s)', (threshold, atLeast) => {
    expect(() => nakamoto([1, 2], threshold, { atLeast })).toThrow(RangeError);
  });
});
