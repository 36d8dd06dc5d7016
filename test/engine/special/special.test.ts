/** Special functions against mpmath (40 digits). */
import { describe, expect, it } from 'vitest';
import { betaIntegral, betaQuantile } from '../../../src/engine/special/beta.ts';
import { deviance, GammaIntegral, logGamma1p, stirlingError } from '../../../src/engine/special/gamma.ts';
import { normalCdf, normalQuantile } from '../../../src/engine/special/normal.ts';

const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

describe('the normal distribution', () => {
  it.each([
    [-8, 6.220960574271784e-16],
    [-3, 0.0013498980316300946],
    [-1, 0.15865525393145705],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
    [5, 0.9999997133484281],
  ])('has P(Z <= %d) = %d', (z, p) => {
    expect(relative(normalCdf(z), p)).toBeLessThan(2e-14);
  });

  it.each([
    [1e-15, -7.941345326170997],
    [1e-9, -5.9978070150076865],
    [0.01, -2.326347874040841],
    [0.075, -1.439531470938456],
    [0.0751, -1.43882539275254],
    [0.4, -0.2533471031357997],
    [0.975, 1.9599639845400538],
    [0.999999999, 5.9978070196016375],
  ])('has at %d the quantile %d', (u, z) => {
    expect(relative(normalQuantile(u), z)).toBeLessThan(1e-15);
  });
});

describe('the gamma integrals', () => {
  it.each([
    [0.01, 1e-5, 0.8963367982671973, 0.1036632017328028],
    [0.5, 0.1, 0.345279153981423, 0.654720846018577],
    [1, 30, 0.9999999999999064, 9.357622968840175e-14],
    [3, 0.01, 1.654216528074877e-7, 0.9999998345783472],
    [10, 25, 0.9997785233617512, 0.00022147663824878357],
    [100, 60, 0.0000014815276326460468, 0.9999985184723673],
    [1000, 1100, 0.99894067674607, 0.0010593232539299773],
  ])('for a = %d, x = %d are %d and %d', (a, x, lower, upper) => {
    const integral = new GammaIntegral(a);
    expect(relative(integral.lower(x), lower)).toBeLessThan(1e-13);
    expect(relative(integral.upper(x), upper)).toBeLessThan(1e-13);
  });

  it('are the whole at the ends', () => {
    const integral = new GammaIntegral(2);
    expect([integral.lower(0), integral.upper(0), integral.lower(1e4)]).toEqual([0, 1, 1]);
  });

  it.each([
    [0, 0.0],
    [1e-10, -5.7721566481928616e-11],
    [0.1, -0.04987244125983973],
    [0.5, -0.12078223763524522],
    [1, 0.0],
    [2.5, 1.2009736023470743],
    [30, 74.65823634883016],
    [400, 2000.5006979832415],
  ])('ln Gamma(1 + %d) = %d', (x, expected) => {
    expect(Math.abs(logGamma1p(x) - expected)).toBeLessThan(1e-15 * (1 + Math.abs(expected)));
  });

  it('stirlingError continues smoothly from its recurrence to its series', () => {
    expect(relative(stirlingError(16 - 1e-9), stirlingError(16))).toBeLessThan(1e-9);
    // ln 1 = 0: delta(1) = 1 - ln(2 pi) / 2.
    expect(relative(stirlingError(1), 1 - Math.log(2 * Math.PI) / 2)).toBeLessThan(1e-14);
  });

  it('the deviance keeps its digits near 0', () => {
    // x ln(x / m) + m - x = d^2 / 2m - d^3 / 6m^2 + ... with d = x - m.
    expect(relative(deviance(1e6 + 1, 1e6), 1 / 2e6 - 1 / 6e12 + 1 / 12e18)).toBeLessThan(1e-14);
    expect(deviance(5, 5)).toBe(0);
  });
});

describe('the beta integral', () => {
  it.each([
    [0.5, 49.5, 0.01, 0.6802515258606986],
    [2, 3, 1e-6, 5.999992000003e-12],
    [30, 40, 0.6, 0.998074111202461],
    [0.1, 0.1, 0.3, 0.462804186115552],
    [500, 700, 0.35, 8.924518076445037e-7],
  ])('for a = %d, b = %d, x = %d is %d, and is inverted', (a, b, x, p) => {
    expect(relative(betaIntegral(a, b, x), p)).toBeLessThan(1e-13);
    expect(Math.abs(1 - betaIntegral(b, a, 1 - x, x) - p)).toBeLessThan(1e-15);
    expect(relative(betaQuantile(a, b, p), x)).toBeLessThan(1e-12);
  });

  it('is the whole at the ends', () => {
    expect([betaIntegral(2, 3, 0), betaIntegral(2, 3, 1), betaQuantile(2, 3, 0), betaQuantile(2, 3, 1)]).toEqual([
      0, 1, 0, 1,
    ]);
  });
});
