/**
 * How surprising is a difference when many are looked at? S. Holm, "A simple sequentially rejective multiple test procedure",
 * Scandinavian Journal of Statistics 6 (1979): whatever the tests have to do with each other, the probability of even one
 * false rejection among all of them stays below the level.
 */

/** Adjusted p-values in the order given: below alpha exactly where Holm's procedure rejects at alpha. Throws for p not in 0..1. */
export function holm(p: readonly number[]): number[] {
  for (const value of p)
    if (!(value >= 0 && value <= 1)) throw new RangeError(`a p-value lies in 0..1, not at ${value}`);
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]! || a - b);
  const adjusted = new Array<number>(p.length);
  let greatest = 0;
  order.forEach((i, rank) => {
    greatest = Math.max(greatest, Math.min(1, (p.length - rank) * p[i]!));
    adjusted[i] = greatest;
  });
  return adjusted;
}
