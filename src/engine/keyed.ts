/**
 * How can a job's luck belong to the job? By being a function: the uniform for (seed, path, number,
 * attempt) is the same whenever and however often it is asked for, and whatever else was drawn before.
 * Two scenarios with the same workload then share the luck of every job, however they route or audit it.
 *
 * The function is Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers:
 * as easy as 1, 2, 3", SC 2011): key = 64 bits hashed from seed and path, counter = number and attempt.
 */

const LARGEST = Number.MAX_SAFE_INTEGER;
const PARITY = 0x1bd11bda;
const TWO_POW_26 = 0x4000000;
const TWO_POW_MINUS_32 = 2.3283064365386963e-10;
const TWO_POW_MINUS_53 = 1.1102230246251565e-16;
const TWO_POW_MINUS_54 = 5.551115123125783e-17;

/** Attempts one number has: 0..2047. */
export const ATTEMPTS = 2048;

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

/**
 * Threefry-2x32-20, written to be read: enciphers the counter (x0, x1) under the key (k0, k1), all 32-bit
 * integers, into two signed 32-bit integers. Seeds and tests use it; draws have it unrolled below.
 */
export function threefry2x32(k0: number, k1: number, x0: number, x1: number): [number, number] {
  const key = [k0, k1, PARITY ^ k0 ^ k1];
  x0 = (x0 + k0) | 0;
  x1 = (x1 + k1) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = ROTATIONS[round % 8]!;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    x0 = (x0 + key[injection % 3]!) | 0;
    x1 = (x1 + key[(injection + 1) % 3]! + injection) | 0;
  }
  return [x0, x1];
}

/**
 * A 64-bit hash of a list of strings, as two 32-bit integers. Threefry itself is the compression function, in
 * the Matyas-Meyer-Oseas chaining that Skein gives to its big brother: h <- E_h(block) ^ block. Every string is
 * preceded by a block with its length and place, so that ['a', 'b'], ['ab'] and ['a', '', 'b'] differ; a block
 * holds four UTF-16 units.
 */
export function hashStrings(parts: readonly string[]): [number, number] {
  let h0 = parts.length;
  let h1 = 0x76657269;
  const absorb = (b0: number, b1: number) => {
    const enciphered = threefry2x32(h0, h1, b0, b1);
    h0 = enciphered[0] ^ b0;
    h1 = enciphered[1] ^ b1;
  };
  parts.forEach((part, place) => {
    absorb(part.length, place);
    // charCodeAt past the end is NaN, which the bit operators read as 0.
    for (let i = 0; i < part.length; i += 4)
      absorb(
        part.charCodeAt(i) | (part.charCodeAt(i + 1) << 16),
        part.charCodeAt(i + 2) | (part.charCodeAt(i + 3) << 16),
      );
  });
  return [h0, h1];
}

/** The draws of one purpose, e.g. `new KeyedDraw(seed, 'flow', 'clients', 'size')`. Holds no state. */
export class KeyedDraw {
  private readonly k0: number;
  private readonly k1: number;

  constructor(seed: string, ...path: string[]) {
    [this.k0, this.k1] = hashStrings([seed, ...path]);
  }

  /**
   * The uniform in the open interval (0, 1) that belongs to `number` (an integer 0..2^53-1, a job's number) and
   * `attempt` (0..2047): 53 bits, a drawn 0 becomes 2^-54. Throws a RangeError outside these ranges.
   */
  uniform(number: number, attempt: number): number {
    if (attempt >>> 11 !== 0 || !(number >= 0 && number <= LARGEST)) refuse(number, attempt);
    // `| 0` tells the compiler once what the fields are: half of the time.
    const k0 = this.k0 | 0;
    const k1 = this.k1 | 0;
    const k2 = PARITY ^ k0 ^ k1;
    // Threefry in full, not called: a call and its boxed result cost a third of the draw.
    let x0 = number | 0;
    let x1 = (number * TWO_POW_MINUS_32) | 0 | (attempt << 21);
    x0 = (x0 + k0) | 0;
    x1 = (x1 + k1) | 0;
    // Rotations 13 15 26 6 and 17 29 16 24 by turns; a key injection after every four rounds.
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + k2 + 1) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    x0 = (x0 + k2) | 0;
    x1 = (x1 + k0 + 2) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + k0) | 0;
    x1 = (x1 + k1 + 3) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    x0 = (x0 + k1) | 0;
    x1 = (x1 + k2 + 4) | 0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    x0 = (x0 + k2) | 0;
    x1 = (x1 + k0 + 5) | 0;
    const u = ((x0 >>> 5) * TWO_POW_26 + (x1 >>> 6)) * TWO_POW_MINUS_53;
    return u === 0 ? TWO_POW_MINUS_54 : u;
  }
}

function refuse(number: number, attempt: number): never {
  throw new RangeError(
    `a keyed draw takes a number in 0..2^53-1 and an attempt in 0..${ATTEMPTS - 1}, not ${number} and ${attempt}`,
  );
}
