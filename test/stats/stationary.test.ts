import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stationary } from '../../src/stats/stationary.ts';

describe('stationary', () => {
  it('solves two states and a worked chain of three', () => {
    expect(
      stationary([
        [0, 0.5],
        [0.2, 0],
      ]),
    ).toEqual([expect.closeTo(2 / 7, 15), expect.closeTo(5 / 7, 15)]);
    expect(
      stationary([
        [-1, 1, 0],
        [0.5, -1.5, 1],
        [2, 0, -2],
      ]),
    ).toEqual([expect.closeTo(1 / 2, 15), expect.closeTo(1 / 3, 15), expect.closeTo(1 / 6, 15)]);
  });

  it('balances what flows in with what flows out, for rates of any size', () => {
    const rate = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(
        fc
          .integer({ min: 2, max: 6 })
          .chain((n) => fc.array(fc.array(rate, { minLength: n, maxLength: n }), { minLength: n, maxLength: n })),
        (q) => {
          const p = stationary(q)!;
          expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
          p.forEach((own, i) => {
            const out = q[i]!.reduce((sum, rate, j) => (i === j ? sum : sum + rate), 0) * own;
            const into = p.reduce((sum, other, j) => (i === j ? sum : sum + other * q[j]![i]!), 0);
            expect(into / out).toBeCloseTo(1, 9);
          });
        },
      ),
    );
  });

  it('has no answer for chains that fall apart', () => {
    const apart = [
      [
        [0, 1],
        [0, 0],
      ],
      [
        [0, 0],
        [1, 0],
      ],
      [
        [0, 1, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
      ],
      [
        [0, 1, 1],
        [0, 0, 1],
        [0, 1, 0],
      ],
    ];
    for (const q of apart) expect(stationary(q)).toBeUndefined();
  });
});
