import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/engine/errors.ts';
import { Store } from '../../src/engine/state.ts';
import { Ledger } from '../../src/network/ledger.ts';
import { refuted } from '../support/refuted.ts';

const MAX = Number.MAX_SAFE_INTEGER;

function books(now = 12.5) {
  const store = new Store();
  const ledger = new Ledger(store, () => now, '7/3');
  return { store, ledger, reason: ledger.reason('test') };
}

/** An account filled from genesis. */
function filled(ledger: Ledger, units: number): number {
  const account = ledger.open('outside');
  if (units > 0) ledger.issue(account, units, ledger.genesisReason);
  return account;
}

/** Part of each receiver of a split, read off the accounts. */
function parts(amount: number, weights: readonly number[]): number[] {
  const { ledger, reason } = books();
  const from = filled(ledger, amount);
  const to = weights.map(() => ledger.open('node'));
  ledger.split(from, amount, to, weights, weights.length, reason);
  expect(ledger.balance(from)).toBe(weights.some((w) => w > 0) ? 0 : amount);
  ledger.close();
  return to.map((account) => ledger.balance(account));
}

/** Weights whose sum stays below 2^53. */
const weights = fc
  .array(fc.oneof(fc.nat(3), fc.nat(1e9), fc.integer({ min: 0, max: 2 ** 48 })), { minLength: 1, maxLength: 20 })
  .filter((all) => all.some((w) => w > 0));
const amount = fc.oneof(fc.nat(30), fc.nat(1e9), fc.maxSafeNat());

describe('splits', () => {
  it('sum to the amount exactly, each part within one unit of its share', () => {
    fc.assert(
      fc.property(amount, weights, (a, w) => {
        const got = parts(a, w);
        const total = w.reduce((x, y) => x + BigInt(y), 0n);
        expect(got.reduce((x, y) => x + BigInt(y), 0n)).toBe(BigInt(a));
        got.forEach((part, i) => {
          const off = BigInt(part) * total - BigInt(a) * BigInt(w[i]!);
          expect(off > -total && off < total).toBe(true);
        });
      }),
    );
  });

  it('are neutral to splitting an identity: nobody else gets a unit more or less', () => {
    fc.assert(
      fc.property(amount, weights, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (a, w, which, where) => {
        const i = which % w.length;
        const first = Math.floor(w[i]! * where);
        const whole = parts(a, w);
        const split = parts(a, [...w.slice(0, i), first, w[i]! - first, ...w.slice(i + 1)]);
        expect(split[i]! + split[i + 1]!).toBe(whole[i]);
        split.splice(i, 2, whole[i]!);
        expect(split).toEqual(whole);
      }),
    );
  });

  it('move nothing when nobody weighs anything', () => {
    expect(parts(100, [0, 0])).toEqual([0, 0]);
  });

  it('are held to this: rounding every part by itself is refused by the same sums', () => {
    const rounded = (a: number, w: readonly number[]) => {
      const total = w.reduce((x, y) => x + y, 0);
      return w.map((weight) => Math.round((a * weight) / total));
    };
    const sums = fc.property(fc.nat(1e6), weights, (a, w) => rounded(a, w).reduce((x, y) => x + y, 0) === a);
    expect(refuted(sums)).toBe(true);
  });

  it('are exact for weights that sum to 2^53 or more', () => {
    const { ledger } = books();
    expect([...ledger.parts(10, [MAX, MAX], 2)]).toEqual([5, 5]);
    expect([...ledger.parts(1_000_001, [MAX, MAX - 2, 3], 3)]).toEqual([500_000, 500_000, 1]);
  });
});

describe('movements', () => {
  it('keep genesis + minted - burned = sum of accounts, whatever is moved', () => {
    const step = fc.record({
      do: fc.constantFrom('move', 'issue', 'destroy'),
      from: fc.nat(5),
      to: fc.nat(5),
      amount: fc.nat(1000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { ledger, reason } = books();
        const accounts = (['client', 'node', 'validator', 'treasury', 'escrow', 'market'] as const).map((role) =>
          ledger.open(role, 'token', role === 'client'),
        );
        const mirror = [0n, 0n, 0n, 0n, 0n, 0n];
        for (const s of steps) {
          const enough = s.from === 0 || mirror[s.from]! >= BigInt(s.amount);
          if (s.do === 'issue') {
            ledger.issue(accounts[s.to]!, s.amount, reason);
            mirror[s.to]! += BigInt(s.amount);
          } else if (!enough) {
            expect(() => ledger.destroy(accounts[s.from]!, s.amount, reason)).toThrow('too small');
          } else {
            mirror[s.from]! -= BigInt(s.amount);
            if (s.do === 'destroy') ledger.destroy(accounts[s.from]!, s.amount, reason);
            else {
              ledger.move(accounts[s.from]!, accounts[s.to]!, s.amount, reason);
              mirror[s.to]! += BigInt(s.amount);
            }
          }
        }
        expect(accounts.map((a) => BigInt(ledger.balance(a)))).toEqual(mirror);
        expect(ledger.held()).toBe(mirror.reduce((a, b) => a + b));
        ledger.close();
      }),
    );
  });

  it('add up beyond 2^53 exactly, in the flow matrix and over all accounts', () => {
    const { ledger, reason } = books();
    const rich = Array.from({ length: 5 }, () => ledger.open('node-bond'));
    for (const account of rich) ledger.issue(account, MAX, reason);
    expect(ledger.total('mint', 'node-bond')).toBe(5n * BigInt(MAX));
    expect(ledger.held()).toBe(5n * BigInt(MAX));
    ledger.close();
    // Back and forth, with odd amounts, so that limbs carry at many places.
    const other = ledger.open('operator');
    let sum = 0n;
    for (let i = 0; i < 20; i++) {
      const units = MAX - i * 12_345_678_901;
      ledger.move(rich[0]!, other, units, reason);
      ledger.move(other, rich[0]!, units, reason);
      sum += BigInt(units);
    }
    expect(ledger.total('node-bond', 'operator', 'test')).toBe(sum);
    expect([...ledger.rows()].find((row) => row.from === 'operator')?.amount).toBe(sum);
    ledger.close();
  });

  it.each([
    ['a fraction', 0.5],
    ['a negative amount', -1],
    ['NaN', Number.NaN],
    ['more than 2^53 - 1', 2 ** 53],
  ])('refuse %s', (_, units) => {
    const { ledger, reason } = books();
    const from = filled(ledger, 100);
    expect(() => ledger.move(from, ledger.open('node'), units, reason)).toThrow(InvariantError);
    expect(ledger.balance(from)).toBe(100);
  });

  it('refuse to overdraw, save where an account may owe', () => {
    const { ledger, reason } = books();
    const poor = filled(ledger, 5);
    const node = ledger.open('node');
    expect(() => ledger.move(poor, node, 6, reason)).toThrow('balance 5 is too small');
    const client = ledger.open('client', 'token', true);
    ledger.move(client, node, 6, reason);
    expect(ledger.balance(client)).toBe(-6);
    ledger.close();
  });

  it('refuse a balance of 2^53, so that every balance is an exact double', () => {
    const { ledger, reason } = books();
    const full = filled(ledger, MAX);
    expect(() => ledger.move(ledger.open('client', 'token', true), full, 1, reason)).toThrow('2^53');
  });

  it('never mix two assets', () => {
    const { ledger, reason } = books();
    const tokens = filled(ledger, 10);
    const usd = ledger.open('market', 'usd');
    expect(() => ledger.move(tokens, usd, 1, reason)).toThrow('assets differ');
    ledger.issue(usd, 7, reason);
    expect([ledger.held('token'), ledger.held('usd')]).toEqual([10n, 7n]);
    expect(ledger.total('mint', null, null, 'usd')).toBe(7n);
    ledger.close();
  });

  it('name accounts, reason, time and seed when they break', () => {
    const { ledger, reason } = books();
    const error = (() => {
      try {
        ledger.move(ledger.open('client'), ledger.open('node'), 1, reason);
      } catch (caught) {
        return caught as InvariantError;
      }
      throw new Error('nothing was thrown');
    })();
    expect(error).toBeInstanceOf(InvariantError);
    expect(error).toMatchObject({ event: 'test', time: 12.5, seed: '7/3' });
    expect(error.message).toMatch(/client.*node.*1 for test.*time 12\.5.*seed 7\/3/);
  });
});

describe('closing the books', () => {
  it('stops at one unit from nowhere, and says how much, when and in which run', () => {
    const { store, ledger } = books();
    const account = filled(ledger, 1000);
    ledger.close();
    store.table('accounts').column('balance', 'f64').data[account]! += 1;
    expect(() => ledger.close()).toThrow(InvariantError);
    expect(() => ledger.close()).toThrow(/= 1000 but accounts hold 1001.*time 12\.5.*seed 7\/3/);
  });

  it('sees a unit among balances that no double can add up', () => {
    const { store, ledger } = books();
    const accounts = Array.from({ length: 9 }, () => filled(ledger, MAX));
    ledger.close();
    store.table('accounts').column('balance', 'f64').data[accounts[4]!]! -= 1;
    expect(() => ledger.close()).toThrow(InvariantError);
  });

  it('is per asset: a unit lost in one and won in the other is no balance', () => {
    const { store, ledger } = books();
    const tokens = filled(ledger, 10);
    const usd = ledger.open('market', 'usd');
    ledger.issue(usd, 10, ledger.genesisReason);
    const balances = store.table('accounts').column('balance', 'f64').data;
    balances[tokens]! -= 1;
    balances[usd]! += 1;
    expect(() => ledger.close()).toThrow('token');
  });
});

describe('accounts and reasons', () => {
  it('are found again by a second ledger over the same store', () => {
    const { store, ledger, reason } = books();
    const node = ledger.open('node');
    ledger.issue(node, 5, reason);
    const copy = new Store();
    const fresh = new Ledger(copy, () => 0, '7/3');
    fresh.reason('test');
    copy.restore(store.snapshot());
    expect(fresh.balance(node)).toBe(5);
    expect(fresh.total('mint', 'node', 'test')).toBe(5n);
    expect(fresh.mint).toEqual(ledger.mint);
    fresh.close();
  });
});
