/** Every family against formulas of its own: distribution function, moments, order, KS and chi-square on keyed draws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedDraw } from '../../../src/engine/keyed.ts';
import { binomialQuantile, poissonQuantile } from '../../../src/engine/samplers/counts.ts';
import { type DistributionSpec, sampler } from '../../../src/engine/samplers/sampler.ts';
import { kolmogorovSmirnov } from '../chance.ts';

/** Survival functions written out here; Erlang's as Poisson's sum. */
const SURVIVAL: [DistributionSpec, (x: number) => number][] = [
  [{ kind: 'uniform', low: -1, high: 3 }, (x) => (3 - x) / 4],
  [{ kind: 'exponential', mean: 0.25 }, (x) => Math.exp(-4 * x)],
  [{ kind: 'pareto', alpha: 1.5, min: 2 }, (x) => (2 / x) ** 1.5],
  [{ kind: 'pareto', alpha: 3, mean: 3 }, (x) => (2 / x) ** 3],
  [{ kind: 'weibull', shape: 2, mean: Math.sqrt(Math.PI) / 2 }, (x) => Math.exp(-x * x)],
  [{ kind: 'weibull', shape: 0.5, mean: 2 }, (x) => Math.exp(-Math.sqrt(x))],
  [{ kind: 'erlang', k: 3, mean: 3 }, (x) => Math.exp(-x) * (1 + x + (x * x) / 2)],
  [{ kind: 'gamma', mean: 1, scv: 0.5 }, (x) => Math.exp(-2 * x) * (1 + 2 * x)],
  ...[1.0001, 2, 9, 99, 1e4].map((scv): [DistributionSpec, (x: number) => number] => {
    const root = Math.sqrt((scv - 1) / (scv + 1));
    const p = (1 + root) / 2;
    // 1 - p, without the cancellation.
    const q = 1 / ((scv + 1) * (1 + root));
    return [
      { kind: 'hyperexponential', mean: 5, scv },
      (x) => p * Math.exp((-2 * p * x) / 5) + q * Math.exp((-2 * q * x) / 5),
    ];
  }),
];

const PROBES = [1e-9, 1e-6, 0.01, 0.06, 0.063, 0.2, 0.5, 0.8, 0.99, 0.9999, 1 - 1e-9];

describe('the quantile', () => {
  it.each(SURVIVAL)('of %j inverts its distribution function in both tails', (spec, survival) => {
    const drawn = sampler(spec);
    for (const u of PROBES) {
      const s = survival(drawn.quantile(u));
      // In the lower tail 1 - s has the digits that the subtraction leaves.
      expect(Math.abs(s - (1 - u))).toBeLessThan(u < 0.5 ? 1e-15 : 1e-13 * (1 - u) + 1e-17);
    }
  });

  it('of the log-uniform is that of a uniform, to the digits of its bounds', () => {
    const drawn = sampler({ kind: 'loguniform', low: 0.5, high: 8 });
    for (const u of PROBES) expect(Math.abs(Math.log(drawn.quantile(u) / 0.5) / Math.log(16) - u)).toBeLessThan(1e-15);
    expect(() => sampler({ kind: 'loguniform', low: 0, high: 8 })).toThrow('low');
    expect(() => sampler({ kind: 'loguniform', low: 9, high: 8 })).toThrow('high');
    expect(sampler({ kind: 'loguniform', low: 3, high: 3 })).toMatchObject({ mean: 3, variance: 0 });
  });

  it('of the hyperexponential keeps its relative accuracy near 0', () => {
    for (const scv of [1.5, 20, 1e4]) {
      const drawn = sampler({ kind: 'hyperexponential', mean: 1, scv });
      const p = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
      for (const u of [2 ** -54, 1e-12, 1e-6, 1e-3]) {
        const x = drawn.quantile(u);
        const cdf = -p * Math.expm1(-2 * p * x) - (1 - p) * Math.expm1(-2 * (1 - p) * x);
        expect(Math.abs(cdf / u - 1)).toBeLessThan(1e-14);
      }
    }
  });

  it('of the hyperexponential is exact through the change of phase, however rare the second', () => {
    for (const scv of [1, 3, 100, 1e4, 1e8, 1e12]) {
      const drawn = sampler({ kind: 'hyperexponential', mean: 1, scv });
      const root = Math.sqrt((scv - 1) / (scv + 1));
      const p = (1 + root) / 2;
      const q = 1 / ((scv + 1) * (1 + root));
      let worst = 0;
      for (let e = 0.5; e < 36; e += 0.003) {
        const rest = 2 ** -53 * Math.round(2 ** 53 * Math.exp(-e));
        const x = drawn.quantile(1 - rest);
        const survival = p * Math.exp(-2 * p * x) + q * Math.exp(-2 * q * x);
        worst = Math.max(worst, Math.abs(survival / rest - 1));
      }
      expect(worst).toBeLessThan(2e-14);
    }
  });

  const spec = fc.oneof(
    fc.record({
      kind: fc.constant('gamma' as const),
      mean: mean(),
      scv: fc.double({ min: 1e-4, max: 50, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('lognormal' as const),
      mean: mean(),
      scv: fc.double({ min: 0, max: 50, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('hyperexponential' as const),
      mean: mean(),
      scv: fc.double({ min: 1, max: 1e6, noNaN: true }),
    }),
    fc.record({ kind: fc.constant('poisson' as const), mean: mean() }),
    fc.record({
      kind: fc.constant('binomial' as const),
      n: fc.nat(5000),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('zipf' as const),
      n: fc.integer({ min: 1, max: 500 }),
      s: fc.double({ min: 0, max: 4, noNaN: true }),
    }),
    fc.record({ kind: fc.constant('empirical' as const), values: fc.array(fc.integer(), { minLength: 1 }) }),
  );
  const uniform = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map((k) => k / 2 ** 53);

  it('is finite and never falls as u rises', () => {
    fc.assert(
      fc.property(spec, uniform, uniform, (given, u, v) => {
        const drawn = sampler(given);
        const low = drawn.quantile(Math.min(u, v));
        const high = drawn.quantile(Math.max(u, v));
        expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
        // Equal u up to rounding may swap by as much.
        expect(high - low).toBeGreaterThanOrEqual(-1e-13 * Math.abs(low));
      }),
      { numRuns: 400, seed: 3 },
    );
  });
});

function mean() {
  return fc.double({ min: 1e-3, max: 1e4, noNaN: true });
}

describe('mean and variance', () => {
  /** Integral of f(Q(u)) over u by the trapezoid rule in s = ln(u / (1 - u)), which spreads both tails out. */
  function integrate(quantile: (u: number) => number, f: (x: number) => number): number {
    const h = 1 / 32;
    let sum = 0;
    for (let s = -36; s <= 36; s += h) {
      const u = 1 / (1 + Math.exp(-s));
      sum += f(quantile(u)) * u * (1 / (1 + Math.exp(s)));
    }
    return sum * h;
  }

  it.each<DistributionSpec>([
    { kind: 'constant', value: 3 },
    { kind: 'uniform', low: 1, high: 4 },
    { kind: 'loguniform', low: 1, high: 100 },
    { kind: 'exponential', mean: 2 },
    { kind: 'lognormal', mean: 2, scv: 0.5 },
    { kind: 'lognormal', mean: 2, scv: 3 },
    { kind: 'gamma', mean: 2, scv: 0.3 },
    { kind: 'gamma', mean: 2, scv: 4 },
    { kind: 'erlang', k: 5, mean: 2 },
    { kind: 'hyperexponential', mean: 2, scv: 8 },
    { kind: 'pareto', alpha: 6, min: 2 },
    { kind: 'weibull', shape: 0.7, mean: 2 },
    { kind: 'weibull', shape: 20, mean: 2 },
  ])('of %j are those of the quantile', (spec) => {
    const drawn = sampler(spec);
    const m = integrate(
      (u) => drawn.quantile(u),
      (x) => x,
    );
    const v = integrate(
      (u) => drawn.quantile(u),
      (x) => (x - drawn.mean) ** 2,
    );
    expect(Math.abs(m / drawn.mean - 1)).toBeLessThan(1e-6);
    expect(Math.abs(v - drawn.variance)).toBeLessThan(1e-4 * drawn.variance + 1e-12);
  });

  it('of counts and lists are the sums', () => {
    const zipf = sampler({ kind: 'zipf', n: 4, s: 1 });
    expect(zipf.mean).toBeCloseTo(4 / (25 / 12), 14);
    expect(zipf.variance).toBeCloseTo(10 / (25 / 12) - (48 / 25) ** 2, 14);
    const list = sampler({ kind: 'empirical', values: [5, 1, 3] });
    expect([list.mean, list.variance]).toEqual([3, 8 / 3]);
    expect([0.01, 1 / 3, 0.34, 0.66, 0.67, 0.99].map((u) => list.quantile(u))).toEqual([1, 1, 3, 3, 5, 5]);
    expect(sampler({ kind: 'poisson', mean: 7 })).toMatchObject({ mean: 7, variance: 7 });
    expect(sampler({ kind: 'binomial', n: 8, p: 0.25 })).toMatchObject({ mean: 2, variance: 1.5 });
    const far = sampler({ kind: 'empirical', values: [1e9 + 1, 1e9 + 2, 1e9 + 3] });
    expect([far.mean, far.variance]).toEqual([1e9 + 2, 2 / 3]);
  });

  it('are infinite where they are', () => {
    expect(sampler({ kind: 'pareto', alpha: 2, min: 1 })).toMatchObject({
      mean: 2,
      variance: Number.POSITIVE_INFINITY,
    });
    expect(sampler({ kind: 'pareto', alpha: 2, mean: 2 })).toMatchObject({
      mean: 2,
      variance: Number.POSITIVE_INFINITY,
    });
    expect(sampler({ kind: 'pareto', alpha: 4, min: 3 }).variance).toBe(2);
  });
});

describe('counts whose parameters change from draw to draw', () => {
  it('give what a sampler made for them gives', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2000, noNaN: true }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 1e-12, max: 0.999999, noNaN: true }),
        (m, n, p, u) => {
          expect(poissonQuantile(m, u)).toBe(sampler({ kind: 'poisson', mean: m }).quantile(u));
          expect(binomialQuantile(n, p, u)).toBe(sampler({ kind: 'binomial', n, p }).quantile(u));
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });

  it('know the certain ones', () => {
    expect(poissonQuantile(0, 0.9)).toBe(0);
    expect(binomialQuantile(9, 0, 0.9)).toBe(0);
    expect(binomialQuantile(9, 1, 0.1)).toBe(9);
    expect(sampler({ kind: 'binomial', n: 9, p: 1 })).toMatchObject({ mean: 9, variance: 0 });
    expect(sampler({ kind: 'poisson', mean: 0 }).quantile(0.999)).toBe(0);
  });
});

describe('keyed draws through samplers', () => {
  const uniforms = Array.from({ length: 5000 }, (_, i) => new KeyedDraw('1', 'test', 'ks').uniform(i, 0));

  it.each(SURVIVAL)('of %j pass Kolmogorov-Smirnov', (spec, survival) => {
    const drawn = sampler(spec);
    // 1.95: the 99.9 % point.
    expect(kolmogorovSmirnov(uniforms.map((u) => survival(drawn.quantile(u))))).toBeLessThan(1.95);
  });

  it.each([
    [{ kind: 'poisson', mean: 3 } as const, poissonMass(3)],
    [{ kind: 'binomial', n: 10, p: 0.4 } as const, binomialMass(10, 0.4)],
    [{ kind: 'zipf', n: 12, s: 1.2 } as const, zipfMass(12, 1.2)],
  ])('of %j pass chi-square', (spec, mass) => {
    const drawn = sampler(spec);
    const observed = new Map<number, number>();
    for (const u of uniforms) observed.set(drawn.quantile(u), (observed.get(drawn.quantile(u)) ?? 0) + 1);
    let chi2 = 0;
    let cells = 0;
    for (let k = 0; k < 13; k++) {
      const expected = uniforms.length * mass(k);
      if (expected < 5) continue;
      chi2 += ((observed.get(k) ?? 0) - expected) ** 2 / expected;
      cells++;
    }
    expect(chi2).toBeLessThan(cells + 4 * Math.sqrt(2 * cells));
  });
});

function poissonMass(m: number) {
  return (k: number): number => (k === 0 ? Math.exp(-m) : (poissonMass(m)(k - 1) * m) / k);
}

function binomialMass(n: number, p: number) {
  const at = (k: number): number =>
    k > n ? 0 : k === 0 ? (1 - p) ** n : (at(k - 1) * (n - k + 1) * p) / (k * (1 - p));
  return at;
}

function zipfMass(n: number, s: number) {
  const total = Array.from({ length: n }, (_, i) => (i + 1) ** -s).reduce((a, b) => a + b);
  return (k: number) => (k >= 1 && k <= n ? k ** -s / total : 0);
}

describe('a sampler refuses', () => {
  it.each<[DistributionSpec, RegExp]>([
    [{ kind: 'pareto', alpha: 1, min: 1 }, /alpha must be a finite number above 1 .*mean is infinite/],
    [{ kind: 'pareto', alpha: Number.POSITIVE_INFINITY, min: 1 }, /alpha/],
    [{ kind: 'pareto', alpha: 2, min: 0 }, /min must be a finite number above 0, not 0/],
    [{ kind: 'exponential', mean: Number.POSITIVE_INFINITY }, /mean must be a finite number above 0, not Infinity/],
    [{ kind: 'exponential', mean: Number.NaN }, /not NaN/],
    [{ kind: 'constant', value: Number.NaN }, /finite/],
    [{ kind: 'uniform', low: 2, high: 1 }, /high must be finite and at least low \(2\)/],
    [{ kind: 'lognormal', mean: 1, scv: -1 }, /scv/],
    [{ kind: 'gamma', mean: 1, scv: 0 }, /scv must be from 1e-8 to 10000/],
    [{ kind: 'erlang', k: 1.5, mean: 1 }, /k must be an integer/],
    [{ kind: 'hyperexponential', mean: 1, scv: 0.5 }, /scv must be from 1/],
    [{ kind: 'weibull', shape: 0, mean: 1 }, /shape/],
    [{ kind: 'poisson', mean: -1 }, /mean/],
    [{ kind: 'binomial', n: -1, p: 0.5 }, /n must be/],
    [{ kind: 'binomial', n: 1, p: 1.5 }, /p must be from 0 to 1/],
    [{ kind: 'zipf', n: 0, s: 1 }, /n must be/],
    [{ kind: 'zipf', n: 5, s: -1 }, /s must be/],
    [{ kind: 'empirical', values: [] }, /at least one number/],
    [{ kind: 'empirical', values: [1, Number.NaN] }, /finite numbers, not NaN/],
  ])('%j and says what is legal', (spec, message) => {
    expect(() => sampler(spec)).toThrow(RangeError);
    expect(() => sampler(spec)).toThrow(message);
  });
});
