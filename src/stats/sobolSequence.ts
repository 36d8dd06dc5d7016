/**
 * Where do points stand that fill a unit cube more evenly than chance? On the Sobol sequence, a digital (t, s)-sequence in base 2
 * (I. M. Sobol, "On the distribution of points in a cube and the approximate evaluation of integrals", USSR Comput. Math. Math.
 * Phys. 7, 1967), with the direction numbers of Joe and Kuo and in the Gray-code order of Antonov and Saleev (1979), as Joe and Kuo's
 * own program gives it: every 2^m points from a multiple of 2^m on hit each of the 2^m equal intervals of each axis once.
 */
import { OwenScramble } from './owenScramble.ts';
import { directions, SOBOL_DIMENSIONS } from './sobolDirections.ts';

const BITS = 32;
const TWO_POW_MINUS_32 = 2.3283064365386963e-10;
/** Points that 32 digits can tell apart. */
const LONGEST = 0x100000000;

export interface SobolOptions {
  /** Seed of Owen's scrambling; without it the points are Joe and Kuo's, the first one the origin. */
  readonly scramble?: string;
  /** Points left out at the start. Leaving out the first point only would spoil the balance of 2^m points. */
  readonly skip?: number;
}

/**
 * `count` rows of `dimensions` coordinates in [0, 1), in (0, 1) where scrambled: multiples of 2^-32, or the middles between them.
 * RangeError for more than 512 dimensions, or points beyond 2^32.
 */
export function sobolPoints(dimensions: number, count: number, { scramble, skip = 0 }: SobolOptions = {}): number[][] {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS))
    throw new RangeError(`a Sobol sequence has 1 to ${SOBOL_DIMENSIONS} dimensions, not ${dimensions}`);
  if (!(Number.isInteger(count) && count >= 0 && Number.isInteger(skip) && skip >= 0 && skip + count <= LONGEST))
    throw new RangeError(`a Sobol sequence has 2^32 points, not ${count} after ${skip}`);
  const rows = Array.from({ length: count }, () => new Array<number>(dimensions));
  for (let d = 0; d < dimensions; d++) {
    const numbers = directionNumbers(d);
    const scrambled = scramble === undefined ? undefined : new OwenScramble(scramble, d);
    let digits = digitsAt(numbers, skip);
    for (let n = 0; n < count; n++) {
      rows[n]![d] = scrambled
        ? (scrambled.of(digits >>> 0) + 0.5) * TWO_POW_MINUS_32
        : (digits >>> 0) * TWO_POW_MINUS_32;
      // The Gray codes of neighbours differ in one digit: that of the lowest zero.
      if (n + 1 < count) digits ^= numbers[lowestZero(skip + n)]!;
    }
  }
  return rows;
}

/** v_1 to v_32 of a dimension (from 0), each 32 bits with the first binary digit highest. */
function directionNumbers(dimension: number): Int32Array {
  const v = new Int32Array(BITS);
  if (dimension === 0) {
    for (let j = 0; j < BITS; j++) v[j] = 1 << (BITS - 1 - j);
    return v;
  }
  const { degree: s, coefficients, initial } = directions()[dimension - 1]!;
  for (let j = 0; j < BITS; j++) {
    if (j < s) {
      v[j] = initial[j]! << (BITS - 1 - j);
      continue;
    }
    let next = v[j - s]! ^ (v[j - s]! >>> s);
    for (let k = 1; k < s; k++) if ((coefficients >>> (s - 1 - k)) & 1) next ^= v[j - k]!;
    v[j] = next;
  }
  return v;
}

/** The digits of point n: the direction numbers of the ones in n's Gray code. */
function digitsAt(numbers: Int32Array, n: number): number {
  let gray = (n ^ Math.floor(n / 2)) >>> 0;
  let digits = 0;
  for (let j = 0; gray !== 0; j++, gray >>>= 1) if (gray & 1) digits ^= numbers[j]!;
  return digits;
}

/** Place, from 0, of the lowest binary digit of n that is 0. */
const lowestZero = (n: number): number => 31 - Math.clz32(~n & (n + 1));
