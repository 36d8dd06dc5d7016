import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sineOfTurns } from '../../src/engine/sine.ts';

describe('sineOfTurns', () => {
  it('is within 3e-16 of the sine on every eighth of a turn', () => {
    let worst = 0;
    for (let i = -10_000; i <= 10_000; i++) {
      // Within an eighth of a turn of the quarter, where the argument of the reference is rounded little.
      const turns = i / 2 ** 17;
      const x = 2 * Math.PI * turns;
      [Math.sin(x), Math.cos(x), -Math.sin(x), -Math.cos(x)].forEach((reference, quarter) => {
        worst = Math.max(worst, Math.abs(sineOfTurns(turns + quarter / 4) - reference));
      });
    }
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(3e-16);
  });

  it('is exact at quarters of a turn, however many turns came before', () => {
    for (const turns of [0, 1, -3, 1e6, 2 ** 40])
      expect([0, 0.25, 0.5, 0.75].map((part) => sineOfTurns(turns + part) + 0)).toEqual([0, 1, 0, -1]);
  });

  it('is odd, periodic, and on the unit circle with its own quarter turn', () => {
    // Multiples of 2^-20, so that adding turns rounds nothing.
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), fc.integer({ min: -1000, max: 1000 }), (i, n) => {
        const turns = i / 2 ** 20;
        const sine = sineOfTurns(turns);
        expect(sineOfTurns(turns + n)).toBe(sine);
        expect(sineOfTurns(-turns)).toBeCloseTo(-sine, 15);
        expect(sine ** 2 + sineOfTurns(turns + 0.25) ** 2).toBeCloseTo(1, 14);
      }),
    );
  });
});
