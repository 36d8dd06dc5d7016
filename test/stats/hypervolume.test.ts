/** Hypervolume: boxes by hand, closed forms in 2 to 4 dimensions, inclusion and exclusion. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../src/stats/hypervolume.ts';

describe('hypervolume', () => {
  it('of points made by hand', () => {
    expect(hypervolume([[1, 1]], [3, 4])).toBe(6);
    // 3 x 1 + 2 x 1 + 1 x 2: a staircase; then a dominated point, one on the reference, and a twin.
    const stairs = [
      [1, 3],
      [2, 2],
      [3, 0],
    ];
    expect(hypervolume(stairs, [4, 4])).toBe(3 + 2 + 2);
    expect(hypervolume([...stairs, [3, 3], [0, 4], [2, 2]], [4, 4])).toBe(7);
    expect(hypervolume([], [1, 1])).toBe(0);
    expect(hypervolume([[2], [0.5]], [3])).toBe(2.5);
  });

  it.each([2, 3, 4])('of n points on the diagonal of %s dimensions is the sum of their own boxes', (d) => {
    // One objective small at a time: the union of d bars of 1 x h^(d-1) that share the cube h^d.
    const h = 0.25;
    const bars = Array.from({ length: d }, (_, k) => Array.from({ length: d }, (_, m) => (m === k ? 0 : 1 - h)));
    expect(hypervolume(bars, new Array(d).fill(1))).toBeCloseTo(d * (1 - h) * h ** (d - 1) + h ** d, 14);
  });

  it('of the fronts of ZDT1 and ZDT2, finely drawn, are their integrals: 0.8766 and 0.5433', () => {
    const n = 20_000;
    const front = (f: (x: number) => number) => Array.from({ length: n + 1 }, (_, i) => [i / n, f(i / n)]);
    expect(
      hypervolume(
        front((x) => 1 - Math.sqrt(x)),
        [1.1, 1.1],
      ),
    ).toBeCloseTo(0.21 + 2 / 3, 3);
    expect(
      hypervolume(
        front((x) => 1 - x * x),
        [1.1, 1.1],
      ),
    ).toBeCloseTo(0.21 + 1 / 3, 3);
  });

  it('agrees with inclusion and exclusion, in 2 to 4 dimensions, whatever the order', () => {
    const sets = fc.integer({ min: 2, max: 4 }).chain((d) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: d, maxLength: d }), {
        minLength: 1,
        maxLength: 7,
      }),
    );
    fc.assert(
      fc.property(sets, (points) => {
        const d = points[0]!.length;
        const reference = new Array<number>(d).fill(5);
        let volume = 0;
        for (let subset = 1; subset < 1 << points.length; subset++) {
          const members = points.filter((_, i) => (subset >> i) & 1);
          const corner = reference.map((r, m) => Math.max(0, r - Math.max(...members.map((p) => p[m]!))));
          volume += (members.length % 2 === 1 ? 1 : -1) * corner.reduce((product, side) => product * side, 1);
        }
        expect(hypervolume(points, reference)).toBe(volume);
        expect(hypervolume([...points].reverse(), reference)).toBe(volume);
      }),
      { seed: 1 },
    );
  });

  it('refuses points of another dimension and numbers that are not finite', () => {
    expect(() => hypervolume([[1, 2, 3]], [4, 4])).toThrow('2 finite numbers, not [1, 2, 3]');
    expect(() => hypervolume([[1, Number.NaN]], [4, 4])).toThrow(RangeError);
    expect(() => hypervolume([], [])).toThrow('one dimension or more');
  });
});
