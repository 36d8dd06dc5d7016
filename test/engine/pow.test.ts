import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pow } from '../../src/engine/pow.ts';
import { ulpsBetween } from './ulps.ts';

const SPECIAL = [
  ...[0, 0.5, 1, 1.5, 2, 3, 1023, 1024, 1074, 1074.5, 1075, 1076, 2147483648, 4294967297, 2 ** 53, 2 ** 53 - 1],
  ...[1e15, 1e-300, 1e300, 5e-324, 2.5e-308, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN],
  ...[1 + 2 ** -52, 1 - 2 ** -53, 1 + 2 ** -20, 1 - 2 ** -21],
].flatMap((x) => [x, -x]);

describe('pow', () => {
  it('treats every pair of special values as Math.pow does', () => {
    const wrong: string[] = [];
    for (const x of SPECIAL)
      for (const y of SPECIAL)
        if (!(ulpsBetween(pow(x, y), x ** y) <= 1)) wrong.push(`${x} ** ${y}: ${pow(x, y)}, not ${x ** y}`);
    expect(wrong).toEqual([]);
  });

  it('is within 1 ulp of Math.pow over the whole range of results', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -740, max: 709, noNaN: true }),
        fc.double({ min: -1080, max: 1025, noNaN: true }),
        (logBase, log2Result) => {
          const x = Math.exp(logBase);
          const y = log2Result / Math.log2(x);
          expect(ulpsBetween(pow(x, y), x ** y)).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 5000, seed: 1 },
    );
  });

  it('is exact where the result of a small integer power is a double', () => {
    for (let x = -40; x <= 40; x++)
      for (let n = 0; n <= 10; n++) {
        const exact = BigInt(x) ** BigInt(n);
        if (exact >= -(2n ** 53n) && exact <= 2n ** 53n) expect(pow(x, n)).toBe(Number(exact));
      }
  });

  it('gives powers of two to the last subnormal', () => {
    for (let n = -1080; n <= 1030; n++) expect(pow(2, n)).toBe(2 ** n);
  });

  // mpmath, 30 digits.
  it.each([
    [1.0000001, 1e9, 2.6881038582144647e43],
    [0.3, 1.7, 0.12915348607498026],
    [123.456, -7.89, 3.1475216724926214e-17],
  ])('has the value of mpmath for %d ** %d', (x, y, expected) => {
    expect(ulpsBetween(pow(x, y), expected)).toBeLessThanOrEqual(1);
  });
});
