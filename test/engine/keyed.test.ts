import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashStrings, KeyedDraw, threefry2x32 } from '../../src/engine/keyed.ts';
import { correlation, kolmogorovSmirnov } from './chance.ts';

describe('Threefry-2x32-20', () => {
  it.each([
    // Random123, examples/kat_vectors: counter, key, result.
    [
      [0x00000000, 0x00000000],
      [0x00000000, 0x00000000],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x243f6a88, 0x85a308d3],
      [0x13198a2e, 0x03707344],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])('gives the known answer for counter %j', ([c0, c1], [k0, k1], expected) => {
    const words = [...threefry2x32(k0!, k1!, c0!, c1!)].map((word) => word >>> 0);
    expect(words).toEqual(expected);
  });
});

describe('hashStrings', () => {
  it('tells apart lists that join to the same text', () => {
    const lists = [
      [],
      [''],
      ['', ''],
      ['ab'],
      ['a', 'b'],
      ['b', 'a'],
      ['a', '', 'b'],
      ['a\0b'],
      ['a/b'],
      ['ab\0'],
      ['ab', ''],
    ];
    expect(new Set(lists.map((list) => hashStrings(list).join())).size).toBe(lists.length);
  });

  it('has no collision among 20,000 short neighbours, and flips half of the bits', () => {
    const seen = new Set<string>();
    let flipped = 0;
    let before = hashStrings(['-']);
    for (let i = 0; i < 20_000; i++) {
      const hash = hashStrings([String(i), 'size']);
      seen.add(hash.join());
      flipped += ones(hash[0] ^ before[0]) + ones(hash[1] ^ before[1]);
      before = hash;
    }
    expect(seen.size).toBe(20_000);
    expect(Math.abs(flipped / 20_000 - 32)).toBeLessThan(4 * Math.sqrt(16 / 20_000));
  });
});

describe('KeyedDraw', () => {
  const draw = new KeyedDraw('7', 'clients', 'size');

  it('is a function of seed, path, number and attempt, in (0, 1) on the grid of 2^-53', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(2047), (number, attempt) => {
        const u = draw.uniform(number, attempt);
        draw.uniform(number + 1 > Number.MAX_SAFE_INTEGER ? 0 : number + 1, attempt);
        expect(new KeyedDraw('7', 'clients', 'size').uniform(number, attempt)).toBe(u);
        expect(u > 0 && u < 1 && Number.isInteger(u * 2 ** 53)).toBe(true);
      }),
    );
  });

  it('draws the upper 27 and 26 bits of the two words of Threefry', () => {
    const [k0, k1] = hashStrings(['7', 'clients', 'size']);
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(2047), (number, attempt) => {
        const high = Math.floor(number / 2 ** 32) + attempt * 2 ** 21;
        const [x0, x1] = threefry2x32(k0, k1, number | 0, high | 0);
        expect(draw.uniform(number, attempt)).toBe(((x0 >>> 5) * 2 ** 26 + (x1 >>> 6)) / 2 ** 53);
      }),
    );
  });

  it('gives every bit of number and attempt its say', () => {
    const seen = new Set([draw.uniform(0, 0)]);
    for (let bit = 0; bit < 53; bit++) seen.add(draw.uniform(2 ** bit, 0));
    for (let bit = 0; bit < 11; bit++) seen.add(draw.uniform(0, 2 ** bit));
    expect(seen.size).toBe(1 + 53 + 11);
  });

  it('keeps its published values: results of old seeds stay reproducible', () => {
    expect([draw.uniform(0, 0), draw.uniform(1, 0), draw.uniform(2 ** 40, 3)]).toMatchInlineSnapshot(`
      [
        0.4668787574616152,
        0.5549840995247889,
        0.6855605776366636,
      ]
    `);
  });

  it.each([
    [-1, 0],
    [2 ** 53, 0],
    [Number.NaN, 0],
    [0, 2048],
    [0, -1],
  ])('refuses number %d, attempt %d', (number, attempt) => {
    expect(() => draw.uniform(number, attempt)).toThrow(RangeError);
  });

  it('is uniform along numbers and along attempts (KS and chi-square)', () => {
    const along = Array.from({ length: 20_000 }, (_, i) => draw.uniform(i, 0));
    const attempts = Array.from({ length: 2048 }, (_, i) => draw.uniform(12345, i));
    expect(kolmogorovSmirnov(along)).toBeLessThan(1.95);
    expect(kolmogorovSmirnov(attempts)).toBeLessThan(1.95);
    const cells = new Float64Array(1024);
    for (const u of along) cells[Math.floor(u * 32) * 32 + Math.floor(((u * 32) % 1) * 32)]!++;
    const expected = along.length / 1024;
    const chi2 = cells.reduce((s, c) => s + (c - expected) ** 2 / expected, 0);
    expect(Math.abs(chi2 - 1023)).toBeLessThan(4 * Math.sqrt(2 * 1023));
  });

  it('of sibling purposes, flows, neighbours and attempts is uncorrelated over 1,000 master seeds', () => {
    const series: number[][] = Array.from({ length: 8 }, () => []);
    for (let master = 0; master < 1000; master++) {
      const size = new KeyedDraw(String(master), 'a', 'size');
      const value = new KeyedDraw(String(master), 'a', 'value');
      const other = new KeyedDraw(String(master), 'b', 'size');
      const drawn = [size.uniform(0, 0), size.uniform(1, 0), size.uniform(0, 1), size.uniform(2 ** 32, 0)];
      drawn.push(value.uniform(0, 0), value.uniform(1, 0), other.uniform(0, 0), other.uniform(0, 1));
      drawn.forEach((u, i) => {
        series[i]!.push(u);
      });
    }
    const worst = Math.max(...series.flatMap((x, i) => series.slice(0, i).map((y) => Math.abs(correlation(x, y)))));
    expect(worst).toBeLessThan(4 / Math.sqrt(1000));
  });
});

function ones(word: number): number {
  let count = 0;
  for (let w = word >>> 0; w !== 0; w = (w & (w - 1)) >>> 0) count++;
  return count;
}
