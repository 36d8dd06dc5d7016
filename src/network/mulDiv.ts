/**
 * What is floor(a b / c) when a b does not fit a double? Money is whole base units below 2^53, and a plain
 * double product is wrong in about 1 % of wide inputs. Here the product's rounding error is recovered exactly
 * (Dekker 1971, splitting after Veltkamp), and the quotient corrected by the exact remainder.
 */

/** Whole parts of a share: fee splits, commissions and slashes are integers out of these, and so exact. */
export const PARTS = 1_000_000_000;

const SPLIT = 134217729; // 2^27 + 1
/** Below this c every remainder met on the way is an exact double. */
const FAST = 2251799813685248; // 2^51

/** a * b = p + productError(a, b, p), exactly, for p = a * b rounded. */
function productError(a: number, b: number, p: number): number {
  const x = SPLIT * a;
  const aHigh = x - (x - a);
  const aLow = a - aHigh;
  const y = SPLIT * b;
  const bHigh = y - (y - b);
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/**
 * floor(a * b / c), exact, for integers 0 <= a, b <= 2^53 - 1 and 1 <= c <= 2^53 - 1.
 * Throws RangeError when the quotient itself exceeds 2^53 - 1, or c < 1.
 */
export function mulDiv(a: number, b: number, c: number): number {
  if (!(c >= 1)) throw new RangeError(`mulDiv: division by ${c}`);
  const p = a * b;
  if (p <= Number.MAX_SAFE_INTEGER) return Math.floor(p / c);
  if (c >= FAST) return wide(a, b, c);
  let q = Math.floor(p / c);
  if (q > Number.MAX_SAFE_INTEGER - 2) return wide(a, b, c);
  const back = q * c;
  let remainder = p - back + (productError(a, b, p) - productError(q, c, back));
  while (remainder < 0) {
    q--;
    remainder += c;
  }
  while (remainder >= c) {
    q++;
    remainder -= c;
  }
  return q;
}

function wide(a: number, b: number, c: number): number {
  const q = (BigInt(a) * BigInt(b)) / BigInt(c);
  if (q > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`mulDiv: ${a} * ${b} / ${c} exceeds 2^53 - 1`);
  return Number(q);
}
