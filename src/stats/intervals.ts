/** How sure is a number? Intervals from independent replications, for differences, ratios and rare events. */
import { betaQuantile } from '../engine/special/beta.ts';
import { studentTwoSided } from './student.ts';

export interface Estimate {
  readonly mean: number;
  /** Standard deviation between replications (n - 1); NaN for one alone. */
  readonly sd: number;
  /** sd / sqrt(n); NaN for one alone. */
  readonly se: number;
  /** The interval; infinite for one replication alone, from which nothing follows. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** Mean and Student t interval of independent values. */
export function meanInterval(values: ArrayLike<number>, confidence = 0.95): Estimate {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  return tInterval(mean, n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1)), n, confidence);
}

function tInterval(mean: number, sd: number, n: number, confidence: number): Estimate {
  const alpha = alphaOf(confidence);
  if (n < 2) return { mean, sd, se: sd, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, n };
  const se = sd / Math.sqrt(n);
  const half = se === 0 ? 0 : studentTwoSided(alpha, n - 1) * se;
  return { mean, sd, se, low: mean - half, high: mean + half, n };
}

function alphaOf(confidence: number): number {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`a confidence lies between 0 and 1, not at ${confidence}`);
  return 1 - confidence;
}

/**
 * sum(numerators) / sum(denominators) over replications, by the jackknife: what one replication changes is what the ratio would
 * be without it. Its bias is of order 1/n^2, and a cluster of jobs of one run counts as one observation.
 * (B. Efron, "The Jackknife, the Bootstrap and Other Resampling Plans", 1982.) NaN if nothing is in the denominators.
 */
export function ratioInterval(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  confidence = 0.95,
): Estimate {
  const { ratio, pseudo } = ratioPseudovalues(numerators, denominators);
  return pseudo === null
    ? tInterval(ratio, Number.NaN, Math.min(1, numerators.length), confidence)
    : meanInterval(pseudo, confidence);
}

/**
 * The ratio of the sums, and what each replication says of it: n ratio - (n - 1) (ratio without it), values that the jackknife
 * treats as independent observations (J. W. Tukey 1958). Null for one replication, and where one alone has all of the
 * denominator: the others say nothing. Throws if the counts differ.
 */
export function ratioPseudovalues(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
): { ratio: number; pseudo: Float64Array | null } {
  const n = numerators.length;
  if (denominators.length !== n)
    throw new RangeError(`pairs need two lists of one length, not ${n} and ${denominators.length}`);
  let above = 0;
  let below = 0;
  for (let i = 0; i < n; i++) {
    above += numerators[i]!;
    below += denominators[i]!;
  }
  const ratio = above / below;
  if (n < 2) return { ratio, pseudo: null };
  const pseudo = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const without = below - denominators[i]!;
    if (without === 0) return { ratio, pseudo: null };
    pseudo[i] = n * ratio - ((n - 1) * (above - numerators[i]!)) / without;
  }
  return { ratio, pseudo };
}

/**
 * The exact interval of Clopper and Pearson (1934) for a probability after `events` in `trials` independent trials: its ends are
 * beta quantiles. At 0 events it is one-sided in effect, up to 1 - (alpha / 2)^(1 / trials).
 */
export function clopperPearson(events: number, trials: number, confidence = 0.95): { low: number; high: number } {
  const alpha = alphaOf(confidence);
  if (!(trials >= 0 && events >= 0 && events <= trials))
    throw new RangeError(`events lie in 0..trials, not at ${events} of ${trials}`);
  return {
    low: events === 0 ? 0 : betaQuantile(events, trials - events + 1, alpha / 2),
    high: events === trials ? 1 : 1 - betaQuantile(trials - events, events + 1, alpha / 2),
  };
}
