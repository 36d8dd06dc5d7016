/**
 * How are the points of a digital net made random without losing what they are good for? By Owen's nested uniform scrambling in base
 * 2: every binary digit of a coordinate is flipped or not by a coin that belongs to the digits before it. Each point is then uniform,
 * the points together keep their stratification, and independent scrambles give an unbiased estimate with an error that can be seen
 * (A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", in Monte Carlo and Quasi-Monte Carlo Methods in Scientific
 * Computing, 1995).
 *
 * The tree of coins has 2^32 - 1 nodes a dimension: none is stored. A keyed draw at a node gives the coins of the five levels under
 * it, so that the coin of a node is the same whenever it is asked for, in whatever order points are made.
 */
import { KeyedDraw } from '../engine/keyed.ts';

const BITS = 32;
/** Levels that one draw has coins for: 2^5 - 1 of its 53 bits. */
const LEVELS = 5;
const COINS = 0x80000000;

/** The scramble of one dimension: the digits of a coordinate, as 32 bits with the first digit highest, to those that replace them. */
export class OwenScramble {
  private readonly draw: KeyedDraw;

  constructor(seed: string, dimension: number) {
    this.draw = new KeyedDraw(seed, 'owen', String(dimension));
  }

  /** Takes and gives an unsigned 32-bit integer; a bijection. */
  of(digits: number): number {
    let scrambled = digits;
    for (let top = 0, group = 0; top < BITS; top += LEVELS, group++) {
      const prefix = top === 0 ? 0 : digits >>> (BITS - top);
      const coins = Math.floor(this.draw.uniform(prefix, group) * COINS);
      const levels = Math.min(LEVELS, BITS - top);
      for (let level = 0; level < levels; level++) {
        const path = level === 0 ? 0 : (digits >>> (BITS - top - level)) & ((1 << level) - 1);
        const coin = (coins >>> ((1 << level) - 1 + path)) & 1;
        scrambled ^= coin << (BITS - 1 - top - level);
      }
    }
    return scrambled >>> 0;
  }
}
