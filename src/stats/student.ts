/**
 * Student's t distribution, as the incomplete beta integral: with x = df / (df + t^2),
 * P(T > |t|) = I_x(df / 2, 1 / 2) / 2 (Abramowitz and Stegun 26.7.1).
 */
import { exp } from '../engine/portable.ts';
import { betaIntegral, betaLogit } from '../engine/special/beta.ts';

/** P(T > t) with df > 0 degrees of freedom, not necessarily an integer. */
export function studentUpper(t: number, df: number): number {
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return t > 0 ? 0 : 1;
  const tail = betaIntegral(df / 2, 0.5, df / (df + square), square / (df + square)) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** P(T <= t). */
export function studentCdf(t: number, df: number): number {
  return studentUpper(-t, df);
}

/**
 * t with P(T <= t) = p, 0 <= p <= 1; infinite at the ends. Throws a RangeError for other p, or df not above 0. Where p is near 1
 * ask for -studentQuantile(1 - p) with 1 - p known exactly.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile is asked for at a probability in 0..1, not ${p}`);
  if (!(df > 0)) throw new RangeError(`Student's t has more than 0 degrees of freedom, not ${df}`);
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  if (tail === 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const outer = 2 * tail;
  const logit = outer <= 0.5 ? betaLogit(df / 2, 0.5, outer, 'lower') : betaLogit(df / 2, 0.5, 1 - outer, 'upper');
  // x / (1 - x) = df / t^2.
  const t = Math.sqrt(df) * exp(-logit / 2);
  return p < 0.5 ? -t : t;
}

/** t with P(|T| > t) = alpha: the half-width, in standard errors, of an interval of confidence 1 - alpha. */
export function studentTwoSided(alpha: number, df: number): number {
  return -studentQuantile(alpha / 2, df);
}
