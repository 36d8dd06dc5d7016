/** CMA-ES: evaluations that published functions cost, rotations of the axes, bounds, plain state. */
import { describe, expect, it } from 'vitest';
import { EDGE, intoUnit } from '../../../src/experiment/optimize/box.ts';
import {
  type CmaSettings,
  cmaSettings,
  defaultPopulation,
  exhausted,
  startCma,
  tellCma,
} from '../../../src/experiment/optimize/cmaEs.ts';
import { symmetricEigen } from '../../../src/experiment/optimize/jacobi.ts';
import { generationDraw } from '../../../src/experiment/optimize/variable.ts';

type Objective = (x: readonly number[]) => number;

const sphere: Objective = (x) => x.reduce((sum, value) => sum + value * value, 0);
const rosenbrock: Objective = (x) => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i]! ** 2 - x[i + 1]!) ** 2 + (x[i]! - 1) ** 2;
  return sum;
};

const ranking = (values: readonly number[]): number[] => [...values.keys()].sort((a, b) => values[a]! - values[b]!);

/** Evaluations, in whole generations, until one of them is at most `target`; infinite when it is stuck. */
function evaluationsTo(objective: Objective, settings: CmaSettings, target: number): number {
  let state = startCma(settings);
  while (state.evaluations < 50_000) {
    const values = state.asked.map(objective);
    state = tellCma(settings, state, ranking(values));
    if (values.some((value) => value <= target)) return state.evaluations;
  }
  return Number.POSITIVE_INFINITY;
}

/** As purecmaes.m begins: uniform in the unit cube, sigma 0.5. */
function median(objective: Objective, dimensions: number, seeds: number): number {
  const counts = Array.from({ length: seeds }, (_, k) => {
    const draw = generationDraw(`${k}`, 'start', 0);
    const start = Array.from({ length: dimensions }, draw);
    return evaluationsTo(objective, cmaSettings(start, 0.5, `${k}`), 1e-10);
  });
  return counts.sort((a, b) => a - b)[seeds >> 1]!;
}

describe('published functions, to 1e-10', () => {
  it('sphere in 10 dimensions: within 1.3 times 1,690 evaluations', () => {
    expect(median(sphere, 10, 9)).toBeLessThanOrEqual(1.3 * 1690);
  });

  it('Rosenbrock in 5 dimensions: within 1.3 times 1,752 evaluations', () => {
    expect(median(rosenbrock, 5, 15)).toBeLessThanOrEqual(1.3 * 1752);
  });

  it('an ellipsoid of condition 10^6, turned by 45 degrees, is found as if it were a sphere in the end', () => {
    const ellipsoid: Objective = ([x, y]) => (x! + y!) ** 2 + 1e6 * (x! - y!) ** 2;
    expect(evaluationsTo(ellipsoid, cmaSettings([3, -1], 1, 'e'), 1e-10)).toBeLessThan(1500);
  });

  it('only the order of values matters', () => {
    const settings = cmaSettings([1, 1, 1], 0.5, 'order');
    const monotone: Objective = (x) => Math.log(sphere(x)) - 7;
    expect(evaluationsTo(monotone, settings, Math.log(1e-10) - 7)).toBe(evaluationsTo(sphere, settings, 1e-10));
  });

  it('lambda is 4 + floor(3 ln n)', () => {
    expect([2, 5, 10, 20, 40].map(defaultPopulation)).toEqual([6, 8, 10, 12, 15]);
  });
});

describe('eigenvalues', () => {
  it('of a matrix made by hand', () => {
    const { values, vectors } = symmetricEigen([
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 7],
    ]);
    expect(values.map((value) => Number(value.toFixed(12)))).toEqual([1, 3, 7]);
    expect(Math.abs(vectors[0]![0]! + vectors[1]![0]!)).toBeLessThan(1e-15);
    expect(Math.abs(vectors[2]![2]!)).toBe(1);
  });

  it('put together again they are the matrix; axes are orthonormal; a singular matrix too', () => {
    const draw = generationDraw('eigen', 'test', 0);
    for (const [n, rank] of [
      [1, 1],
      [2, 2],
      [6, 6],
      [6, 2],
      [12, 12],
    ] as const) {
      const factors = Array.from({ length: rank }, () => Array.from({ length: n }, () => draw() - 0.5));
      const matrix = Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (_, j) => factors.reduce((sum, f) => sum + f[i]! * f[j]!, 0)),
      );
      const { values, vectors } = symmetricEigen(matrix);
      expect([...values].sort((a, b) => a - b)).toEqual(values);
      const errors = matrix.flatMap((row, i) =>
        row.flatMap((entry, j) => {
          const again = values.reduce((sum, value, k) => sum + value * vectors[i]![k]! * vectors[j]![k]!, 0);
          const product = vectors.reduce((sum, axes) => sum + axes[i]! * axes[j]!, 0);
          return [Math.abs(again - entry), Math.abs(product - (i === j ? 1 : 0))];
        }),
      );
      expect(Math.max(...errors)).toBeLessThan(1e-13);
    }
    expect(() => symmetricEigen([[Number.NaN]])).toThrow('not finite');
  });
});

describe('bounds', () => {
  it('any number is mapped into [0, 1]; the middle is left alone; without a jump or a kink', () => {
    const h = 0.001;
    const y = Array.from({ length: 14_000 }, (_, k) => intoUnit(-7 + k * h));
    expect(y.every((value) => value >= 0 && value <= 1)).toBe(true);
    // Slope of at most 1; and second differences of the order of h^2, where a kink would have h.
    const slopes = y.slice(1).map((value, k) => value - y[k]!);
    expect(Math.max(...slopes.map(Math.abs))).toBeLessThan(h + 1e-12);
    const bends = slopes.slice(1).map((value, k) => Math.abs(value - slopes[k]!));
    expect(Math.max(...bends)).toBeLessThan((1.01 * h * h) / (2 * EDGE));
    expect([EDGE, 0.3, 0.5, 0.77, 1 - EDGE].map(intoUnit)).toEqual(
      [EDGE, 0.3, 0.5, 0.77, 1 - EDGE].map((x) => expect.closeTo(x, 12)),
    );
    expect(intoUnit(-EDGE)).toBe(0);
    expect(intoUnit(1 + EDGE)).toBeCloseTo(1, 14);
    expect(intoUnit(1 + EDGE + 0.2)).toBeCloseTo(intoUnit(1 + EDGE - 0.2), 12);
  });

  it('finds an optimum in a corner of the box', () => {
    const corner: Objective = (x) => {
      const [a, b, c] = x.map(intoUnit);
      return a! + (1 - b!) * 2 + (c! - 0.5) ** 2;
    };
    expect(evaluationsTo(corner, cmaSettings([0.5, 0.5, 0.2], 0.3, 'corner'), 1e-9)).toBeLessThan(2000);
  });

  it('a deviation that must not fall keeps whole numbers moving', () => {
    const stairs: Objective = (x) => (Math.round(10 * x[0]!) - 7) ** 2 + (x[1]! - 0.25) ** 2;
    const settings = cmaSettings([0.1, 0.9], 0.3, 'stairs', { leastDeviation: [0.02, 0] });
    let state = startCma(settings);
    for (let g = 0; g < 120; g++) state = tellCma(settings, state, ranking(state.asked.map(stairs)));
    expect(Math.round(10 * state.mean[0]!)).toBe(7);
    expect(state.mean[1]).toBeCloseTo(0.25, 4);
    expect(state.sigma * Math.sqrt(state.covariance[0]![0]!)).toBeGreaterThan(0.02 * 0.999);
  });
});

describe('its state', () => {
  it('is plain data: written to JSON and read again it goes on alike', () => {
    const settings = cmaSettings([0.3, 0.4, 0.5], 0.3, 'state');
    let straight = startCma(settings);
    let copied = startCma(settings);
    for (let g = 0; g < 30; g++) {
      straight = tellCma(settings, straight, ranking(straight.asked.map(rosenbrock)));
      copied = JSON.parse(JSON.stringify(tellCma(settings, copied, ranking(copied.asked.map(rosenbrock)))));
    }
    expect(copied).toEqual(straight);
  });

  it('says when it has come to the end of what numbers can tell apart', () => {
    const settings = cmaSettings([1, 1], 0.5, 'end');
    let state = startCma(settings);
    expect(exhausted(state)).toBeNull();
    for (let g = 0; g < 400 && exhausted(state) === null; g++)
      state = tellCma(settings, state, ranking(state.asked.map(sphere)));
    expect(sphere(state.mean)).toBeLessThan(1e-25);
    expect(exhausted(state, 1e-3)).toContain('too small');
  });

  it('refuses what it cannot use', () => {
    expect(() => cmaSettings([], 1, 's')).toThrow('nothing to vary');
    expect(() => cmaSettings([1], 0, 's')).toThrow('above 0, not 0');
    expect(() => cmaSettings([1, 1], 1, 's', { population: 3 })).toThrow('at least 4, not 3');
    const settings = cmaSettings([1, 1], 1, 's');
    expect(() => tellCma(settings, startCma(settings), [0, 0, 1, 2, 3, 4])).toThrow('names each of them once');
  });
});
