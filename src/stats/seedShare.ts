/**
 * How much of the variance is luck? Treat the seed as one more factor, beside those of the model: the function of points x and seeds w
 * then has the parts of a crossed two-way layout, Y = m + a(x) + b(w) + c(x, w), every point seen under every seed (the decomposition of
 * Hoeffding, 1948, that Sobol's indices stand on). The seed's first index is Var b / Var Y: what knowing the seed alone would take away.
 * Its total index is (Var b + Var c) / Var Y: what would be left if all factors were known. The components are those of the analysis of
 * variance with random effects (S. R. Searle, G. Casella, C. E. McCulloch, "Variance Components", 1992, chapter 4):
 *   E MS_seeds = Var c + M Var b,   E MS_rest = Var c,   M points, R seeds,
 * and the interval takes MS_seeds / E MS_seeds for an F variable with R - 1 and (R - 1)(M - 1) degrees of freedom: exact where b is
 * normal, and honestly wide for few seeds.
 */
import { exp } from '../engine/portable.ts';
import { betaLogit } from '../engine/special/beta.ts';
import type { Interval } from './bootstrap.ts';

export interface SeedShare {
  /** Var b / Var Y. */
  readonly first: Interval;
  /** (Var b + Var c) / Var Y. */
  readonly total: Interval;
  /** Var Y, seeds included. */
  readonly variance: number;
}

/** `values[r][m]`: point m under seed r. RangeError for fewer than 2 seeds or points. NaN where nothing varies. */
export function seedShare(values: readonly ArrayLike<number>[], confidence = 0.95): SeedShare {
  const R = values.length;
  const M = values[0]?.length ?? 0;
  if (R < 2 || M < 2) throw new RangeError(`the share of seeds needs 2 seeds and 2 points, not ${R} and ${M}`);
  const points = new Float64Array(M);
  let grand = 0;
  const means = values.map((row) => {
    let sum = 0;
    for (let m = 0; m < M; m++) {
      sum += row[m]!;
      points[m]! += row[m]! / R;
    }
    grand += sum / M / R;
    return sum / M;
  });
  let between = 0;
  for (const mean of means) between += (mean - grand) * (mean - grand);
  let within = 0;
  let rest = 0;
  values.forEach((row, r) => {
    for (let m = 0; m < M; m++) {
      const off = row[m]! - means[r]!;
      const left = off - (points[m]! - grand);
      within += off * off;
      rest += left * left;
    }
  });
  const d1 = R - 1;
  const d2 = d1 * (M - 1);
  const seeds = (M * between) / d1;
  const meetings = rest / d2;
  /** Var a + Var c. */
  const given = within / (R * (M - 1));
  const own = (square: number): number => Math.max(0, (square - meetings) / M);
  const first = (square: number): number => own(square) / (own(square) + given);
  const total = (square: number): number => Math.min(1, (own(square) + meetings) / (own(square) + given));
  const tail = (1 - confidence) / 2;
  const [low, high] = [seeds / quantileF(d1, d2, 'upper', tail), seeds / quantileF(d1, d2, 'lower', tail)];
  return {
    first: { value: first(seeds), low: first(low), high: first(high) },
    total: { value: total(seeds), low: total(low), high: total(high) },
    variance: own(seeds) + given,
  };
}

/** What an F variable exceeds ('upper') or falls short of ('lower') with probability p: d2 / d1 times x / (1 - x), x beta. */
function quantileF(d1: number, d2: number, tail: 'lower' | 'upper', p: number): number {
  return (d2 / d1) * exp(betaLogit(d1 / 2, d2 / 2, p, tail));
}
