/** Paired differences, effect sizes, Holm and letters: published and hand-made numbers, SciPy, coverage, and what a wrong way does. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedDraw } from '../../src/engine/keyed.ts';
import { normalQuantile } from '../../src/engine/special/normal.ts';
import { effectSize, hedgesCorrection } from '../../src/stats/effectSize.ts';
import { holm } from '../../src/stats/holm.ts';
import { letter, letterGroups } from '../../src/stats/letters.ts';
import { noncentralityAt, noncentralTCdf } from '../../src/stats/noncentralT.ts';
import { pairedComparison, pairedRatios } from '../../src/stats/paired.ts';
import { studentCdf } from '../../src/stats/student.ts';

const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

/** Extra hours of sleep of ten patients under two drugs: A. R. Cushny and A. R. Peebles 1905, Student 1908, R's `sleep`. */
const FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('paired differences', () => {
  it("of Student's sleep data are what R's t.test(paired = TRUE) prints", () => {
    const found = pairedComparison(FIRST, SECOND);
    expect(found).toMatchObject({ n: 10, test: 't' });
    expect(found.mean).toBeCloseTo(-1.58, 12);
    expect(found.mean / found.se).toBeCloseTo(-4.0621, 4);
    expect(found.p).toBeCloseTo(0.002833, 6);
    expect(found.low).toBeCloseTo(-2.4598858, 7);
    expect(found.high).toBeCloseTo(-0.7001142, 7);
    expect(found.correlation).toBeCloseTo(0.7951702, 7);
    // (var a + var b) / var(a - b), NumPy.
    expect(found.gain).toBeCloseTo(4.765423, 6);
  });

  it('turn their sign with the order, and say nothing from one pair', () => {
    const [one, other] = [pairedComparison(FIRST, SECOND), pairedComparison(SECOND, FIRST)];
    expect([other.mean, other.low, other.high]).toEqual([-one.mean, -one.high, -one.low]);
    expect(other.p).toBe(one.p);
    expect(other.effect!.low).toBeCloseTo(-one.effect!.high, 9);
    expect(pairedComparison([1], [2])).toMatchObject({
      n: 1,
      low: Number.NEGATIVE_INFINITY,
      p: Number.NaN,
      effect: null,
    });
    expect(() => pairedComparison([1], [1, 2])).toThrow(RangeError);
  });

  it('that are the same in all pairs have no t: the sign test, or nothing differs', () => {
    const shared = [10, 200, 3000, 40000];
    const shifted = pairedComparison(
      shared.map((x) => x + 0.1),
      shared,
    );
    expect(shifted).toMatchObject({ test: 'sign', p: 1 / 8, sd: 0, gain: Number.POSITIVE_INFINITY, effect: null });
    expect(shifted.mean).toBeCloseTo(0.1, 9);
    expect(pairedComparison(shared, shared)).toMatchObject({ test: 'equal', mean: 0, p: 1 });
    expect(pairedComparison([5, 5], [3, 3])).toMatchObject({ test: 'sign', mean: 2, p: 0.5, gain: Number.NaN });
  });

  it('at 95 % contain the truth in 93 to 97 % of 2,000 cases, and are narrower than unpaired by what pairing gains', () => {
    const draw = new KeyedDraw('pairs', 'normal');
    const normal = (r: number, i: number) => normalQuantile(draw.uniform(r, i));
    let [covered, effects, rejected, together, apart] = [0, 0, 0, 0, 0];
    for (let r = 0; r < 2000; r++) {
      const luck = Array.from({ length: 8 }, (_, i) => 3 * normal(r, i));
      const a = luck.map((x, i) => x + 0.5 + normal(r, 100 + i));
      const b = luck.map((x, i) => x + normal(r, 200 + i));
      const found = pairedComparison(a, b);
      if (found.low <= 0.5 && found.high >= 0.5) covered++;
      // The interval of d, before Hedges' correction; the true effect is 0.5 / sqrt(2).
      const { low, high } = found.effect!;
      const j = hedgesCorrection(7);
      if (low / j <= Math.SQRT1_2 / 2 && high / j >= Math.SQRT1_2 / 2) effects++;
      if (
        pairedComparison(
          a.map((x) => x - 0.5),
          b,
        ).p < 0.05
      )
        rejected++;
      together += found.sd ** 2;
      apart += found.gain * found.sd ** 2;
    }
    for (const count of [covered, effects]) {
      expect(count).toBeGreaterThan(1860);
      expect(count).toBeLessThan(1940);
    }
    // 5 % of true nulls, within 4 standard errors.
    expect(Math.abs(rejected / 2000 - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / 2000));
    // var a + var b = 20, var(a - b) = 2; a mean of 2,000 chi-squares of 7 degrees is within 5 %.
    expect(Math.abs(together / 2000 / 2 - 1)).toBeLessThan(0.05);
    expect(Math.abs(apart / 2000 / 20 - 1)).toBeLessThan(0.05);
  });

  it('pair by pair, not by rank: in a wrong order the gain is gone', () => {
    const draw = new KeyedDraw('wrong pairs', 'normal');
    const luck = Array.from({ length: 200 }, (_, i) => 10 * draw.uniform(i, 0));
    const b = luck.map((x, i) => x + 0.1 * draw.uniform(i, 1));
    expect(pairedComparison(luck, b).gain).toBeGreaterThan(1000);
    expect(pairedComparison(luck, [...b.slice(1), b[0]!]).gain).toBeLessThan(1.5);
  });
});

const totals = (num: number[], den: number[], count = false, scale = 1) => ({ num, den, count, scale });

describe('differences of ratios', () => {
  it('are the jackknife over pairs (NumPy)', () => {
    const a = totals([3, 1, 4, 1, 5, 9, 2, 6], [30, 12, 35, 16, 40, 80, 25, 50]);
    const b = totals([2, 1, 3, 2, 4, 7, 2, 5], [28, 15, 30, 17, 41, 75, 20, 55]);
    const found = pairedRatios(a, b)!;
    expect(relative(found.mean, 0.01590707887150132)).toBeLessThan(1e-12);
    expect(relative(found.sd, 0.01791305334731677)).toBeLessThan(1e-12);
    expect(relative(found.low, 0.00093139150287537)).toBeLessThan(1e-10);
    expect(relative(found.high, 0.03088276624012727)).toBeLessThan(1e-10);
    expect(relative(found.p, 0.04029727525846342)).toBeLessThan(1e-10);
    const hundred = pairedRatios({ ...a, scale: 100 }, { ...b, scale: 100 })!;
    expect(hundred.mean).toBeCloseTo(100 * found.mean, 10);
    expect(hundred.p).toBeCloseTo(found.p, 12);
  });

  it('with equal denominators are the paired differences of the ratios', () => {
    const ten = [10, 10, 10, 10];
    const [a, b] = [
      [3, 5, 4, 6],
      [2, 2, 4, 3],
    ];
    const values = (num: number[]) => num.map((x) => x / 10);
    const [ratios, plain] = [pairedRatios(totals(a, ten), totals(b, ten))!, pairedComparison(values(a), values(b))];
    for (const key of ['mean', 'sd', 'low', 'high', 'p', 'correlation', 'gain'] as const)
      expect(ratios[key]).toBeCloseTo(plain[key], 10);
  });

  it('are undefined where fewer than two replications say something', () => {
    expect(pairedRatios(totals([1, 0, 0], [5, 0, 0]), totals([1, 2, 3], [5, 5, 5]))).toBeNull();
    expect(pairedRatios(totals([1], [5]), totals([1], [5]))).toBeNull();
    expect(pairedRatios(totals([1, 0, 2], [5, 0, 5]), totals([1, 2, 3], [5, 5, 5]))).not.toBeNull();
    expect(() => pairedRatios(totals([1], [1]), totals([1, 2], [1, 2]))).toThrow(RangeError);
  });

  it('of shares without any event keep what Clopper and Pearson leave open', () => {
    // 0 of 100 on both sides: nothing differs, and nothing is known beyond 3.62 %.
    const none = totals([0, 0], [50, 50], true);
    const high = 1 - 0.025 ** (1 / 100);
    expect(pairedRatios(none, none)).toMatchObject({ test: 'square-and-add', mean: 0, p: 1, effect: null });
    expect(pairedRatios(none, none)!.high).toBeCloseTo(high, 12);
    expect(pairedRatios(none, none)!.low).toBeCloseTo(-high, 12);
    // 0 of 100 against 20 of 100, 10 in each replication: only the first is uncertain, by that bound.
    const some = totals([10, 10], [50, 50], true);
    const found = pairedRatios(none, some)!;
    expect([found.mean, found.low]).toEqual([-0.2, -0.2]);
    expect(found.high).toBeCloseTo(-0.2 + high, 12);
    // p: the level whose bound reaches 0, (p / 2)^(1/100) = 0.8.
    expect(relative(found.p, 2 * 0.8 ** 100)).toBeLessThan(1e-6);
    // Few jobs tell nothing.
    expect(pairedRatios(totals([0, 0], [2, 3], true), totals([1, 0], [3, 3], true))!.p).toBeGreaterThan(0.3);
  });

  it('at 95 % contain the truth in 93 to 97 % of 2,000 cases', () => {
    const draw = new KeyedDraw('ratios', 'pairs');
    let covered = 0;
    for (let r = 0; r < 2000; r++) {
      const sizes = Array.from({ length: 20 }, (_, i) => 50 + Math.floor(100 * draw.uniform(r, i)));
      const events = (rate: number, side: number) =>
        sizes.map((size, i) =>
          Math.max(0, size * rate + Math.sqrt(size * rate) * normalQuantile(draw.uniform(r, side + i))),
        );
      const found = pairedRatios(totals(events(0.3, 100), sizes), totals(events(0.2, 200), sizes))!;
      if (found.low <= 0.1 && found.high >= 0.1) covered++;
    }
    expect(covered).toBeGreaterThan(1860);
    expect(covered).toBeLessThan(1940);
  });
});

describe('effect sizes', () => {
  it('of the sleep data are those of R package effectsize: d = -1.28 [-2.12, -0.41]', () => {
    const found = pairedComparison(FIRST, SECOND).effect!;
    expect(found.d).toBeCloseTo(-1.28456, 5);
    // SciPy: nct.cdf solved for its noncentrality, times J(9).
    expect(found.g).toBeCloseTo(-1.1739249, 6);
    expect(found.low).toBeCloseTo(-1.935602, 5);
    expect(found.high).toBeCloseTo(-0.3789179, 6);
    const j = hedgesCorrection(9);
    expect(found.low / j).toBeCloseTo(-2.12, 2);
    expect(found.high / j).toBeCloseTo(-0.41, 2);
  });

  it.each([
    [1, 0],
    [2, 0.5641895835477564],
    [3, 0.7236012545582676],
    [5, 0.8407486824596893],
    [20, 0.9619445337407481],
    [100, 0.9924780549814028],
  ])("Hedges' correction at %d degrees is %d", (df, j) => {
    expect(hedgesCorrection(df)).toBeCloseTo(j, 13);
  });

  it('need three pairs', () => {
    expect(() => effectSize(1, 2)).toThrow(RangeError);
    expect(() => hedgesCorrection(0)).toThrow(RangeError);
    expect(pairedComparison([1, 2], [3, 5]).effect).toBeNull();
  });
});

describe('the noncentral t distribution', () => {
  // By quadrature with 30 digits (mpmath).
  it.each([
    [1, 10, 1, 0.4902400513954507],
    [2, 4, 0.5, 0.8736759199786681],
    [-1, 5, 1, 0.03080735326075021],
    [3, 9, 2.5, 0.631521508528231],
    [40, 9, 35, 0.6478602480185304],
    [0, 7, 0.3, 0.3820885778110474],
    [10, 1, 5, 0.6188233889900575],
    [2.5, 200, 3, 0.3088000092817111],
  ])('P(T <= %d) with %d degrees and noncentrality %d is %d', (t, df, delta, p) => {
    expect(Math.abs(noncentralTCdf(t, df, delta) - p)).toBeLessThan(1e-12);
  });

  it("is Student's without an effect, and inverts itself", () => {
    for (const t of [-3, -0.5, 0, 1, 7]) expect(noncentralTCdf(t, 6, 0)).toBeCloseTo(studentCdf(t, 6), 14);
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (t, df, p) => {
          expect(noncentralTCdf(t, df, noncentralityAt(t, df, p))).toBeCloseTo(p, 8);
        },
      ),
      { numRuns: 30 },
    );
    // Where the normal part no longer counts: the same on both sides of the border.
    for (const p of [0.025, 0.975])
      expect(relative(noncentralityAt(1001, 9, p) / 1001, noncentralityAt(999, 9, p) / 999)).toBeLessThan(1e-5);
    expect(() => noncentralityAt(1, 5, 0)).toThrow(RangeError);
  });
});

describe("Holm's correction", () => {
  it("gives what R's p.adjust(p, 'holm') prints", () => {
    const close = (found: number[], expected: number[]) =>
      found.forEach((p, i) => {
        expect(p).toBeCloseTo(expected[i]!, 12);
      });
    close(holm([0.01, 0.02, 0.03, 0.04, 0.05]), [0.05, 0.08, 0.09, 0.09, 0.09]);
    // By hand: 0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04 which may not be less than 0.06.
    close(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
    close(holm([0.9, 0.6]), [1, 1]);
    expect(holm([])).toEqual([]);
    expect(() => holm([1.2])).toThrow(RangeError);
    expect(() => holm([Number.NaN])).toThrow(RangeError);
  });

  it('is at most Bonferroni, at least p, keeps the order, and does not care for it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (p) => {
        const adjusted = holm(p);
        adjusted.forEach((q, i) => {
          expect(q).toBeGreaterThanOrEqual(p[i]!);
          expect(q).toBeLessThanOrEqual(Math.min(1, p.length * p[i]!) + 1e-15);
          for (let j = 0; j < p.length; j++) if (p[i]! < p[j]!) expect(q).toBeLessThanOrEqual(adjusted[j]!);
        });
        expect(holm([...p].reverse())).toEqual([...adjusted].reverse());
      }),
    );
  });

  it('keeps one false alarm among ten true nulls to 5 %; without it there is one in 40 % of the cases', () => {
    const draw = new KeyedDraw('family', 'normal');
    let [corrected, naive] = [0, 0];
    const cases = 400;
    for (let r = 0; r < cases; r++) {
      const p = Array.from({ length: 10 }, (_, k) => {
        const side = (s: number) =>
          Array.from({ length: 6 }, (_, i) => normalQuantile(draw.uniform(r, 100 * k + 10 * s + i)));
        return pairedComparison(side(0), side(1)).p;
      });
      if (Math.min(...holm(p)) < 0.05) corrected++;
      if (Math.min(...p) < 0.05) naive++;
    }
    expect(corrected / cases).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / cases));
    expect(Math.abs(naive / cases - (1 - 0.95 ** 10))).toBeLessThan(4 * Math.sqrt((0.4 * 0.6) / cases));
  });
});

describe('letters', () => {
  const groups = (n: number, apart: readonly [number, number][]) =>
    letterGroups(n, (i, j) => apart.some(([a, b]) => a === i && b === j));

  it('are shared by those that cannot be told apart', () => {
    expect(groups(3, [])).toEqual([[0, 1, 2]]);
    expect(groups(3, [[0, 2]])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(
      groups(3, [
        [0, 1],
        [0, 2],
        [1, 2],
      ]),
    ).toEqual([[0], [1], [2]]);
    // First and last cannot be told apart though the one between differs from both: no line of neighbours could say so.
    expect(
      groups(3, [
        [0, 1],
        [1, 2],
      ]),
    ).toEqual([[0, 2], [1]]);
  });

  it('say exactly which pairs differ, whatever these are', () => {
    const pairs = Array.from({ length: 15 }, (_, k) => k);
    fc.assert(
      fc.property(fc.subarray(pairs), (chosen) => {
        const number = (i: number, j: number) => (j * (j - 1)) / 2 + i;
        const found = letterGroups(6, (i, j) => chosen.includes(number(i, j)));
        for (let j = 1; j < 6; j++)
          for (let i = 0; i < j; i++)
            expect(found.some((group) => group.includes(i) && group.includes(j))).toBe(!chosen.includes(number(i, j)));
        for (let i = 0; i < 6; i++) expect(found.some((group) => group.includes(i))).toBe(true);
      }),
    );
    expect([0, 25, 26, 27, 52].map(letter)).toEqual(['a', 'z', 'aa', 'ab', 'ba']);
  });
});
