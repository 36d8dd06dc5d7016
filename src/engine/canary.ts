/**
 * Does this machine's Math agree with the one that results are published from? A hash of log, exp and sqrt
 * over a fixed sweep is compared with a committed constant: a mine's canary, a few milliseconds at start.
 */
import { fromWords, highWord, lowWord } from './words.ts';

/** The hash of fdlibm's log and exp and of a correctly rounded sqrt. */
export const MATH_FINGERPRINT = 0xde6068c5;

const POINTS = 512;

/** A 32-bit hash of the three functions' bits over the sweep: all binary exponents, and the range results live in. */
export function mathFingerprint(log: (x: number) => number, exp: (x: number) => number): number {
  let hash = 0x811c9dc5;
  const absorb = (x: number) => {
    hash = Math.imul(hash ^ highWord(x), 0x01000193);
    hash = Math.imul(hash ^ lowWord(x), 0x01000193);
    hash ^= hash >>> 15;
  };
  // An odd step over the bits spreads the points over all positive doubles, fractions included.
  for (let i = 0; i < POINTS; i++) {
    const any = fromWords(Math.floor((i * 0x7ff00000) / POINTS) + (i % 977), Math.imul(i, 0x9e3779b9));
    absorb(log(any));
    absorb(Math.sqrt(any));
    const near = fromWords(0x3fe00000 + (i * 0x300000) / POINTS, Math.imul(i, 0x85ebca6b));
    absorb(log(near));
    absorb(exp(near - 2));
    absorb(exp((i - POINTS / 2) * 2.90625 + near));
  }
  return hash >>> 0;
}

/** Whether native log, exp and sqrt give the published bits. */
export function mathCanary(): boolean {
  return mathFingerprint(Math.log, Math.exp) === MATH_FINGERPRINT;
}
