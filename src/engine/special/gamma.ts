/**
 * The gamma function and its incomplete integrals, in the forms that lose no digits: with the size of Stirling's
 * error and of the deviance in hand, densities are products of moderate numbers however large the parameters.
 * After C. Loader, "Fast and accurate computation of binomial probabilities" (2000), which R uses too.
 */
import { exp, log, log1p } from '../portable.ts';

const HALF_LOG_2PI = 0.9189385332046728;
const ONE_OVER_SQRT_2PI = 0.3989422804014327;
const TINY = 1e-300;
const EPSILON = 1e-16;

/**
 * Stirling's error: ln Gamma(z + 1) - [(z + 1/2) ln z - z + ln(2 pi) / 2], for z > 0. By its asymptotic series from
 * z = 16 on, and below by the recurrence delta(z) = delta(z + 1) + (z + 1/2) ln(1 + 1/z) - 1.
 */
export function stirlingError(z: number): number {
  let sum = 0;
  for (; z < 16; z++) sum += z < 1 ? (z + 0.5) * (log1p(z) - log(z)) - 1 : recurrenceStep(z);
  const r = 1 / (z * z);
  // Bernoulli numbers: B_2k / (2k (2k - 1)).
  const series = 1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r * (1 / 156))));
  return sum + (1 / 12 - r * (1 / 360 - r * series)) / z;
}

/** (z + 1/2) ln(1 + 1/z) - 1 for z >= 1, as the series w^2/3 + w^4/5 + ... with w = 1 / (2z + 1). */
function recurrenceStep(z: number): number {
  const w2 = 1 / ((2 * z + 1) * (2 * z + 1));
  let sum = 0;
  let power = w2;
  for (let k = 3; power > 1e-19; k += 2) {
    sum += power / k;
    power *= w2;
  }
  return sum;
}

/** ln Gamma(1 + x), for x >= 0; absolute error about 1e-16 for moderate x. */
export function logGamma1p(x: number): number {
  const z = 1 + x;
  return stirlingError(z) + (z + 0.5) * log1p(x) - z + HALF_LOG_2PI - log1p(x);
}

/** Gamma(1 + x), for x >= 0. */
export function gamma1p(x: number): number {
  return exp(logGamma1p(x));
}

/** The deviance term x ln(x / m) + m - x >= 0, for x > 0 and m > 0, without cancellation where x is near m. */
export function deviance(x: number, m: number): number {
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * log(x / m) + m - x;
  const v = difference / (x + m);
  const v2 = v * v;
  let sum = difference * v;
  let term = 2 * x * v * v2;
  for (let k = 3; k < 100; k += 2) {
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
    term *= v2;
  }
  return sum;
}

/** The gamma distribution of shape a and scale 1, with what depends on a alone computed once. */
export class GammaIntegral {
  readonly a: number;
  private readonly factor: number;

  /** `a` > 0. Time per evaluation grows as sqrt(a) near the mode: about 1 us at 100, 100 us at 1e8. */
  constructor(a: number) {
    this.a = a;
    this.factor = Math.sqrt(a) * ONE_OVER_SQRT_2PI * exp(-stirlingError(a));
  }

  /** x times the density: x^a e^-x / Gamma(a), for x > 0. */
  massPerLog(x: number): number {
    return this.factor * exp(-deviance(this.a, x));
  }

  /** P(a, x): the probability of at most x. */
  lower(x: number): number {
    if (x <= 0) return 0;
    return x < this.a + 1 ? this.series(x) : 1 - this.fraction(x);
  }

  /** Q(a, x): the probability of more than x. */
  upper(x: number): number {
    if (x <= 0) return 1;
    return x < this.a + 1 ? 1 - this.series(x) : this.fraction(x);
  }

  /** P by its power series (Abramowitz and Stegun 6.5.29). */
  private series(x: number): number {
    let n = this.a;
    let term = 1 / n;
    let sum = term;
    while (term > sum * EPSILON) {
      n++;
      term *= x / n;
      sum += term;
    }
    return sum * this.massPerLog(x);
  }

  /** Q by Legendre's continued fraction (6.5.31), evaluated by Lentz's method. */
  private fraction(x: number): number {
    const a = this.a;
    let b = x + 1 - a;
    let c = 1 / TINY;
    let d = 1 / b;
    let h = d;
    for (let i = 1; ; i++) {
      const an = -i * (i - a);
      b += 2;
      d = an * d + b;
      if (Math.abs(d) < TINY) d = TINY;
      c = b + an / c;
      if (Math.abs(c) < TINY) c = TINY;
      d = 1 / d;
      const factor = d * c;
      h *= factor;
      if (Math.abs(factor - 1) < 2 * EPSILON || i > 1e7) return h * this.massPerLog(x);
    }
  }

  /**
   * x with P(a, x) = u, 0 < u < 1, by Halley's method on the logarithm of the smaller tail as a function of t = ln x.
   * Both log tails are concave in t (either is increasing in generalized failure rate), so Newton cannot cycle.
   * The result underflows to 0 where it is below the smallest double.
   */
  quantile(u: number): number {
    const a = this.a;
    const useLower = u <= 0.5;
    const target = useLower ? u : 1 - u;
    // Near 0 P is x^a / Gamma(a + 1) (1 - a x / (a + 1) + ...).
    const small = (log(u) + logGamma1p(a)) / a;
    if (small < -38) return exp(small);
    let x = this.guess(u, small);
    for (let iteration = 0; iteration < 200; iteration++) {
      const tail = useLower ? this.lower(x) : this.upper(x);
      const mass = this.massPerLog(x);
      if (!(tail > TINY)) {
        x = useLower ? x * 2 : x / 2;
        continue;
      }
      const slope = (useLower ? mass : -mass) / tail;
      const newton = logRatio(tail, target) / slope;
      const bend = 1 - (newton * (a - x - slope)) / 2;
      const step = bend > 0.5 && bend < 2 ? newton / bend : newton;
      x *= exp(Math.max(-2, Math.min(2, -step)));
      const error = Math.abs(step);
      // Halley's error is about step^3 times the curvature, which grows with a.
      if (error * error * error * (a + 1) < 1e-17) return x;
    }
    return x;
  }

  private guess(u: number, small: number): number {
    const a = this.a;
    if (a <= 1) {
      // Press et al., Numerical Recipes 3rd ed., section 6.2.1.
      const t = 1 - a * (0.253 + a * 0.12);
      return u < t ? exp(log(u / t) / a) : 1 - log(1 - (u - t) / (1 - t));
    }
    // Wilson and Hilferty (1931), with the normal quantile to three digits (Abramowitz and Stegun 26.2.22).
    const t = Math.sqrt(-2 * log(u < 0.5 ? u : 1 - u));
    const z = t - (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481));
    const root = 1 - 1 / (9 * a) + (u < 0.5 ? -z : z) / (3 * Math.sqrt(a));
    const guess = a * root * root * root;
    if (root > 0.3) return guess;
    const power = exp(small);
    return power * exp(power / (a + 1));
  }
}

/** ln(p / q), accurate where the two are near each other. */
function logRatio(p: number, q: number): number {
  const relative = (p - q) / q;
  return Math.abs(relative) < 0.5 ? log1p(relative) : log(p / q);
}
