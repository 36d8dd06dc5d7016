/** Is what was counted what theory says? Tests with thresholds fixed beforehand and seeds that do not change. */

/** Pearson's chi-square of counts against expected counts. */
export function chiSquare(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i]! - expected[i]!) ** 2 / expected[i]!;
  return sum;
}

/** The bound that chi-square with `k` degrees of freedom exceeds once in 10,000 times (Wilson and Hilferty 1931). */
export function chiSquareBound(k: number): number {
  const z = 3.719;
  return k * (1 - 2 / (9 * k) + z * Math.sqrt(2 / (9 * k))) ** 3;
}

/** True when the counts could come from these probabilities. */
export function fits(counts: ArrayLike<number>, probabilities: ArrayLike<number>): boolean {
  const total = Array.from(counts).reduce((a, b) => a + b, 0);
  const expected = Array.from(probabilities, (p) => p * total);
  return chiSquare(counts, expected) < chiSquareBound(counts.length - 1);
}

export function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Standard error of the mean of independent values. */
export function standardError(values: readonly number[]): number {
  const m = mean(values);
  return Math.sqrt(values.reduce((s, x) => s + (x - m) ** 2, 0) / (values.length - 1) / values.length);
}

/** |mean - truth| in standard errors. */
export function deviation(values: readonly number[], truth: number): number {
  return Math.abs(mean(values) - truth) / standardError(values);
}
