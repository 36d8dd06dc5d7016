/** Does stake come back when it should, move as it may, and be taken wherever it was when the deed was done? By hand, to the unit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OFFENCES } from '../../src/network/facts.ts';
import { ACTIVE, DRAINING, EXITED, JAILED, JOINING } from '../../src/network/tables.ts';
import { setting } from '../support/bound.ts';

const DOWNTIME = OFFENCES.indexOf('downtime');
const TENTH = 100_000_000;

/** Validators with bonds, each with delegators of these stakes; stake is bound for 100 s. */
function stakes(bonds: number[], delegated: number[][] = [], unbonding = 100) {
  const made = setting({ validators: bonds });
  const { tables, ledger, world } = made;
  const { validators, delegators, operators } = tables;
  for (let v = 0; v < bonds.length; v++) {
    const operator = operators.table.add();
    operators.wallet.data[operator] = ledger.open('operator');
    validators.operator.data[v] = operator;
    for (const stake of delegated[v] ?? []) {
      const d = delegators.table.add();
      delegators.validator.data[d] = v;
      delegators.wallet.data[d] = ledger.open('delegator');
      delegators.stake.data[d] = stake;
      ledger.issue(validators.delegation.data[v]!, stake, ledger.genesisReason);
    }
  }
  world.bonds.unbonding = unbonding;
  const of = (account: number) => ledger.balance(account);
  return {
    ...made,
    set: world.validatorSet,
    bonds: world.bonds,
    bond: (v: number) => of(validators.bond.data[v]!),
    delegation: (v: number) => of(validators.delegation.data[v]!),
    wallet: (v: number) => of(operators.wallet.data[validators.operator.data[v]!]!),
    stake: (d: number) => delegators.stake.data[d]!,
    statuses: () => Array.from(validators.status.data.subarray(0, bonds.length)),
    /** Slashes for what is done now. */
    slash(v: number, parts: number, share = true) {
      return world.bonds.slash(v, DOWNTIME, parts, world.bonds.exposure(v), share);
    },
  };
}

describe('the set', () => {
  it('is of those with the most stake, delegated or their own; ties go to the first; others wait', () => {
    const run = stakes([5, 9, 3, 9], [[], [], [7], []]);
    run.set.seats = 2;
    run.set.open();
    expect(run.statuses()).toEqual([JOINING, ACTIVE, ACTIVE, JOINING]);
    expect([0, 1, 2, 3].map((v) => run.set.power(v))).toEqual([0, 9, 10, 0]);
    expect([0, 1, 2, 3].map((v) => run.set.stake(v))).toEqual([5, 9, 10, 9]);
    run.set.seats = 3;
    run.set.reform();
    expect(run.statuses()).toEqual([JOINING, ACTIVE, ACTIVE, ACTIVE]);
    expect(run.set.turnover).toMatchObject({ entries: 1, exits: 0 });
  });

  it('needs so much of a candidate itself, whatever is delegated to it', () => {
    const run = stakes([1, 4], [[100]]);
    run.set.minimum = 2;
    run.set.seats = 10;
    run.set.open();
    expect(run.statuses()).toEqual([JOINING, ACTIVE]);
  });

  it('gives the seat of the jailed to who waits, and back', () => {
    const run = stakes([9, 8, 7]);
    run.set.seats = 2;
    run.set.open();
    run.engine.run(5);
    run.set.jail(0, 65);
    expect(run.statuses()).toEqual([JAILED, ACTIVE, ACTIVE]);
    run.engine.run(64.9);
    expect(run.statuses()).toEqual([JAILED, ACTIVE, ACTIVE]);
    run.engine.run(65);
    expect(run.statuses()).toEqual([ACTIVE, ACTIVE, JOINING]);
    expect(run.set.turnover).toEqual({ entries: 2, exits: 2, seatSeconds: 130 });
  });

  it('pays by mean power since the last payment, and by power where nothing changed', () => {
    const run = stakes([900, 100]);
    run.set.open();
    run.engine.run(10);
    expect(Array.from(run.set.takeWeights())).toEqual([900, 100]);
    run.engine.run(20);
    run.set.jail(0, 30);
    run.engine.run(50);
    // In jail from 20 to 30 of 10 to 50.
    expect(Array.from(run.set.takeWeights())).toEqual([675, 100]);
    run.engine.run(60);
    expect(Array.from(run.set.takeWeights())).toEqual([900, 100]);
  });
});

describe('withdrawn stake', () => {
  it('is free after the unbonding time, and its validator is out at once', () => {
    const run = stakes([50, 60]);
    run.set.open();
    run.engine.run(7);
    run.bonds.leave(0);
    expect([run.bond(0), run.bonds.queued, run.wallet(0), run.statuses()[0]]).toEqual([0, 50, 0, DRAINING]);
    run.engine.run(106.9);
    expect(run.wallet(0)).toBe(0);
    run.engine.run(107);
    expect([run.bonds.queued, run.wallet(0), run.statuses()[0]]).toEqual([0, 50, EXITED]);
    run.ledger.close();
  });

  it('is taken in the queue for what was done before it joined, and not for what came after', () => {
    const run = stakes([1000, 60]);
    run.set.open();
    const had = run.bonds.exposure(0);
    run.bonds.leave(0);
    const later = run.bonds.exposure(0);
    expect(run.bonds.slash(0, DOWNTIME, TENTH, had, true)).toBe(100);
    expect(run.bonds.slash(0, DOWNTIME, TENTH, later, true)).toBe(0);
    run.engine.run(100);
    expect(run.wallet(0)).toBe(900);
    // What has left the queue cannot be reached any more.
    expect(run.bonds.slash(0, DOWNTIME, TENTH, had, true)).toBe(0);
    expect(run.ledger.balance(run.bonds.taken)).toBe(100);
    run.ledger.close();
  });

  it("is burned when it was an authority's", () => {
    const run = stakes([10_000]);
    run.bonds.minted = true;
    run.set.present.data[0] = 1;
    const { validators } = run.tables;
    const v = validators.table.add();
    validators.bond.data[v] = run.ledger.open('validator-bond');
    validators.delegation.data[v] = run.ledger.open('delegation');
    validators.status.data[v] = JOINING;
    run.set.present.data[v] = 0;
    run.bonds.join(v, 1);
    expect([run.set.power(0), run.set.power(v)]).toEqual([10_000, 1]);
    expect(run.ledger.total('mint', null, 'admission')).toBe(1n);
    run.bonds.leave(v);
    run.engine.run(100);
    expect(run.ledger.total(null, 'burn', 'removal')).toBe(1n);
    run.ledger.close();
  });
});

describe('a slash', () => {
  it('takes the fraction of the bond and of every delegation', () => {
    const run = stakes([1000], [[300, 70, 5]]);
    expect(run.slash(0, TENTH)).toBe(100 + 37);
    expect([run.bond(0), run.delegation(0)]).toEqual([900, 338]);
    // floor(37 x 300 / 375) = 29, floor(37 x 370 / 375) = 36, 37.
    expect([run.stake(0), run.stake(1), run.stake(2)]).toEqual([271, 63, 4]);
    expect(run.tables.validators.slashed.data[0]).toBe(137);
    expect([run.bonds.punished.data[DOWNTIME], run.bonds.amounts.data[DOWNTIME]]).toEqual([1, 137]);
  });

  it('spares delegators where they do not share it', () => {
    const run = stakes([1000], [[300]]);
    expect(run.slash(0, TENTH, false)).toBe(100);
    expect([run.bond(0), run.stake(0)]).toEqual([900, 300]);
  });

  it('ten times over leaves 0.99^10 of the stake (catalogue B10)', () => {
    const run = stakes([1_000_000_000]);
    for (let i = 0; i < 10; i++) run.slash(0, PARTS_OF_ONE_PERCENT);
    expect(run.bond(0) / 1e9).toBeCloseTo(0.90438, 5);
    expect(Math.abs(run.bond(0) / 1e9 - 0.9043820750088044)).toBeLessThan(1e-8);
  });

  it('follows a delegator who has moved, for what its old validator had done before', () => {
    const run = stakes([1000, 1000], [[400], []]);
    const had = run.bonds.exposure(0);
    run.bonds.move(0, 1, 'redelegate');
    expect([run.delegation(0), run.delegation(1), run.stake(0)]).toEqual([0, 400, 400]);
    const later = run.bonds.exposure(0);
    expect(run.bonds.slash(0, DOWNTIME, TENTH, later, true)).toBe(100);
    expect(run.stake(0)).toBe(400);
    expect(run.bonds.slash(0, DOWNTIME, TENTH, had, true)).toBe(100 + 40);
    expect([run.stake(0), run.delegation(1)]).toEqual([360, 360]);
    // After the unbonding time it is free of the old one.
    run.engine.run(100);
    expect(run.bonds.slash(0, DOWNTIME, TENTH, had, true)).toBe(100);
    expect(run.stake(0)).toBe(360);
    run.ledger.close();
  });

  it('reaches a delegation in the queue, and what arrives is what is left', () => {
    const run = stakes([1000, 1000], [[400], []]);
    const had = run.bonds.exposure(0);
    run.bonds.move(0, 1, 'unbond');
    expect([run.delegation(0), run.delegation(1), run.stake(0), run.bonds.queued]).toEqual([0, 0, 0, 400]);
    expect(run.bonds.slash(0, DOWNTIME, TENTH, had, true)).toBe(140);
    run.engine.run(100);
    expect([run.delegation(1), run.stake(0), run.tables.delegators.validator.data[0]]).toEqual([360, 360, 1]);
    run.ledger.close();
  });

  it('never takes more than there is, and stakes stay the sum of their parts, whatever happens in which order', () => {
    const step = fc.record({
      what: fc.constantFrom('slash', 'late slash', 'redelegate', 'unbond', 'leave', 'wait'),
      v: fc.nat(2),
      d: fc.nat(5),
      parts: fc.integer({ min: 0, max: 1_000_000_000 }),
      wait: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.nat(1000), { minLength: 9, maxLength: 9 }),
        (steps, units) => {
          const run = stakes(units.slice(0, 3), [units.slice(3, 5), units.slice(5, 7), units.slice(7, 9)]);
          const all = units.reduce((a, b) => a + b, 0);
          const had = [0, 1, 2].map((v) => run.bonds.exposure(v));
          for (const { what, v, d, parts, wait } of steps) {
            if (what === 'slash') run.slash(v, parts);
            else if (what === 'late slash') run.bonds.slash(v, DOWNTIME, parts, had[v]!, true);
            else if (what === 'leave') run.bonds.leave(v);
            else if (what === 'wait') run.engine.run(run.engine.now + wait);
            else if (
              run.stake(d) > 0 &&
              run.bonds.bound.data[d]! <= run.engine.now &&
              run.tables.delegators.validator.data[d] !== v
            )
              run.bonds.move(d, v, what === 'unbond' ? 'unbond' : 'redelegate');
            const { validator, stake } = run.tables.delegators;
            for (const w of [0, 1, 2]) {
              let sum = 0;
              for (let i = 0; i < 6; i++) {
                expect(stake.data[i]).toBeGreaterThanOrEqual(0);
                if (validator.data[i] === w) sum += stake.data[i]!;
              }
              expect(run.delegation(w)).toBe(sum);
            }
            run.ledger.close();
          }
          run.engine.run(run.engine.now + 1000);
          const ends = [0, 1, 2].reduce((sum, v) => sum + run.bond(v) + run.delegation(v) + run.wallet(v), 0);
          expect(run.bonds.queued).toBe(0);
          expect(ends + run.ledger.balance(run.bonds.taken)).toBe(all);
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** 1 % in parts per 10^9. */
const PARTS_OF_ONE_PERCENT = 10_000_000;
