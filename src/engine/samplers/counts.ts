/**
 * How many? Poisson and binomial counts by inversion: a guess from the first three moments, the exact tail there, and a
 * walk along the probabilities to the smallest count whose distribution function reaches u. In the upper half it is the
 * survival function that is compared, so that both tails are exact. The parameters may differ from draw to draw.
 */
import { exp, log, log1m } from '../portable.ts';
import { betaIntegral, betaMass } from '../special/beta.ts';
import { GammaIntegral } from '../special/gamma.ts';
import { normalQuantile } from '../special/normal.ts';
import { ConstantSampler } from './simple.ts';
import { refuse, type Sampler } from './spec.ts';
import { StepTable } from './steps.ts';

const LARGEST = 1e12;

/** A distribution on 0..last as the walk needs it. */
interface Counts {
  readonly mean: number;
  readonly variance: number;
  /** Third central moment / variance^(3/2). */
  readonly skewness: number;
  readonly last: number;
  probability(k: number): number;
  /** P(X <= k). */
  lower(k: number): number;
  /** P(X > k). */
  upper(k: number): number;
  /** probability(k + 1) / probability(k). */
  ratio(k: number): number;
}

function quantile(counts: Counts, u: number): number {
  const z = normalQuantile(u);
  const sd = Math.sqrt(counts.variance);
  // Cornish and Fisher (1937), to the skewness.
  const guess = Math.floor(counts.mean + sd * (z + ((z * z - 1) * counts.skewness) / 6));
  let k = Math.max(0, Math.min(guess, counts.last));
  let p = counts.probability(k);
  if (u <= 0.5) {
    let below = counts.lower(k);
    if (below < u)
      while (below < u && k < counts.last) {
        p *= counts.ratio(k);
        k++;
        below += p;
      }
    else
      while (k > 0 && below - p >= u) {
        below -= p;
        k--;
        p /= counts.ratio(k);
      }
    return k;
  }
  const target = 1 - u;
  let above = counts.upper(k);
  if (above > target)
    while (above > target && k < counts.last) {
      p *= counts.ratio(k);
      k++;
      above -= p;
    }
  else
    while (k > 0 && above + p <= target) {
      above += p;
      k--;
      p /= counts.ratio(k);
    }
  return k;
}

class PoissonCounts implements Counts {
  readonly mean: number;
  readonly variance: number;
  readonly skewness: number;
  readonly last = Number.POSITIVE_INFINITY;

  constructor(mean: number) {
    this.mean = mean;
    this.variance = mean;
    this.skewness = 1 / Math.sqrt(mean);
  }

  probability(k: number): number {
    return k === 0 ? exp(-this.mean) : new GammaIntegral(k).massPerLog(this.mean) / k;
  }

  lower(k: number): number {
    return new GammaIntegral(k + 1).upper(this.mean);
  }

  upper(k: number): number {
    return new GammaIntegral(k + 1).lower(this.mean);
  }

  ratio(k: number): number {
    return this.mean / (k + 1);
  }
}

class BinomialCounts implements Counts {
  readonly mean: number;
  readonly variance: number;
  readonly skewness: number;
  readonly last: number;
  private readonly p: number;

  constructor(n: number, p: number) {
    this.last = n;
    this.p = p;
    this.mean = n * p;
    this.variance = n * p * (1 - p);
    this.skewness = (1 - 2 * p) / Math.sqrt(this.variance);
  }

  probability(k: number): number {
    const n = this.last;
    if (k === 0) return exp(n * log1m(this.p));
    if (k === n) return exp(n * log(this.p));
    // C(n, k) p^k q^(n-k) = x^a y^b / B(a, b) * n / (k (n - k)) with a = k, b = n - k.
    return (betaMass(k, n - k, this.p, 1 - this.p) / k) * (n / (n - k));
  }

  lower(k: number): number {
    return k >= this.last ? 1 : betaIntegral(this.last - k, k + 1, 1 - this.p, this.p);
  }

  upper(k: number): number {
    return k >= this.last ? 0 : betaIntegral(k + 1, this.last - k, this.p, 1 - this.p);
  }

  ratio(k: number): number {
    return ((this.last - k) / (k + 1)) * (this.p / (1 - this.p));
  }
}

/** The smallest k with P(X <= k) >= u, X Poisson; 0 <= mean <= 1e12. Time grows as sqrt(mean) above 1e4. */
export function poissonQuantile(mean: number, u: number): number {
  return mean === 0 ? 0 : quantile(new PoissonCounts(mean), u);
}

/** The smallest k with P(X <= k) >= u, X binomial; integer 0 <= n <= 1e12, 0 <= p <= 1. */
export function binomialQuantile(n: number, p: number, u: number): number {
  if (n === 0 || p === 0) return 0;
  return p === 1 ? n : quantile(new BinomialCounts(n, p), u);
}

export function poissonSampler(mean: number): Sampler {
  if (!(mean >= 0 && mean <= LARGEST)) refuse('poisson', 'mean', mean, `from 0 to ${LARGEST}`);
  if (mean === 0) return new ConstantSampler(0);
  return new CountSampler(new PoissonCounts(mean));
}

export function binomialSampler(n: number, p: number): Sampler {
  if (!(Number.isInteger(n) && n >= 0 && n <= LARGEST)) refuse('binomial', 'n', n, `an integer from 0 to ${LARGEST}`);
  if (!(p >= 0 && p <= 1)) refuse('binomial', 'p', p, 'from 0 to 1');
  if (n === 0 || p === 0) return new ConstantSampler(0);
  return p === 1 ? new ConstantSampler(n) : new CountSampler(new BinomialCounts(n, p));
}

/** Standard deviation up to which a sampler keeps a table of its steps: 300 kB at most. */
const TABLED = 1000;
/** Where a table ends: far below any tail that a uniform of 53 bits can reach. */
const NEGLIGIBLE = 1e-24;

/** A count with fixed parameters. */
class CountSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;
  private readonly counts: Counts;
  private readonly table: StepTable | undefined;

  constructor(counts: Counts) {
    this.mean = counts.mean;
    this.variance = counts.variance;
    this.counts = counts;
    if (counts.variance <= TABLED * TABLED) this.table = tabled(counts);
  }

  quantile(u: number): number {
    return this.table ? this.table.quantile(u) : quantile(this.counts, u);
  }
}

/** All steps with a weight above the negligible, relative to the middle one. */
function tabled(counts: Counts): StepTable {
  const middle = Math.floor(counts.mean);
  const down: number[] = [];
  for (let k = middle, weight = 1; k > 0 && weight > NEGLIGIBLE; k--) {
    weight /= counts.ratio(k - 1);
    down.push(weight);
  }
  const weights = [...down.reverse(), 1];
  for (let k = middle, weight = 1; k < counts.last && weight > NEGLIGIBLE; k++) {
    weight *= counts.ratio(k);
    weights.push(weight);
  }
  return new StepTable(middle - down.length, Float64Array.from(weights));
}
