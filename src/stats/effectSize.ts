/** How large is a difference beside the scatter of the pairs? Cohen's d_z, without its bias, with the interval of the noncentral t. */
import { exp } from '../engine/portable.ts';
import { logGamma1p } from '../engine/special/gamma.ts';
import { noncentralityAt } from './noncentralT.ts';

export interface EffectSize {
  /** Mean difference over the standard deviation of differences (J. Cohen, "Statistical Power Analysis", 1988, 2.3.5). */
  readonly d: number;
  /** The same without its upward bias in small samples. */
  readonly g: number;
  /** Ends of the interval of g. */
  readonly low: number;
  readonly high: number;
}

/** Hedges' J = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)) < 1 (L. V. Hedges, J. Educational Statistics 6, 1981); 0 at df 1. */
export function hedgesCorrection(df: number): number {
  if (!(df >= 1)) throw new RangeError(`Hedges' correction needs at least 1 degree of freedom, not ${df}`);
  if (df === 1) return 0;
  // Gamma(x) = Gamma(1 + x) / x, for the half-integers below 1.
  const ratio = exp(logGamma1p(df / 2) - logGamma1p((df - 1) / 2)) * ((df - 1) / df);
  return ratio / Math.sqrt(df / 2);
}

/**
 * Of `t` = d sqrt(n), the paired t statistic of n >= 3 pairs: of two, the correction leaves nothing. The interval is exact for normal
 * differences: both of its ends are noncentralities (J. H. Steiger and R. T. Fouladi 1997), times Hedges' correction as d is.
 * Throws a RangeError for fewer pairs.
 */
export function effectSize(t: number, n: number, confidence = 0.95): EffectSize {
  if (!(n >= 3)) throw new RangeError(`an effect size needs at least 3 pairs, not ${n}`);
  const tail = (1 - confidence) / 2;
  const unit = hedgesCorrection(n - 1) / Math.sqrt(n);
  return {
    d: t / Math.sqrt(n),
    g: t * unit,
    low: noncentralityAt(t, n - 1, 1 - tail) * unit,
    high: noncentralityAt(t, n - 1, tail) * unit,
  };
}
