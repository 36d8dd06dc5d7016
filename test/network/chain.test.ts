import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { InvariantError } from '../../src/engine/errors.ts';
import { KeyedDraw } from '../../src/engine/keyed.ts';
import { Store } from '../../src/engine/state.ts';
import { Chain, type ChainParameters } from '../../src/network/chain.ts';
import { Facts } from '../../src/network/facts.ts';
import { Ledger } from '../../src/network/ledger.ts';
import { JOINING, Validators } from '../../src/network/tables.ts';
import { ValidatorSet } from '../../src/network/validatorSet.ts';
import { fits } from '../support/statistics.ts';

const TERMS: ChainParameters = {
  mode: 'on',
  block_time: 2,
  gas_limit: 100,
  finality: 0,
  proposer: 'weighted-round-robin',
  gas_price: 0,
  quorum: 2 / 3,
};

/** A chain with validators of these powers; `send` schedules a transaction at a time. */
function network(terms: Partial<ChainParameters>, powers: number[] = [1], online = (_v: number, _h: number) => true) {
  const store = new Store();
  const engine = new Engine(store);
  const ledger = new Ledger(store, () => engine.now, '1/1');
  const facts = new Facts();
  const validators = new Validators(store, 1);
  for (const power of powers) {
    const v = validators.table.add();
    validators.wallet.data[v] = ledger.open('validator');
    validators.bond.data[v] = ledger.open('validator-bond');
    validators.delegation.data[v] = ledger.open('delegation');
    // Half and half, so that both parts are seen to vote.
    ledger.issue(validators.bond.data[v]!, Math.ceil(power / 2), ledger.genesisReason);
    ledger.issue(validators.delegation.data[v]!, Math.floor(power / 2), ledger.genesisReason);
  }
  const set = new ValidatorSet({ store, engine, facts, ledger, validators });
  const pot = ledger.open('validators-pot');
  const payer = ledger.open('treasury', 'token', true);
  const proposers: number[] = [];
  facts.on('block', (v) => proposers.push(v));
  const draw = new KeyedDraw('seed', 'lottery');
  let drawn = 0;
  const chain: Chain = new Chain(
    {
      store,
      engine,
      facts,
      ledger,
      validators,
      validatorsPot: pot,
      validatorSet: set,
    },
    { ...TERMS, ...terms },
    { online: (v) => online(v, chain.height), lottery: () => draw.uniform(drawn++, 0) },
  );
  const final: [subject: number, time: number][] = [];
  const owner = chain.sender('test', (subject) => final.push([subject, engine.now]));
  const sends: { gas: number }[] = [];
  const kind = engine.kind('send', (i) => chain.send(owner, i, sends[i]!.gas, payer));
  return {
    engine,
    ledger,
    chain,
    validators,
    set,
    proposers,
    final,
    pot,
    payer,
    send(time: number, gas: number) {
      engine.at(time, kind, sends.length);
      sends.push({ gas });
    },
    run(until: number) {
      chain.start();
      engine.run(until);
      chain.catchUp();
      return final;
    },
  };
}

/** Transactions at times that often meet a block exactly, with gas that often fills one. */
const transactions = fc.array(
  fc.record({
    time: fc.oneof(
      fc.nat(40).map((n) => n / 2),
      fc.double({ min: 0, max: 20, noNaN: true }),
    ),
    gas: fc.integer({ min: 1, max: 100 }),
  }),
  { maxLength: 40 },
);

/** Inclusion as the words of the rule say it, block by block over a plain list. */
function byHand(sent: readonly { time: number; gas: number }[], terms: Partial<ChainParameters>): [number, number][] {
  const { block_time, gas_limit, finality } = { ...TERMS, ...terms };
  const queue = sent.map(({ time, gas }, i) => ({ time, gas, i })).sort((a, b) => a.time - b.time || a.i - b.i);
  const final: [number, number][] = [];
  for (let block = 1; queue.length > 0; block++) {
    let room = gas_limit;
    while (queue.length > 0 && queue[0]!.time <= block * block_time && queue[0]!.gas <= room) {
      room -= queue[0]!.gas;
      final.push([queue.shift()!.i, block * block_time + finality]);
    }
  }
  return final;
}

describe('inclusion', () => {
  it.each(['on', 'aggregate'] as const)('is first come, first served up to the gas limit, in mode %s', (mode) => {
    fc.assert(
      fc.property(
        transactions,
        fc.constantFrom(2, 0.1, 0.7, 1 / 3),
        fc.constantFrom(0, 1.5),
        (sent, block_time, finality) => {
          const run = network({ mode, block_time, finality });
          for (const { time, gas } of sent) run.send(time, gas);
          run.run(200);
          const sorted = (list: [number, number][]) => [...list].sort((a, b) => a[0] - b[0]);
          expect(sorted(run.final)).toEqual(sorted(byHand(sent, { block_time, finality })));
          if (finality === 0 || mode === 'on')
            expect(run.final.map(([i]) => i)).toEqual(byHand(sent, {}).map(([i]) => i));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('makes as many blocks in both modes, by time and by proposer', () => {
    for (const block_time of [2, 0.1, 0.7, 1 / 3])
      for (const until of [10, 7, 0.7, 0.6999]) {
        const on = network({ mode: 'on', block_time }, [3, 1]);
        on.run(until);
        const aggregate = network({ mode: 'aggregate', block_time }, [3, 1]);
        aggregate.run(until);
        expect([aggregate.chain.height, aggregate.proposers]).toEqual([on.chain.height, on.proposers]);
        expect(on.chain.height * block_time).toBeLessThanOrEqual(until);
        expect((on.chain.height + 1) * block_time).toBeGreaterThan(until);
      }
  });

  it('is at once without a chain', () => {
    const run = network({ mode: 'off' });
    run.send(1.25, 1e9);
    expect(run.run(10)).toEqual([[0, 1.25]]);
    expect(run.chain.height).toBe(0);
  });

  it('keeps its order: a small transaction does not overtake a large one that does not fit', () => {
    const run = network({});
    run.send(1, 60);
    run.send(1, 60);
    run.send(1, 10);
    expect(run.run(10)).toEqual([
      [0, 2],
      [1, 4],
      [2, 4],
    ]);
  });

  it('refuses what no block has room for', () => {
    const run = network({});
    run.send(1, 101);
    expect(() => run.run(10)).toThrow(InvariantError);
  });

  it('counts what waits', () => {
    const run = network({});
    for (let i = 0; i < 5; i++) run.send(1, 60);
    run.run(5);
    expect(run.chain.waiting).toBe(3);
  });
});

describe('gas', () => {
  it('is rounded up per transaction and goes to the validators together', () => {
    const run = network({ gas_price: 0.3 });
    run.send(1, 7);
    run.send(1, 10);
    run.run(2);
    // ceil(2.1) + ceil(3)
    expect(run.ledger.balance(run.pot)).toBe(6);
    expect(run.ledger.balance(run.payer)).toBe(-6);
    run.ledger.close();
  });

  it('goes the same way in aggregate mode', () => {
    const run = network({ mode: 'aggregate', gas_price: 0.3 });
    run.send(1, 7);
    run.run(2);
    expect(run.ledger.balance(run.pot)).toBe(3);
  });
});

const priorities = ({ validators }: ReturnType<typeof network>) =>
  validators.table.column('chain/priority', 'f64').data.subarray(0, validators.table.size);

describe('proposers', () => {
  const counts = (proposers: number[], n: number) =>
    Array.from({ length: n }, (_, v) => proposers.filter((p) => p === v).length);

  it('take turns exactly in proportion to power over a full round (CometBFT)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }), (powers) => {
        const total = powers.reduce((a, b) => a + b, 0);
        const run = network({ block_time: 1 }, powers);
        run.run(total);
        expect(counts(run.proposers, powers.length)).toEqual(powers);
      }),
      { numRuns: 40 },
    );
  });

  it('follow CometBFT in the order of a small round: powers 3 and 1', () => {
    const run = network({ block_time: 1 }, [3, 1]);
    run.run(8);
    expect(run.proposers).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
  });

  it('follow CometBFT for 99 blocks (types/validator_set_test.go, TestProposerSelection1)', () => {
    // Its ties go to the lower address: bar, baz, foo.
    const run = network({ block_time: 1 }, [300, 330, 1000]);
    run.run(99);
    expect(run.proposers.map((v) => ['bar', 'baz', 'foo'][v]).join(' ')).toBe(
      'foo baz foo bar foo foo baz foo bar foo foo baz foo foo bar foo baz foo foo bar ' +
        'foo foo baz foo bar foo foo baz foo bar foo foo baz foo foo bar foo baz foo foo bar ' +
        'foo baz foo foo bar foo baz foo foo bar foo baz foo foo foo baz bar foo foo foo baz ' +
        'foo bar foo foo baz foo bar foo foo baz foo bar foo foo baz foo bar foo foo baz foo ' +
        'foo bar foo baz foo foo bar foo baz foo foo bar foo baz foo foo',
    );
  });

  it('put a newcomer at the end of the line: at -1.125 totals, then centred', () => {
    const run = network({ block_time: 1 }, [1, 3, 8]);
    const { validators, set } = run;
    validators.status.data[2] = JOINING;
    run.chain.start();
    run.engine.run(1);
    // 1 and 3 gained, and the second lost 4: (1, -1).
    expect(Array.from(priorities(run)).slice(0, 2)).toEqual([1, -1]);
    set.reform();
    run.engine.run(2);
    // The newcomer at -(12 + floor(12 / 8)) = -13; the mean of (1, -1, -13) is -5: (6, 4, -8); all gain, a tie goes to the first.
    expect(Array.from(priorities(run))).toEqual([7 - 12, 7, 0]);
    run.engine.run(6);
    expect(run.proposers).toEqual([1, 0, 1, 2, 2, 2]);
  });

  it('are brought within two totals of each other when power has fallen', () => {
    const run = network({ block_time: 1 }, [1, 1000]);
    run.chain.start();
    run.engine.run(600);
    expect(Array.from(priorities(run))).toEqual([-401, 401]);
    // The second one shrinks to 1: a gap of 802 becomes ceil(802 / (2 x 2)) = 201 times smaller.
    const { ledger, validators } = run;
    ledger.destroy(validators.bond.data[1]!, 500, ledger.genesisReason);
    ledger.destroy(validators.delegation.data[1]!, 499, ledger.genesisReason);
    expect(run.set.power(1)).toBe(1);
    run.engine.run(601);
    expect(Array.from(priorities(run))).toEqual([-1 + 1, 1 + 1 - 2]);
  });

  it('ask the next one for a round when one is away, and forget that at the next height (CometBFT enterNewRound)', () => {
    // The second one never comes: the first makes all blocks, and the third one's turns come as if nothing had been.
    const run = network({ block_time: 1, quorum: 0.5 }, [2, 1, 1], (v) => v !== 1);
    run.run(8);
    const always = network({ block_time: 1 }, [2, 1, 1]);
    always.run(8);
    expect(always.proposers).toEqual([0, 1, 2, 0, 0, 1, 2, 0]);
    expect(run.proposers).toEqual([0, 2, 2, 0, 0, 2, 2, 0]);
  });

  it('are never more than one block away from their share', () => {
    const powers = [7, 2, 1];
    const run = network({ block_time: 1 }, powers);
    run.run(500);
    for (let h = 1; h <= 500; h++) {
      const so = counts(run.proposers.slice(0, h), 3);
      so.forEach((count, v) => {
        expect(Math.abs(count - (powers[v]! / 10) * h)).toBeLessThanOrEqual(1);
      });
    }
  });

  it('are drawn by power in a lottery', () => {
    const powers = [50, 30, 15, 5, 0];
    const run = network({ block_time: 1, proposer: 'lottery' }, powers);
    run.run(20_000);
    const drawn = counts(run.proposers, 5);
    expect(drawn[4]).toBe(0);
    expect(fits(drawn.slice(0, 4), [0.5, 0.3, 0.15, 0.05])).toBe(true);
    // The same check refuses a lottery by head.
    expect(fits(drawn.slice(0, 4), [0.25, 0.25, 0.25, 0.25])).toBe(false);
  });

  it('are nobody when nobody has power', () => {
    const run = network({ block_time: 1 }, [0, 0]);
    run.run(3);
    expect(run.proposers).toEqual([-1, -1, -1]);
  });
});

describe('quorum', () => {
  /** Validator 2 is away for the first five attempts; a transaction waits from 0.5 on. */
  function away(powers: number[], terms: Partial<ChainParameters> = {}) {
    let asked = 0;
    const run = network({ block_time: 1, ...terms }, powers, (v) => v !== 2 || ++asked > 5);
    run.send(0.5, 1);
    run.run(10);
    const { halted, height } = run.chain;
    return { at: run.final[0]![1], halted, height, missed: run.validators.missed.data[2], proposers: run.proposers };
  }

  it('is strictly more than the share: without it no block is made, and transactions wait', () => {
    expect(away([4, 4, 4])).toMatchObject({ at: 6, halted: 5, height: 5, missed: 5 });
    expect(away([5, 4, 4])).toMatchObject({ at: 1, halted: 0, height: 10, missed: 5 });
    expect(away([4, 4, 4], { quorum: 0.5 })).toMatchObject({ at: 1, halted: 0, missed: 5 });
  });

  it('passes over a proposer who is away: it makes no block until it is back', () => {
    for (const proposer of ['weighted-round-robin', 'lottery'] as const) {
      const { proposers } = away([4, 4, 4], { quorum: 0.5, proposer });
      expect(proposers.slice(0, 5)).not.toContain(2);
      expect(proposers).toHaveLength(10);
    }
  });
});

describe('a change of the gas limit', () => {
  it('lets a transaction that was sent under a higher limit have a block to itself', () => {
    const run = network({});
    run.send(1, 90);
    run.send(1, 10);
    run.engine.run(1.5);
    run.chain.configure({ ...TERMS, gas_limit: 50 });
    run.run(10);
    expect(run.final).toEqual([
      [0, 2],
      [1, 4],
    ]);
  });
});

describe('a set of nobody', () => {
  it('halts the chain when those with stake are all in jail, and goes on when they are back', () => {
    const run = network({ block_time: 1 }, [5, 5]);
    run.chain.start();
    run.engine.run(3);
    run.set.jail(0, 8.5);
    run.set.jail(1, 9.5);
    run.engine.run(12);
    // Blocks at 4 to 8 s are missing.
    expect([run.chain.height, run.chain.halted, run.chain.slots]).toEqual([7, 5, 12]);
    expect(run.proposers.slice(3)).toEqual([0, expect.any(Number), expect.any(Number), expect.any(Number)]);
  });
});
