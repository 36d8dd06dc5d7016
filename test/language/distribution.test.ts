/** Is every kind of distribution read in its unit, and every impossible one refused where it is wrong? */
import { describe, expect, it } from 'vitest';
import { distribution, scaled } from '../../src/language/distribution.ts';

const seconds = distribution({ unit: 'duration', clock: 'job' });
const plain = distribution({ unit: 'number' });
const tokens = distribution({ unit: 'token' });
const dollars = distribution({ unit: 'usd' });

describe('distribution', () => {
  it.each([
    [seconds, '2s', { kind: 'constant', value: 2 }],
    [seconds, 3, { kind: 'constant', value: 3 }],
    [seconds, { constant: '5ms' }, { kind: 'constant', value: 0.005 }],
    [seconds, { uniform: { low: '1s', high: '1m' } }, { kind: 'uniform', low: 1, high: 60 }],
    [seconds, { exponential: { mean: '1s' } }, { kind: 'exponential', mean: 1 }],
    [seconds, { lognormal: { mean: 0.8, scv: 2 } }, { kind: 'lognormal', mean: 0.8, scv: 2 }],
    [plain, { gamma: { mean: 2, scv: 0.5 } }, { kind: 'gamma', mean: 2, scv: 0.5 }],
    [plain, { erlang: { k: 3, mean: 2 } }, { kind: 'erlang', k: 3, mean: 2 }],
    [plain, { hyperexponential: { mean: 2, scv: 4 } }, { kind: 'hyperexponential', mean: 2, scv: 4 }],
    [plain, { pareto: { alpha: 1.5, min: 2 } }, { kind: 'pareto', alpha: 1.5, min: 2 }],
    [plain, { pareto: { alpha: 1.5, mean: 2 } }, { kind: 'pareto', alpha: 1.5, mean: 2 }],
    [plain, { weibull: { shape: 0.7, mean: 1 } }, { kind: 'weibull', shape: 0.7, mean: 1 }],
    [plain, { poisson: { mean: 4 } }, { kind: 'poisson', mean: 4 }],
    [plain, { binomial: { n: 10, p: 0.3 } }, { kind: 'binomial', n: 10, p: 0.3 }],
    [plain, { zipf: { n: 100, s: 1.1 } }, { kind: 'zipf', n: 100, s: 1.1 }],
    [plain, { empirical: { values: [1, 2, 2] } }, { kind: 'empirical', values: [1, 2, 2] }],
    [tokens, '10 OPG', { kind: 'constant', value: 10 }],
    [tokens, { lognormal: { mean: '10 OPG', scv: 1 } }, { kind: 'lognormal', mean: 10, scv: 1 }],
    [dollars, '$0.5', { kind: 'constant', value: 0.5 }],
    [dollars, 0.5, { kind: 'constant', value: 0.5 }],
  ])('is read (%#)', (schema, written, spec) => expect(schema.parse(written)).toEqual(spec));

  it.each([
    [seconds, undefined, [], 'is missing'],
    [seconds, { expnential: { mean: 1 } }, [], 'is "expnential"; did you mean "exponential"?'],
    [seconds, { exponential: { mean: 1 }, constant: 2 }, [], 'has 2 keys (exponential, constant)'],
    [seconds, {}, [], 'is an empty map'],
    [seconds, { exponential: { mean: 0 } }, ['exponential', 'mean'], 'is 0'],
    [seconds, { exponential: { mean: '1x' } }, ['exponential', 'mean'], 'is "1x", and "x" is no unit of time'],
    [seconds, { exponential: { men: 1 } }, ['exponential', 'mean'], 'is missing'],
    [seconds, -1, [], 'is -1'],
    [plain, { lognormal: { mean: 1, scv: 0 } }, ['lognormal', 'scv'], 'is 0'],
    [plain, { hyperexponential: { mean: 1, scv: 0.5 } }, ['hyperexponential', 'scv'], 'is 0.5'],
    [plain, { uniform: { low: 2, high: 1 } }, [], 'goes from 2 to 1'],
    [plain, { pareto: { alpha: 1, mean: 2 } }, [], 'has alpha 1, so its mean is infinite'],
    [plain, { pareto: { alpha: 2 } }, [], 'is not determined'],
    [plain, { pareto: { alpha: 2, min: 0 } }, [], 'has no positive scale'],
    [plain, { empirical: {} }, [], 'has no values'],
    [plain, { binomial: { n: 10, p: 3 } }, ['binomial', 'p'], 'is 3'],
    [plain, { erlang: { k: 0, mean: 1 } }, ['erlang', 'k'], 'is 0'],
    [tokens, '$3', [], 'is "$3"'],
    [dollars, '3 OPG', [], 'is "3 OPG"'],
    [seconds, { zipf: { n: 3, s: 1 } }, [], 'is "zipf"'],
  ])('is refused where it is wrong (%#)', (schema, written, path, message) => {
    const issues = schema.safeParse(written).error?.issues ?? [];
    expect(issues).toContainEqual(expect.objectContaining({ path, message }));
  });

  it('of positive values allows no constant 0', () => {
    expect(distribution({ unit: 'number', positive: true }).safeParse(0).success).toBe(false);
  });

  it('carries its clock and unit', () => {
    expect(seconds.meta()).toMatchObject({ unit: 's', clock: 'job', word: 'distribution' });
    expect(tokens.meta()).toMatchObject({ unit: 'token' });
  });
});

describe('scaled', () => {
  const tenfold = (value: number) => value * 10;
  it.each([
    [
      { kind: 'constant', value: 2 },
      { kind: 'constant', value: 20 },
    ],
    [
      { kind: 'uniform', low: 1, high: 2 },
      { kind: 'uniform', low: 10, high: 20 },
    ],
    [
      { kind: 'gamma', mean: 2, scv: 3 },
      { kind: 'gamma', mean: 20, scv: 3 },
    ],
    [
      { kind: 'pareto', alpha: 2, min: 1 },
      { kind: 'pareto', alpha: 2, min: 10 },
    ],
    [
      { kind: 'pareto', alpha: 2, mean: 3 },
      { kind: 'pareto', alpha: 2, mean: 30 },
    ],
    [
      { kind: 'empirical', values: [1, 3] },
      { kind: 'empirical', values: [10, 30] },
    ],
  ] as const)('multiplies what is drawn (%#)', (spec, expected) => expect(scaled(spec, tenfold)).toEqual(expected));

  it('refuses counts', () => expect(() => scaled({ kind: 'poisson', mean: 2 }, tenfold)).toThrow(RangeError));
});
