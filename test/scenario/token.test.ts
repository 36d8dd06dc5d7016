/** Is what a scenario says of its token read, and what cannot be refused where it is written? */
import { describe, expect, it } from 'vitest';
import { complaints, MINIMAL, parsed } from './support.ts';

const token = (text: string) => parsed(`${MINIMAL}token: ${text}\n`);
const LINE = MINIMAL.split('\n').length;

describe('the price of the token', () => {
  it('is a number, a process by name, or a process with parameters', async () => {
    expect((await token('{price: 0.3}')).token.price).toEqual({ rule: 'constant', params: { price: 0.3 } });
    expect((await token('{price: {constant: 0.3}}')).token.price).toEqual({ rule: 'constant', params: { price: 0.3 } });
    expect((await token('{price: constant}')).token.price).toEqual({ rule: 'constant', params: { price: 0.1 } });
    expect((await token('{price: {gbm: {start: 2}}}')).token.price).toEqual({ rule: 'gbm', params: { start: 2 } });
  });

  it.each([
    ['{price: -1}', '16: $.token.price: is -1, expected more than 0'],
    ['{price: {gbm: {start: 0}}}', '30: $.token.price.gbm.start: is 0, expected more than 0'],
    [
      '{price: gmb}',
      '16: $.token.price: is "gmb"; did you mean "gbm"?, expected a process of the price: one of constant, gbm',
    ],
    ['{price: true}', '16: $.token.price: is true, expected a process of the price: one of constant, gbm'],
  ])('%s is refused', async (text, line) => expect(await complaints(token(text))).toEqual([`s.yaml:${LINE}:${line}`]));
});

describe('an allocation', () => {
  it('becomes base units, and is absent where there is none', async () => {
    const { allocation } = (
      await token(
        '{supply: 1000, decimals: 2, allocation: [{name: a, share: 0.123456789, vesting: 1y}, {name: b, amount: 10.5 OPG, tge: 0.5, to: treasury}]}',
      )
    ).token;
    expect(allocation).toEqual([
      { name: 'a', amount: 12_345, tge: 0, cliff: 0, vesting: 31_557_600, to: 'outside' },
      { name: 'b', amount: 1050, tge: 0.5, cliff: 0, vesting: 0, to: 'treasury' },
    ]);
    expect((await parsed(MINIMAL)).token).not.toHaveProperty('allocation');
  });

  it('may be the whole supply in parts that are no binary fractions', async () => {
    const parts = Array.from({ length: 10 }, (_, i) => `{name: p${i}, share: 0.1}`).join(', ');
    const { allocation } = (await token(`{supply: 1000, allocation: [${parts}]}`)).token;
    expect(allocation!.reduce((sum, { amount }) => sum + amount, 0)).toBe(1000e6);
  });

  it.each([
    [
      '{supply: 100, allocation: [{name: a, share: 0.6}, {name: b, amount: 40.000001 OPG}]}',
      '76: $.token.allocation[1].amount: makes 100.000001 tokens with the parts before it, expected at most token.supply, 100 tokens, in all',
    ],
    [
      '{supply: 100, allocation: [{name: a, share: 0.6}, {name: b, share: 0.5}]}',
      '75: $.token.allocation[1].share: makes 110 tokens with the parts before it, expected at most token.supply, 100 tokens, in all',
    ],
    [
      '{allocation: [{name: a, share: 0.6}]}',
      '9: $.token.allocation: divides a supply that is not stated, expected token.supply',
    ],
    [
      '{supply: 100, allocation: [{name: a}]}',
      '35: $.token.allocation[0]: has neither share nor amount, expected one of them',
    ],
    [
      '{supply: 100, allocation: [{name: a, share: 0.1, amount: 1}]}',
      '65: $.token.allocation[0].amount: is given beside share, expected one of them',
    ],
    [
      '{supply: 100, allocation: [{name: a, share: 0.1}, {name: a, amount: 1}]}',
      '65: $.token.allocation[1].name: is "a", as a part before it, expected a name of its own',
    ],
    [
      '{supply: 100, allocation: [{name: a, share: 0.1, cliff: 1d, to: emission}]}',
      '72: $.token.allocation[0].to: is emission, and the part has a vesting of its own, expected neither tge, cliff nor vesting: the emission rule says when it is paid',
    ],
    [
      '{supply: 100, allocation: [{name: a, share: 0.1, to: emission}, {name: b, share: 0.1, to: emission}]}',
      '98: $.token.allocation[1].to: is emission, as of a part before it, expected one part for emission',
    ],
    ['{tge: 1d}', '14: $.token.tge: is given, but there is no allocation, expected token.allocation'],
    [
      '{oracle: {refresh: 1h, halt_after: 30m}}',
      '43: $.token.oracle.halt_after: is 1800 s, expected at least refresh, 3600 s: the network would halt between two readings',
    ],
  ])('%s is refused', async (text, line) => expect(await complaints(token(text))).toEqual([`s.yaml:${LINE}:${line}`]));
});
