/** The quantile of a distribution on consecutive integers, from a table of both of its tails. */

/** 16 bytes a value; a look-up costs log2(length) comparisons. */
export class StepTable {
  readonly mean: number;
  readonly variance: number;
  private readonly first: number;
  /** P(X <= first + i) and P(X > first + i): the smaller one of them decides, as it has the digits. */
  private readonly below: Float64Array;
  private readonly above: Float64Array;

  /** `weights[i]` is proportional to P(X = first + i); all >= 0, not all 0. */
  constructor(first: number, weights: Float64Array) {
    const n = weights.length;
    this.first = first;
    this.below = new Float64Array(n);
    this.above = new Float64Array(n);
    let total = 0;
    let moment = 0;
    for (let i = n - 1; i >= 0; i--) {
      this.above[i] = total;
      total += weights[i]!;
      moment += weights[i]! * i;
    }
    const mean = moment / total;
    let squares = 0;
    let cumulative = 0;
    for (let i = 0; i < n; i++) {
      squares += weights[i]! * (i - mean) * (i - mean);
      cumulative += weights[i]!;
      this.below[i] = cumulative / total;
      this.above[i] = this.above[i]! / total;
    }
    this.mean = first + mean;
    this.variance = squares / total;
  }

  /** The smallest value with P(X <= value) >= u, 0 < u < 1. */
  quantile(u: number): number {
    let low = 0;
    let high = this.below.length - 1;
    const tail = u <= 0.5 ? this.below : this.above;
    if (u <= 0.5)
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (tail[middle]! >= u) high = middle;
        else low = middle + 1;
      }
    else {
      const target = 1 - u;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (tail[middle]! <= target) high = middle;
        else low = middle + 1;
      }
    }
    return this.first + low;
  }
}
