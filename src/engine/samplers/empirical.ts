/** Draws from values that were measured. */
import { refuse, type Sampler } from './spec.ts';

/** One of the given values: the step quantile of their empirical distribution. */
export class EmpiricalSampler implements Sampler {
  readonly mean: number;
  /** Of the distribution, so divided by n. */
  readonly variance: number;
  private readonly sorted: Float64Array;

  constructor(values: ArrayLike<number>) {
    const n = values.length;
    if (n === 0) refuse('empirical', 'values', 'an empty list', 'a list of at least one number');
    const sorted = Float64Array.from(values).sort();
    let sum = 0;
    for (const value of sorted) {
      if (!Number.isFinite(value)) refuse('empirical', 'values', value, 'finite numbers');
      sum += value;
    }
    const mean = sum / n;
    let residual = 0;
    let squares = 0;
    for (const value of sorted) {
      residual += value - mean;
      squares += (value - mean) * (value - mean);
    }
    this.sorted = sorted;
    // Two passes: the residual takes away what rounding left in the first one's mean (Chan, Golub, LeVeque 1983).
    this.mean = mean + residual / n;
    this.variance = Math.max(0, squares - (residual * residual) / n) / n;
  }

  quantile(u: number): number {
    const n = this.sorted.length;
    const rank = Math.ceil(u * n) - 1;
    return this.sorted[Math.max(0, Math.min(rank, n - 1))]!;
  }
}
