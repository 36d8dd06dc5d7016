/**
 * Which distributions are there, and by which numbers is each one given? By mean and scv (squared
 * coefficient of variation: variance / mean^2) wherever a family allows it, because those are the numbers
 * that queueing results are stated in. `mean`, `value`, `low`... have the unit of what is drawn.
 */
export type DistributionSpec =
  | { kind: 'constant'; value: number }
  /** low <= x <= high. */
  | { kind: 'uniform'; low: number; high: number }
  /** Its logarithm is uniform between those of low and high. */
  | { kind: 'loguniform'; low: number; high: number }
  | { kind: 'exponential'; mean: number }
  | { kind: 'lognormal'; mean: number; scv: number }
  /** Shape 1 / scv. */
  | { kind: 'gamma'; mean: number; scv: number }
  /** The sum of k exponentials, of mean `mean` in all; scv 1 / k. */
  | { kind: 'erlang'; k: number; mean: number }
  /** Two exponential phases with balanced means (either phase has half of the mean); scv >= 1. */
  | { kind: 'hyperexponential'; mean: number; scv: number }
  /** P(X > x) = (min / x)^alpha for x >= min. */
  | { kind: 'pareto'; alpha: number; min: number }
  | { kind: 'pareto'; alpha: number; mean: number }
  /** P(X > x) = exp(-(x / scale)^shape), the scale following from the mean. */
  | { kind: 'weibull'; shape: number; mean: number }
  | { kind: 'poisson'; mean: number }
  | { kind: 'binomial'; n: number; p: number }
  /** Values 1..n, the i-th with probability proportional to i^-s. */
  | { kind: 'zipf'; n: number; s: number }
  /** One of the values, each with probability 1 / values.length. */
  | { kind: 'empirical'; values: ArrayLike<number> };

/** A distribution ready to be drawn from. Holds constants only. */
export interface Sampler {
  /**
   * The smallest x with P(X <= x) >= u, for u in the open interval (0, 1): one uniform in, one value out,
   * never decreasing in u.
   */
  quantile(u: number): number;
  readonly mean: number;
  /** Infinity where the distribution has none. */
  readonly variance: number;
}

/** Throws the RangeError that says what a parameter may be. */
export function refuse(kind: DistributionSpec['kind'], parameter: string, value: unknown, legal: string): never {
  throw new RangeError(`${kind}: ${parameter} must be ${legal}, not ${String(value)}`);
}

/** The value if it is a finite number above 0. */
export function positive(kind: DistributionSpec['kind'], parameter: string, value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) refuse(kind, parameter, value, 'a finite number above 0');
  return value;
}

/** The value if it is a finite number, 0 or more. */
export function notNegative(kind: DistributionSpec['kind'], parameter: string, value: number): number {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) refuse(kind, parameter, value, 'a finite number, 0 or more');
  return value;
}
