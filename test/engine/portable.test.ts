import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MATH_FINGERPRINT, mathCanary, mathFingerprint } from '../../src/engine/canary.ts';
import { portedExp, portedLog } from '../../src/engine/fdlibm.ts';
import { exp, expm1, log, log1m, log1p } from '../../src/engine/portable.ts';
import { ulpsBetween } from './ulps.ts';

const anyDouble = fc.double();
const runs = { numRuns: 5000, seed: 2 };

describe('the canary', () => {
  it('knows this engine and the ports by the same fingerprint', () => {
    expect(mathCanary()).toBe(true);
    expect(mathFingerprint(portedLog, portedExp)).toBe(MATH_FINGERPRINT);
    expect([log, exp]).toEqual([Math.log, Math.exp]);
  });

  it('notices one wrong bit anywhere in the range of results', () => {
    const off = (f: (x: number) => number) => (x: number) => (x > 0.9 && x < 0.95 ? f(x) * (1 + 2 ** -52) : f(x));
    expect(mathFingerprint(off(Math.log), Math.exp)).not.toBe(MATH_FINGERPRINT);
    expect(mathFingerprint(Math.log, off(Math.exp))).not.toBe(MATH_FINGERPRINT);
  });
});

describe('the ports of fdlibm', () => {
  it('are within 1 ulp of Math.log for any double', () => {
    fc.assert(
      fc.property(anyDouble, (x) => {
        expect(ulpsBetween(portedLog(x), Math.log(x))).toBeLessThanOrEqual(1);
      }),
      runs,
    );
    for (const x of [0, -0, -1, 1, 5e-324, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN])
      expect(portedLog(x)).toBe(Math.log(x));
  });

  it('are within 1 ulp of Math.exp for any double', () => {
    fc.assert(
      fc.property(fc.oneof(anyDouble, fc.double({ min: -750, max: 712, noNaN: true })), (x) => {
        expect(ulpsBetween(portedExp(x), Math.exp(x))).toBeLessThanOrEqual(1);
      }),
      runs,
    );
    for (const x of [0, -0, 1, -1, 709.7, 709.79, -745.1, -745.2, 1e-300, Number.POSITIVE_INFINITY, Number.NaN])
      expect(portedExp(x)).toBe(Math.exp(x));
    expect(portedExp(Number.NEGATIVE_INFINITY)).toBe(0);
  });
});

describe('log1m, log1p, expm1', () => {
  it('keep their relative accuracy down to the smallest argument', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: -1e-3, noNaN: true }), (logX) => {
        const x = Math.exp(logX);
        expect(Math.abs(log1m(x) / Math.log1p(-x) - 1)).toBeLessThan(4e-16);
        expect(Math.abs(log1p(x) / Math.log1p(x) - 1)).toBeLessThan(4e-16);
        expect(Math.abs(expm1(x) / Math.expm1(x) - 1)).toBeLessThan(5e-16);
        expect(Math.abs(expm1(-x) / Math.expm1(-x) - 1)).toBeLessThan(5e-16);
      }),
      runs,
    );
    for (const x of [0, 1, 3.5, 1e10, -0.75]) expect(ulpsBetween(log1p(x), Math.log1p(x))).toBeLessThanOrEqual(1);
  });
});
