/**
 * In how few hands is it? Measures of the shares p_i = x_i / X of holdings x_i >= 0, X their sum. Zeros change none of them. Where
 * nobody holds anything they are undefined: NaN. A negative or non-finite holding is a RangeError.
 */
import { log } from '../engine/portable.ts';
import { pow } from '../engine/pow.ts';

function total(holdings: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < holdings.length; i++) {
    const x = holdings[i]!;
    if (!(x >= 0 && x < Number.POSITIVE_INFINITY)) throw new RangeError(`holdings are finite and 0 or more, not ${x}`);
    sum += x;
  }
  return sum;
}

/** sum p_i^2, also known as Simpson's index: 1/n to 1. */
function sumOfSquares(holdings: ArrayLike<number>): number {
  const whole = total(holdings);
  let sum = 0;
  for (let i = 0; i < holdings.length; i++) {
    const p = holdings[i]! / whole;
    sum += p * p;
  }
  return whole > 0 ? sum : Number.NaN;
}

/** Herfindahl and Hirschman's index in points, 10^4 sum p_i^2: 10^4 / n to 10^4. */
export function hhi(holdings: ArrayLike<number>): number {
  return 1e4 * sumOfSquares(holdings);
}

/** 1 / sum p_i^2: how many equal holders would be as concentrated (Laakso and Taagepera 1979). */
export function effectiveNumber(holdings: ArrayLike<number>): number {
  return 1 / sumOfSquares(holdings);
}

/** Shannon's entropy of the shares in bits, -sum p_i log2 p_i: 0 to log2 n. */
export function shannon(holdings: ArrayLike<number>): number {
  const whole = total(holdings);
  let sum = 0;
  for (let i = 0; i < holdings.length; i++) {
    const p = holdings[i]! / whole;
    if (p > 0) sum -= p * log(p);
  }
  return whole > 0 ? sum / Math.LN2 : Number.NaN;
}

/**
 * Renyi's entropy of the given order >= 0 in bits, log2(sum p_i^order) / (1 - order): order 0 is log2 of the number of holders,
 * 1 Shannon's, 2 the logarithm of the effective number, infinity that of 1 / the largest share.
 */
export function renyi(holdings: ArrayLike<number>, order: number): number {
  if (!(order >= 0)) throw new RangeError(`the order of an entropy is 0 or more, not ${order}`);
  if (order === 1) return shannon(holdings);
  const whole = total(holdings);
  let largest = 0;
  for (let i = 0; i < holdings.length; i++) largest = Math.max(largest, holdings[i]! / whole);
  if (!(whole > 0)) return Number.NaN;
  if (order === Number.POSITIVE_INFINITY) return -log(largest) / Math.LN2;
  // Relative to the largest, so that a high order does not underflow.
  let sum = 0;
  for (let i = 0; i < holdings.length; i++) if (holdings[i]! > 0) sum += pow(holdings[i]! / whole / largest, order);
  return (log(sum) + order * log(largest)) / ((1 - order) * Math.LN2);
}

/** The share of the k largest holders, 0..1. */
export function topShare(holdings: ArrayLike<number>, k: number): number {
  const whole = total(holdings);
  const sorted = Float64Array.from(holdings).sort();
  let sum = 0;
  for (let i = Math.max(0, sorted.length - k); i < sorted.length; i++) sum += sorted[i]!;
  return whole > 0 ? Math.min(1, sum / whole) : Number.NaN;
}

export interface NakamotoOptions {
  /** Count up to a share of at least the threshold, not strictly above it (the convention of the EDI's code). */
  readonly atLeast?: boolean;
}

/**
 * Nakamoto's coefficient: the smallest number of holders who together hold a share strictly above the threshold (0 <= t < 1), or with
 * `atLeast` that share (0 < t <= 1). Exact at ties when all holdings are integers: then the threshold is read as the fraction it
 * was meant to be (1/3, 0.66) and compared in integers. (B. S. Srinivasan and L. Lee, "Quantifying decentralization", 2017.)
 */
export function nakamoto(holdings: ArrayLike<number>, threshold: number, options: NakamotoOptions = {}): number {
  const { atLeast = false } = options;
  if (!(atLeast ? threshold > 0 && threshold <= 1 : threshold >= 0 && threshold < 1))
    throw new RangeError(`a Nakamoto threshold lies in ${atLeast ? '(0, 1]' : '[0, 1)'}, not at ${threshold}`);
  const whole = total(holdings);
  if (!(whole > 0)) return Number.NaN;
  const sorted = Float64Array.from(holdings).sort().reverse();
  const fraction = sorted.every(Number.isSafeInteger) ? asFraction(threshold) : undefined;
  if (fraction) {
    // While sums are exact doubles, `held d > n sum` is `held > floor(n sum / d)` in plain numbers.
    if (whole <= Number.MAX_SAFE_INTEGER) {
      const scaled = fraction.numerator * BigInt(whole);
      const floor = Number(scaled / fraction.denominator);
      const exact = scaled % fraction.denominator === 0n;
      let held = 0;
      let count = 0;
      for (const x of sorted) {
        held += x;
        count++;
        if (held > floor || (atLeast && exact && held === floor)) break;
      }
      return count;
    }
    let sum = 0n;
    for (const x of sorted) sum += BigInt(x);
    const limit = fraction.numerator * sum;
    let held = 0n;
    return (
      1 +
      sorted.findIndex((x) => {
        held += BigInt(x) * fraction.denominator;
        return atLeast ? held >= limit : held > limit;
      })
    );
  }
  const limit = threshold * whole;
  let held = 0;
  const found = sorted.findIndex((x) => {
    held += x;
    return atLeast ? held >= limit : held > limit;
  });
  // The last cent may be lost to rounding when the sum is taken in another order.
  return found < 0 ? sorted.findLastIndex((x) => x > 0) + 1 : found + 1;
}

/** The simplest fraction that rounds to x (0 <= x <= 1), by continued fractions; undefined if none below 10^6 does. */
function asFraction(x: number): { numerator: bigint; denominator: bigint } | undefined {
  let [p0, q0, p1, q1] = [0, 1, 1, 0];
  let rest = x;
  for (let i = 0; i < 40; i++) {
    const whole = Math.floor(rest);
    [p0, q0, p1, q1] = [p1, q1, whole * p1 + p0, whole * q1 + q0];
    if (q1 > 1e6) return undefined;
    if (p1 / q1 === x) return { numerator: BigInt(p1), denominator: BigInt(q1) };
    rest = 1 / (rest - whole);
  }
  return undefined;
}
