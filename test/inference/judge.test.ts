import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve, chooseThreshold, testThreshold } from '../../src/inference/host/judge.ts';

const classes = [
  { name: 'native', kind: 'honest' as const },
  { name: 'wasm', kind: 'honest' as const },
  { name: 'substitute', kind: 'cheat' as const },
];

/** One row an input: distance of the two honest classes, and of the cheat from both. */
function measured(rows: readonly (readonly [honest: number, cheat: number])[]) {
  const distances = Float32Array.from(rows.flatMap(([honest, cheat]) => [0, honest, cheat, 0, cheat, 0]));
  return { classes, inputs: rows.length, distances };
}

describe('threshold', () => {
  it('is the geometric middle between honest noise and the nearest cheat of the even inputs', () => {
    expect(
      chooseThreshold(
        measured([
          [0.25, 4],
          [9, 0.1],
          [0.125, 16],
          [9, 0.1],
        ]),
        1e-7,
      ),
    ).toBeCloseTo(1, 6);
  });

  it('takes one rounding for noise where all honest answers are equal', () => {
    expect(
      chooseThreshold(
        measured([
          [0, 1],
          [0, 1],
        ]),
        1e-6,
      ),
    ).toBeCloseTo(1e-3, 9);
  });

  it('refuses no honest answer of the even inputs where noise and cheats overlap', () => {
    expect(
      chooseThreshold(
        measured([
          [0.5, 0.25],
          [0, 9],
          [0.25, 2],
          [0, 9],
        ]),
        1e-7,
      ),
    ).toBe(0.5);
  });

  it('is tested on the odd inputs, which had no say in it', () => {
    const rows: [number, number][] = [
      [0.01, 1],
      [0.01, 1],
      [0.01, 1],
      [0.5, 0.02],
      [0.01, 1],
      [0.02, 3],
    ];
    const threshold = chooseThreshold(measured(rows), 1e-7);
    expect(threshold).toBeCloseTo(0.1, 6);
    const { test, auc } = testThreshold(measured(rows), threshold);
    expect(test).toEqual({ n: 3, falsePositive: 1, detection: { substitute: 2 } });
    // Noise .01 .5 .02 against cheats 1 .02 3: the cheat is larger in 3 + 1.5 + 3 of 9 pairs.
    expect(auc.substitute).toBeCloseTo(7.5 / 9, 12);
  });

  it('does not move when only odd inputs change', () => {
    const row = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 20 }), fc.array(row, { minLength: 20 }), (rows, others) => {
        const changed = rows.map((one, i) => (i % 2 ? others[i]! : one));
        expect(chooseThreshold(measured(changed), 1e-7)).toBe(chooseThreshold(measured(rows), 1e-7));
      }),
    );
  });
});

describe('a lenient threshold', () => {
  const withRounded = [
    { name: 'native', kind: 'honest' as const },
    { name: 'fp16', kind: 'honest' as const, precision: 'reduced' as const },
    { name: 'int8', kind: 'cheat' as const },
  ];
  /** One row an input: native to fp16, native to int8. */
  const rows = (list: readonly (readonly [number, number])[]) => ({
    classes: withRounded,
    inputs: list.length,
    distances: Float32Array.from(list.flatMap(([half, int8]) => [0, half, int8, 0, 9, 0])),
  });
  const apart = rows([
    [0.01, 1],
    [0.02, 1],
    [0.04, 1],
    [0.03, 0.1],
  ]);

  it('lies above honest runs of reduced precision, where a strict one lies below', () => {
    const strict = chooseThreshold(apart, 1e-6, 'strict');
    expect(strict).toBeCloseTo(1e-3, 9);
    expect(testThreshold(apart, strict, 'strict')).toEqual({
      test: { n: 2, falsePositive: 0, detection: { fp16: 2, int8: 2 } },
      auc: { fp16: 1, int8: 1 },
    });
    const lenient = chooseThreshold(apart, 1e-6, 'lenient');
    expect(lenient).toBeCloseTo(0.2, 6);
    expect(testThreshold(apart, lenient, 'lenient')).toEqual({
      test: { n: 2, falsePositive: 0, detection: { int8: 1 } },
      auc: { int8: 1 },
    });
  });

  it('lets cheats pass that are no further than rounding', () => {
    const mixed = rows([
      [0.5, 0.3],
      [0.2, 0.4],
      [0.1, 0.3],
      [0.6, 0.7],
    ]);
    const lenient = chooseThreshold(mixed, 1e-6, 'lenient');
    expect(lenient).toBe(0.5);
    expect(testThreshold(mixed, lenient, 'lenient').test).toEqual({ n: 2, falsePositive: 1, detection: { int8: 1 } });
    expect(testThreshold(mixed, lenient, 'lenient').auc.int8).toBeCloseTo(3 / 4, 12);
  });
});

describe('areaUnderCurve', () => {
  it('is the share of pairs in which the cheat is further away, ties counting half', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (honest, cheat) => {
        let won = 0;
        for (const h of honest) for (const c of cheat) won += c > h ? 1 : c === h ? 0.5 : 0;
        expect(areaUnderCurve(honest, cheat)).toBeCloseTo(won / (honest.length * cheat.length), 12);
      }),
    );
  });
});
