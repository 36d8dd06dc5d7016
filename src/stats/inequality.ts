/**
 * How unequally is something held? Gini, Theil and the Lorenz curve of holdings >= 0.
 *
 * Convention: every value given is a holder, zeros included; leave out whoever shall not count. Where nobody holds anything
 * inequality is undefined: NaN. A negative or non-finite holding is a RangeError.
 */
import { log } from '../engine/portable.ts';

/** A sorted copy, ascending. */
function ascending(holdings: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(holdings).sort();
  const n = sorted.length;
  if (n > 0 && !(sorted[0]! >= 0 && sorted[n - 1]! < Number.POSITIVE_INFINITY))
    throw new RangeError(`holdings are finite and 0 or more, not ${sorted[0]! >= 0 ? sorted[n - 1] : sorted[0]}`);
  return sorted;
}

/**
 * The Gini coefficient, sum_i (2 i - n - 1) x_(i) / (n X) over holdings in ascending order, X their sum: 0 (all equal) to
 * 1 - 1/n (one has all). C. Gini 1912; this form without the small-sample factor n / (n - 1).
 */
export function gini(holdings: ArrayLike<number>): number {
  const sorted = ascending(holdings);
  const n = sorted.length;
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < n; i++) {
    total += sorted[i]!;
    weighted += (2 * i + 1 - n) * sorted[i]!;
  }
  return weighted / (n * total);
}

/** Theil's index T = mean of (x / m) ln(x / m), m the mean, in nats: 0 to ln n. A zero holding adds 0. (H. Theil 1967.) */
export function theil(holdings: ArrayLike<number>): number {
  const sorted = ascending(holdings);
  const n = sorted.length;
  let total = 0;
  for (const x of sorted) total += x;
  let sum = 0;
  for (const x of sorted) if (x > 0) sum += (x / total) * log((x / total) * n);
  // Rounding may leave equality a hair below 0.
  return total > 0 ? Math.max(0, sum) : Number.NaN;
}

export interface LorenzPoint {
  /** Share of holders, poorest first. */
  readonly holders: number;
  /** Share of the whole that they hold. */
  readonly held: number;
}

/** The Lorenz curve from (0, 0) to (1, 1), thinned to at most `points` + 1 points. Empty where nobody holds anything. */
export function lorenz(holdings: ArrayLike<number>, points = Number.POSITIVE_INFINITY): LorenzPoint[] {
  const sorted = ascending(holdings);
  const n = sorted.length;
  let total = 0;
  for (const x of sorted) total += x;
  if (!(total > 0)) return [];
  const curve: LorenzPoint[] = [{ holders: 0, held: 0 }];
  const kept = Math.min(n, points);
  let held = 0;
  let next = 1;
  for (let i = 0; i < n; i++) {
    held += sorted[i]!;
    if (i + 1 < Math.round((next * n) / kept)) continue;
    curve.push({ holders: (i + 1) / n, held: i + 1 === n ? 1 : held / total });
    next++;
  }
  return curve;
}
