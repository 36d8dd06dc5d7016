/**
 * The regularized incomplete beta integral and its inverse: what binomial tails, Student's t and exact
 * intervals for proportions are made of.
 */
import { exp, log, log1p } from '../portable.ts';
import { deviance, stirlingError } from './gamma.ts';

const ONE_OVER_SQRT_2PI = 0.3989422804014327;
const TINY = 1e-300;
const EPSILON = 1e-16;

/** x^a y^b / B(a, b) for a, b > 0 and x + y = 1, in Loader's form (see gamma.ts). */
export function betaMass(a: number, b: number, x: number, y: number): number {
  if (x <= 0 || y <= 0) return 0;
  const n = a + b;
  const exponent = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y);
  return Math.sqrt((a / n) * b) * ONE_OVER_SQRT_2PI * exp(exponent);
}

/**
 * I_x(a, b), the probability that a Beta(a, b) variable is at most x; a, b > 0, 0 <= x <= 1. Give `y` = 1 - x where it is
 * known more exactly than by subtraction; I_y(b, a) is the other tail. By the continued fraction of A. R. DiDonato and
 * A. H. Morris, "Algorithm 708", ACM TOMS 18 (1992), with Lentz's method; time grows as sqrt(max(a, b)).
 */
export function betaIntegral(a: number, b: number, x: number, y = 1 - x): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - fraction(b, a, y, x);
  return fraction(a, b, x, y);
}

/** The continued fraction, whose terms have no cancellation where x is near 1 and a large. */
function fraction(a: number, b: number, x: number, y: number): number {
  let h = (a * (a * y - b * x + 1)) / (a + 1);
  if (Math.abs(h) < TINY) h = TINY;
  let c = h;
  let d = 0;
  for (let m = 1; ; m++) {
    const odd = a + 2 * m - 1;
    const drop = m * (b - m) * x;
    const numerator = (((a + m - 1) * x) / odd) * ((a + b + m - 1) / odd) * drop;
    const denominator = m + drop / odd + ((a + m) * (a * y - b * x + 1 + m * (2 - x))) / (odd + 2);
    d = denominator + numerator * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = denominator + numerator / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const factor = c * d;
    h *= factor;
    if (Math.abs(factor - 1) < 2 * EPSILON || m > 1e7) return betaMass(a, b, x, y) / h;
  }
}

/**
 * ln(x / (1 - x)) for the x where the named tail of Beta(a, b), P(X <= x) or P(X > x), is p, 0 < p < 1: the form that loses
 * no digits at either end. Newton on the log of the tail, kept inside a shrinking bracket by bisection. Give the smaller
 * tail where there is a choice.
 */
export function betaLogit(a: number, b: number, p: number, tail: 'lower' | 'upper'): number {
  const lower = tail === 'lower';
  let low = -745;
  let high = 745;
  let s = log(a / b);
  for (let iteration = 0; iteration < 200; iteration++) {
    const x = 1 / (1 + exp(-s));
    const y = 1 / (1 + exp(s));
    const reached = lower ? betaIntegral(a, b, x, y) : betaIntegral(b, a, y, x);
    if (lower ? reached < p : reached > p) low = s;
    else high = s;
    const relative = (reached - p) / p;
    const distance = Math.abs(relative) < 0.5 ? log1p(relative) : log(reached / p);
    // dP/ds = x y times the density = the mass, because ds = dx / (x y).
    const step = (distance * reached) / betaMass(a, b, x, y);
    let next = lower ? s - step : s + step;
    if (!(next > low && next < high)) next = (low + high) / 2;
    const moved = Math.abs(next - s);
    s = next;
    if (moved <= 1e-15 * Math.max(1, Math.abs(s))) break;
  }
  return s;
}

/** x with I_x(a, b) = p, 0 <= p <= 1. */
export function betaQuantile(a: number, b: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const s = p <= 0.5 ? betaLogit(a, b, p, 'lower') : betaLogit(a, b, 1 - p, 'upper');
  return 1 / (1 + exp(-s));
}
