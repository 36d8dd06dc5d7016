/** Do the points stand where they are said to? Joe and Kuo's sequence, its scrambles, and Latin hypercubes. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latinHypercube } from '../../src/stats/latinHypercube.ts';
import { OwenScramble } from '../../src/stats/owenScramble.ts';
import { directions, SOBOL_DIMENSIONS } from '../../src/stats/sobolDirections.ts';
import { sobolPoints } from '../../src/stats/sobolSequence.ts';
import { deviation, fits, mean } from '../support/statistics.ts';

/** The lines of Joe and Kuo's file for dimensions 2 to 10, by hand: coefficients of the whole polynomial, and m. */
const BY_HAND: readonly { polynomial: string; m: readonly number[] }[] = [
  { polynomial: '11', m: [1] },
  { polynomial: '111', m: [1, 3] },
  { polynomial: '1011', m: [1, 3, 1] },
  { polynomial: '1101', m: [1, 1, 1] },
  { polynomial: '10011', m: [1, 1, 3, 3] },
  { polynomial: '11001', m: [1, 3, 5, 13] },
  { polynomial: '100101', m: [1, 1, 5, 5, 17] },
  { polynomial: '101001', m: [1, 1, 5, 5, 5] },
  { polynomial: '101111', m: [1, 1, 7, 11, 19] },
];

/**
 * Point n of a dimension from the definition alone, in whole numbers: m_k = 2 a_1 m_(k-1) + 2^2 a_2 m_(k-2) + ... + 2^s m_(k-s) + m_(k-s)
 * without carries, and x the sum without carries of g_k m_k / 2^k, g the digits of n's Gray code.
 */
function defined(dimension: number, n: number): number {
  const places = 12;
  const m: number[] = [];
  if (dimension === 1) for (let k = 1; k <= places; k++) m.push(1);
  else {
    const { polynomial, m: initial } = BY_HAND[dimension - 2]!;
    const s = polynomial.length - 1;
    for (let k = 1; k <= places; k++) {
      if (k <= s) m.push(initial[k - 1]!);
      else {
        let next = m[k - 1 - s]!;
        for (let j = 1; j <= s; j++) if (polynomial[j] === '1') next ^= 2 ** j * m[k - 1 - j]!;
        m.push(next);
      }
    }
  }
  const gray = n ^ (n >> 1);
  let sum = 0;
  for (let k = 1; k <= places; k++) if ((gray >> (k - 1)) & 1) sum ^= m[k - 1]! * 2 ** (places - k);
  return sum / 2 ** places;
}

/** Sha256 of the points times 2^32, as little-endian 32-bit integers, row by row. */
function hashOf(points: readonly (readonly number[])[]): string {
  const whole = Uint32Array.from(points.flat(), (x) => x * 2 ** 32);
  return createHash('sha256').update(new Uint8Array(whole.buffer)).digest('hex');
}

/** True where every one of `count` equal intervals is hit once. */
const stratified = (values: readonly number[]): boolean =>
  new Set(values.map((x) => Math.floor(x * values.length))).size === values.length;

describe('Sobol sequence', () => {
  it('is Joe and Kuo’s for 1,024 points in 10 dimensions, by the definition', () => {
    const points = sobolPoints(10, 1024);
    points.forEach((point, n) => {
      point.forEach((x, d) => {
        expect(x).toBe(defined(d + 1, n));
      });
    });
  });

  it('begins as their notes print it', () => {
    expect(sobolPoints(3, 10)).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ]);
  });

  it('is what SciPy 1.17 makes of their file, in 10 and in all 512 dimensions', () => {
    expect(hashOf(sobolPoints(10, 1024))).toBe('264f5a01da3d0c4c3d9b55b2b43600059e337160cb800e6b612960d1cba84a35');
    expect(hashOf(sobolPoints(512, 1024))).toBe('e6383f1086945da363a15bdb247777c351f0aea67d8382be3fe52ecb35eb5d1d');
  });

  it('starts from odd numbers below 2^k and primitive polynomials, each once', () => {
    const all = directions();
    expect(all).toHaveLength(SOBOL_DIMENSIONS - 1);
    const seen = new Set<number>();
    for (const { degree, coefficients, initial } of all) {
      expect(initial).toHaveLength(degree);
      initial.forEach((m, k) => {
        expect(m % 2 === 1 && m < 2 ** (k + 1)).toBe(true);
      });
      const polynomial = 2 ** degree + 2 * coefficients + 1;
      expect(orderOfX(polynomial, degree)).toBe(2 ** degree - 1);
      seen.add(polynomial);
    }
    expect(seen.size).toBe(all.length);
  });

  it('hits every one of 2^m intervals of each axis once, scrambled or not, wherever it is cut at a multiple of 2^m', () => {
    for (const scramble of [undefined, 'a'])
      for (const skip of [0, 256, 1024]) {
        const points = sobolPoints(512, 256, { skip, ...(scramble === undefined ? {} : { scramble }) });
        for (let d = 0; d < 512; d++) expect(stratified(points.map((point) => point[d]!))).toBe(true);
      }
    // Cut elsewhere it does not.
    expect(stratified(sobolPoints(1, 256, { skip: 100 }).map(([x]) => x!))).toBe(false);
  });

  it('skips to where it would have come, far out too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 20 }), (skip, count) => {
        const scramble = 'x';
        expect(sobolPoints(4, count, { skip, scramble })).toEqual(
          sobolPoints(4, skip + count, { scramble }).slice(skip),
        );
      }),
      { numRuns: 30 },
    );
    const last = sobolPoints(2, 3, { skip: 2 ** 32 - 3 });
    expect(new Set(last.map(([x]) => x)).size).toBe(3);
    expect(() => sobolPoints(2, 4, { skip: 2 ** 32 - 3 })).toThrow(RangeError);
    expect(() => sobolPoints(513, 1)).toThrow(RangeError);
    expect(() => sobolPoints(0, 1)).toThrow(RangeError);
  });
});

describe('Owen scrambling', () => {
  it('keeps the digits that two numbers share, and the place of the first that differs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 3 }),
        (a, b, dimension) => {
          const owen = new OwenScramble('seed', dimension);
          expect(Math.clz32(owen.of(a) ^ owen.of(b))).toBe(Math.clz32(a ^ b));
        },
      ),
    );
  });

  it('flips each digit by coins of its own: below every prefix, and in each dimension', () => {
    // Two numbers that differ in their first digit only have independent digits after it.
    let same = 0;
    let ones = 0;
    const seeds = 4000;
    for (let s = 0; s < seeds; s++) {
      const [first, second] = [new OwenScramble(String(s), 0), new OwenScramble(String(s), 1)];
      const [low, high] = [first.of(0x12345678), first.of(0x92345678)];
      same += Number((low & 0x7fffffff) >>> 0 === (high & 0x7fffffff) >>> 0);
      ones += Number(((low ^ high) & 0x00010000) !== 0);
      expect(first.of(0) === second.of(0)).toBe(false);
    }
    expect(same).toBe(0);
    expect(fits([ones, seeds - ones], [0.5, 0.5])).toBe(true);
  });

  it('makes every point uniform', () => {
    const cells = new Float64Array(16);
    for (let s = 0; s < 3200; s++) cells[Math.floor(16 * sobolPoints(3, 1, { scramble: `${s}` })[0]![2]!)]!++;
    expect(fits(cells, new Array(16).fill(1 / 16))).toBe(true);
  });

  it('is unbiased, and of far smaller error than chance', () => {
    // The integral of x y z + x^2 is 1/8 + 1/3; with 256 random points its standard error would be 0.023.
    const integrals = Array.from({ length: 200 }, (_, s) =>
      mean(sobolPoints(3, 256, { scramble: `i${s}` }).map(([x, y, z]) => x! * y! * z! + x! * x!)),
    );
    expect(deviation(integrals, 1 / 8 + 1 / 3)).toBeLessThan(4);
    const spread = Math.sqrt(mean(integrals.map((each) => (each - 1 / 8 - 1 / 3) ** 2)));
    expect(spread).toBeLessThan(0.001);
  });

  it('is a function of its seed', () => {
    expect(sobolPoints(3, 5, { scramble: 'a' })).toEqual(sobolPoints(3, 5, { scramble: 'a' }));
    expect(sobolPoints(3, 5, { scramble: 'a' })).not.toEqual(sobolPoints(3, 5, { scramble: 'b' }));
  });
});

describe('Latin hypercube', () => {
  it('hits every stratum of every axis once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 300 }), fc.string(), (k, n, seed) => {
        const points = latinHypercube(k, n, seed);
        expect(points).toHaveLength(n);
        for (let d = 0; d < k; d++) expect(stratified(points.map((point) => point[d]!))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('is uniform: within strata, and in how strata of two axes meet', () => {
    const meetings = new Float64Array(16);
    const within = new Float64Array(10);
    for (let s = 0; s < 2000; s++) {
      const [x, y] = latinHypercube(2, 4, `u${s}`)[s % 4]!;
      meetings[4 * Math.floor(4 * x!) + Math.floor(4 * y!)]!++;
      within[Math.floor(10 * ((4 * x!) % 1))]!++;
    }
    expect(fits(meetings, new Array(16).fill(1 / 16))).toBe(true);
    expect(fits(within, new Array(10).fill(1 / 10))).toBe(true);
  });

  it('is a function of its seed, and refuses what is none', () => {
    expect(latinHypercube(2, 9, 'a')).toEqual(latinHypercube(2, 9, 'a'));
    expect(latinHypercube(2, 9, 'a')).not.toEqual(latinHypercube(2, 9, 'b'));
    expect(() => latinHypercube(0, 9, 'a')).toThrow(RangeError);
    expect(() => latinHypercube(1, 0, 'a')).toThrow(RangeError);
  });
});

/** The least e > 0 with x^e = 1 modulo the polynomial: 2^s - 1 where it is primitive. */
function orderOfX(polynomial: number, degree: number): number {
  let power = 1;
  for (let e = 1; ; e++) {
    power *= 2;
    if (power >= 2 ** degree) power ^= polynomial;
    if (power === 1) return e;
    if (e >= 2 ** degree) return 0;
  }
}
