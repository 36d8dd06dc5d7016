/**
 * How do few points cover every axis? In a Latin hypercube: each axis is cut into as many equal intervals as there are points, and
 * every interval is hit once, at a place of its own, the intervals of different axes put together at random (M. D. McKay, R. J.
 * Beckman, W. J. Conover, "A comparison of three methods for selecting values of input variables", Technometrics 21, 1979).
 */
import { KeyedDraw } from '../engine/keyed.ts';

const TWO_POW_32 = 0x100000000;

/** Points at most: with 32 digits within an interval, sums are exact. */
const MOST = 0x100000;

/** `count` rows of `dimensions` coordinates in (0, 1): a function of the seed. RangeError beyond 2^20 points. */
export function latinHypercube(dimensions: number, count: number, seed: string): number[][] {
  if (!(Number.isInteger(dimensions) && dimensions >= 1))
    throw new RangeError(`a Latin hypercube has at least 1 dimension, not ${dimensions}`);
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST))
    throw new RangeError(`a Latin hypercube has 1 to ${MOST} points, not ${count}`);
  const rows = Array.from({ length: count }, () => new Array<number>(dimensions));
  for (let d = 0; d < dimensions; d++) {
    const draw = new KeyedDraw(seed, 'latin-hypercube', String(d));
    const strata = Array.from({ length: count }, (_, n) => n);
    for (let n = count - 1; n >= 0; n--) {
      const other = Math.floor(draw.uniform(n, 0) * (n + 1));
      const stratum = strata[other]!;
      strata[other] = strata[n]!;
      // In the middle of one of 2^32 cells of the stratum, so that no rounding leads out of it.
      const within = (Math.floor(draw.uniform(n, 1) * TWO_POW_32) + 0.5) / TWO_POW_32;
      rows[n]![d] = (stratum + within) / count;
    }
  }
  return rows;
}
