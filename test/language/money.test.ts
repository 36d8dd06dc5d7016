/** Is an amount of money read exactly, digit by digit, and refused when it cannot be? */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { money, parseMoney, toUnits } from '../../src/language/money.ts';

describe('toUnits', () => {
  it.each([
    ['2.5', 6, 2_500_000],
    ['0.001', 18, 1e15],
    ['1e-6', 6, 1],
    ['.5', 1, 5],
    ['-0.02', 6, -20_000],
    ['1.100000', 1, 11],
    ['0', 12, 0],
    ['-0', 0, 0],
    ['9007199254740991', 0, Number.MAX_SAFE_INTEGER],
    ['9007199254.740991', 6, Number.MAX_SAFE_INTEGER],
    ['1e15', 0, 1e15],
  ])('%s with %d decimals is %d units', (text, decimals, units) => expect(toUnits(text, decimals)).toBe(units));

  it.each([
    ['0.0000001', 6, /more than 6 decimals/],
    ['1.5', 0, /more than 0 decimals/],
    ['1e-400', 12, /more than 12 decimals/],
    ['9007199254740992', 0, /2\^53/],
    ['1e300', 6, /2\^53/],
    ['1e999999999999', 0, /2\^53/],
    ['abc', 6, /"abc"/],
    ['', 6, /""/],
    ['.', 6, /"\."/],
  ])('refuses %s with %d decimals', (text, decimals, message) =>
    expect(() => toUnits(text, decimals)).toThrow(message),
  );

  it('agrees with big integers on every decimal that fits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
        fc.nat(12),
        (units, decimals) => {
          const digits = Math.abs(units)
            .toString()
            .padStart(decimals + 1, '0');
          const text = `${units < 0 ? '-' : ''}${digits.slice(0, digits.length - decimals)}.${digits.slice(digits.length - decimals)}`;
          expect(toUnits(text, decimals)).toBe(units);
        },
      ),
    );
  });
});

describe('money', () => {
  it.each([
    ['2.5 OPG', { asset: 'token', amount: 2.5, text: '2.5', symbol: 'OPG' }],
    ['2.5token', { asset: 'token', amount: 2.5, text: '2.5' }],
    ['$0.02', { asset: 'usd', amount: 0.02, text: '0.02' }],
    ['0.02 USD', { asset: 'usd', amount: 0.02, text: '0.02' }],
    [3, { asset: 'token', amount: 3, text: '3' }],
    ['1e-3 OPG', { asset: 'token', amount: 0.001, text: '1e-3', symbol: 'OPG' }],
  ])('reads %s', (written, expected) => expect(parseMoney(written)).toEqual(expected));

  it('reads a bare number as dollars where the place is in dollars', () => {
    expect(money({ assets: ['usd'], bare: 'usd' }).parse(0.5)).toEqual({ asset: 'usd', amount: 0.5, text: '0.5' });
  });

  it.each([
    [money(), '-1 OPG', 'is "-1 OPG"', 'at least 0 tokens'],
    [money({ assets: ['usd'] }), '1 OPG', 'is "1 OPG"', 'an amount in USD'],
    [money(), 'lots', 'is "lots"', 'money such as "2.5 token", "$0.02", or a number of tokens'],
    [money(), '$', 'is "$"', 'money such as "2.5 token", "$0.02", or a number of tokens'],
    [money(), null, 'is empty', 'money such as "2.5 token", "$0.02", or a number of tokens'],
  ])('refuses what is none (%#)', (schema, written, message, expected) =>
    expect(schema.safeParse(written).error?.issues).toMatchObject([{ message, params: { expected } }]),
  );
});
