/**
 * How is t distributed where there is an effect? The noncentral t distribution, of (Z + delta) / sqrt(chi2_df / df): what
 * intervals for standardized effects are made of. By the series of R. V. Lenth, "Algorithm AS 243", Applied Statistics 38
 * (1989), begun at its greatest term as D. Benton and K. Krishnamoorthy do (Comput. Stat. Data Anal. 43, 2003).
 */
import { exp, log } from '../engine/portable.ts';
import { betaIntegral, betaMass } from '../engine/special/beta.ts';
import { GammaIntegral, logGamma1p } from '../engine/special/gamma.ts';
import { normalCdf } from '../engine/special/normal.ts';

/** P(T <= t) with `df` > 0 degrees of freedom and noncentrality `delta`; absolute error about 1e-13 for |delta| < 2,000. */
export function noncentralTCdf(t: number, df: number, delta: number): number {
  if (t < 0) return 1 - noncentralTCdf(-t, df, -delta);
  // So near 0 that its square is not there: the sign alone counts.
  if (t < 1e-100) return normalCdf(-delta);
  const lambda = (delta * delta) / 2;
  const [x, y] = [(t * t) / (df + t * t), df / (df + t * t)];
  const mode = Math.floor(lambda);
  const even = series(mode, lambda, 0.5, -logGamma1p(mode), df / 2, x, y);
  const odd = series(mode, lambda, 1, -logGamma1p(mode + 0.5), df / 2, x, y);
  const sum = normalCdf(-delta) + (even + (delta / Math.SQRT2) * odd) / 2;
  return Math.min(1, Math.max(0, sum));
}

/** sum over j of e^-lambda lambda^j / Gamma(j + 1/2 + shift) I_x(j + shift, b), `scale` being -ln Gamma(mode + 1/2 + shift). */
function series(mode: number, lambda: number, shift: number, scale: number, b: number, x: number, y: number): number {
  const weight = exp((lambda === 0 ? 0 : mode * log(lambda)) - lambda + scale);
  const start = betaIntegral(mode + shift, b, x, y);
  const mass = betaMass(mode + shift, b, x, y);
  let sum = weight * start;
  let w = weight;
  let m = mass;
  let integral = start;
  // I_x(a + 1, b) = I_x(a, b) - mass(a) / a (Abramowitz and Stegun 26.5.16).
  for (let j = mode; w > 1e-18 && integral > 0; j++) {
    const a = j + shift;
    integral = Math.max(0, integral - m / a);
    m *= (x * (a + b)) / a;
    w *= lambda / (a + 0.5);
    sum += w * integral;
  }
  w = weight;
  m = mass;
  integral = start;
  for (let j = mode; j > 0 && w > 1e-18; j--) {
    const a = j - 1 + shift;
    m *= a / (x * (a + b));
    integral = Math.min(1, integral + m / a);
    w *= (a + 0.5) / lambda;
    sum += w * integral;
  }
  return sum;
}

/** Beyond this t, the normal numerator moves nothing: delta = t sqrt(chi2 / df). */
const LARGE = 1000;

/**
 * The `delta` under which P(T <= t) = p, 0 < p < 1: an end of the interval of the noncentrality after t was seen
 * (J. H. Steiger and R. T. Fouladi, "Noncentrality interval estimation", 1997). Throws a RangeError for other p.
 */
export function noncentralityAt(t: number, df: number, p: number): number {
  if (!(p > 0 && p < 1))
    throw new RangeError(`a noncentrality is asked for at a probability between 0 and 1, not ${p}`);
  if (t < 0) return -noncentralityAt(-t, df, 1 - p);
  if (t > LARGE) return t * Math.sqrt((2 * new GammaIntegral(df / 2).quantile(1 - p)) / df);
  // The probability falls as delta grows. The secant of a bracket's ends, with the weight of an end that stays halved (Illinois).
  const above = (delta: number): number => noncentralTCdf(t, df, delta) - p;
  let [low, high] = [t - 2, t + 2];
  let [atLow, atHigh] = [above(low), above(high)];
  for (let step = 2; atLow < 0; step *= 2) {
    low -= step;
    atLow = above(low);
  }
  for (let step = 2; atHigh > 0; step *= 2) {
    high += step;
    atHigh = above(high);
  }
  let delta = low;
  let moved = 0;
  for (let i = 0; i < 200; i++) {
    const before = delta;
    delta = (low * atHigh - high * atLow) / (atHigh - atLow);
    if (Math.abs(delta - before) <= 1e-11 * Math.max(1, Math.abs(delta))) break;
    const found = above(delta);
    if (found > 0) {
      [low, atLow] = [delta, found];
      if (moved > 0) atHigh /= 2;
      moved = 1;
    } else {
      [high, atHigh] = [delta, found];
      if (moved < 0) atLow /= 2;
      moved = -1;
    }
  }
  return delta;
}
