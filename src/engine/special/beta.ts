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
 * known more exactly than by subtraction; I_y(b, a) is the other tail. Continued fraction (Abramowitz and Stegun
 * 26.5.8) by Lentz's method; time grows as sqrt(max(a, b)).
 */
export function betaIntegral(a: number, b: number, x: number, y = 1 - x): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - fraction(b, a, y, x);
  return fraction(a, b, x, y);
}

function fraction(a: number, b: number, x: number, y: number): number {
  const ab = a + b;
  let c = 1;
  let d = 1 - (ab * x) / (a + 1);
  if (Math.abs(d) < TINY) d = TINY;
  d = 1 / d;
  let h = d;
  for (let m = 1; ; m++) {
    const m2 = 2 * m;
    const even = (m * (b - m) * x) / ((a + m2 - 1) * (a + m2));
    d = 1 + even * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + even / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (ab + m) * x) / ((a + m2) * (a + m2 + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = 1 + odd / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) < 2 * EPSILON || m > 1e7) return (h * betaMass(a, b, x, y)) / a;
  }
}

/**
 * x with I_x(a, b) = p, 0 <= p <= 1: Newton on the log of the smaller tail in s = ln(x / (1 - x)), kept inside a
 * shrinking bracket by bisection.
 */
export function betaQuantile(a: number, b: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const useLower = p <= 0.5;
  const target = useLower ? p : 1 - p;
  let low = -745;
  let high = 745;
  let s = log(a / b);
  for (let iteration = 0; iteration < 200; iteration++) {
    const x = 1 / (1 + exp(-s));
    const y = 1 / (1 + exp(s));
    const tail = useLower ? betaIntegral(a, b, x, y) : betaIntegral(b, a, y, x);
    if (useLower ? tail < target : tail > target) low = s;
    else high = s;
    const mass = betaMass(a, b, x, y);
    const relative = (tail - target) / target;
    const distance = Math.abs(relative) < 0.5 ? log1p(relative) : log(tail / target);
    // d tail / ds = x y density = mass, which holds because ds = dx / (x y).
    const step = (distance * tail) / (useLower ? mass : -mass);
    let next = s - step;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - s) <= 1e-16 * Math.abs(s) || Math.abs(step) < 1e-17 || high - low < 1e-16) break;
    s = next;
  }
  return 1 / (1 + exp(-s));
}
