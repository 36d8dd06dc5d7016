import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulDiv } from '../../src/network/mulDiv.ts';
import { refuted } from '../support/refuted.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const exact = (a: number, b: number, c: number) => (BigInt(a) * BigInt(b)) / BigInt(c);

/** Integers from 0 to 2^53 - 1: of every order of magnitude, near powers of two, and near the upper end. */
const wide = fc.oneof(
  fc.maxSafeNat(),
  fc.tuple(fc.nat(53), fc.integer({ min: -3, max: 3 })).map(([e, d]) => Math.min(MAX, Math.max(0, 2 ** e + d))),
  fc
    .tuple(fc.nat(52), fc.double({ min: 1, max: 2, noNaN: true }))
    .map(([e, m]) => Math.min(MAX, Math.floor(2 ** e * m))),
  fc.nat(1000).map((d) => MAX - d),
  fc.nat(1000),
);
const triple = fc
  .tuple(
    wide,
    wide,
    wide.filter((c) => c > 0),
  )
  .filter(([a, b, c]) => exact(a, b, c) <= BigInt(MAX));

describe('mulDiv', () => {
  it('is floor(a b / c) in integers, however wide the product', () => {
    fc.assert(
      fc.property(triple, ([a, b, c]) => {
        expect(BigInt(mulDiv(a, b, c))).toBe(exact(a, b, c));
      }),
      { numRuns: 10_000 },
    );
  });

  it('is exact around exact quotients, where a rounding error would cross a whole number', () => {
    fc.assert(
      fc.property(
        wide,
        wide.filter((c) => c > 0),
        fc.integer({ min: -2, max: 2 }),
        (q, c, d) => {
          // a b = q c + d with b = 1: the quotient is q - 1, q or q + 1 according to the sign of d.
          const product = BigInt(q) * BigInt(c) + BigInt(d);
          if (product < 0n || product > BigInt(MAX)) return;
          expect(BigInt(mulDiv(Number(product), 1, c))).toBe(product / BigInt(c));
        },
      ),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(
        wide,
        wide.filter((c) => c > 0),
        (a, c) => {
          expect(mulDiv(a, c, c)).toBe(a);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is never decreasing in its first argument, up to the whole', () => {
    fc.assert(
      fc.property(wide, wide, fc.maxSafeNat(), (a, b, more) => {
        const c = Math.max(1, a, b);
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(mulDiv(more, low, c)).toBeLessThanOrEqual(mulDiv(more, high, c));
      }),
    );
  });

  it('refuses a quotient beyond 2^53 - 1 and division by nothing', () => {
    expect(() => mulDiv(MAX, 2, 1)).toThrow(RangeError);
    expect(() => mulDiv(MAX, MAX, MAX - 1)).toThrow(RangeError);
    expect(mulDiv(MAX, MAX, MAX)).toBe(MAX);
    expect(() => mulDiv(1, 1, 0)).toThrow(RangeError);
    expect(() => mulDiv(1, 1, Number.NaN)).toThrow(RangeError);
  });

  it('is held to more than plain doubles can do: this check refuses floor(a * b / c)', () => {
    const plain = (a: number, b: number, c: number) => Math.floor((a * b) / c);
    const exactly = fc.property(triple, ([a, b, c]) => BigInt(plain(a, b, c)) === exact(a, b, c));
    expect(refuted(exactly, 20_000)).toBe(true);
  });
});
