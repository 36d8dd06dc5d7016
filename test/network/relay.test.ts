import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainsParameters } from '../../src/network/chains.ts';
import type { RelayParameters } from '../../src/network/relay.ts';
import { setting } from '../support/bound.ts';
import { deviation, mean } from '../support/statistics.ts';

const DIRECT: RelayParameters = { workers: 'unlimited', upload: 0, tries: 'unlimited', retry: 10, outages: [] };

type Fate = [subject: number, what: 'final' | 'dropped', time: number];

/** Sends transactions of these gases at these times through a relay; what became of them, in order of time. */
function carried(
  sends: readonly { at: number; gas?: number }[],
  relay: Partial<RelayParameters> | null,
  chain: Partial<ChainsParameters> = {},
  seed = '1/1',
) {
  const world = setting({
    seed,
    validators: [1],
    chain: {
      mode: 'on',
      block_time: 2,
      gas_limit: 100,
      ...chain,
      ...(relay ? { relay: { ...DIRECT, ...relay } } : {}),
    },
  });
  const { engine, chains } = world;
  const fates: Fate[] = [];
  const owner = chains.relays.proof.sender('test', (subject) => fates.push([subject, 'final', engine.now]), {
    dropped: (subject) => fates.push([subject, 'dropped', engine.now]),
  });
  const kind = engine.kind('send', (i) =>
    chains.relays.proof.send(owner, i, sends[i]!.gas ?? 1, world.world.facilitator),
  );
  sends.forEach(({ at }, i) => {
    engine.at(at, kind, i);
  });
  chains.start();
  return {
    fates,
    world,
    relay: chains.relays.proof,
    run(until = 1000): Fate[] {
      engine.run(until);
      return fates;
    },
  };
}

const at = (...times: number[]) => times.map((time) => ({ at: time }));

describe('a relay', () => {
  it('that the scenario does not have changes nothing', () => {
    for (const relay of [null, {}])
      expect(carried(at(0.5, 0.5, 3), relay).run()).toEqual([
        [0, 'final', 2],
        [1, 'final', 2],
        [2, 'final', 4],
      ]);
  });

  it.each(['on', 'aggregate'] as const)(
    'of one worker sends one transaction a block: the next after the receipt, mode %s',
    (mode) => {
      const one = carried(at(0.5, 0.5, 0.5, 9), { workers: 1 }, { mode });
      expect(one.run()).toEqual([
        [0, 'final', 2],
        [1, 'final', 4],
        [2, 'final', 6],
        [3, 'final', 10],
      ]);
      // Each waited for the receipt of the one before.
      expect(one.relay.history).toEqual({ taken: 4, waited: 1.5 + 3.5, longest: 3.5, dropped: 0 });
    },
  );

  it.each(['on', 'aggregate'] as const)('waits for finality, not for the block, mode %s', (mode) => {
    // In blocks 1, 2 (made at 4, sent at 3), 3: final one second later each.
    expect(carried(at(0.5, 0.5, 0.5), { workers: 1 }, { mode, finality: 1 }).run()).toEqual([
      [0, 'final', 3],
      [1, 'final', 5],
      [2, 'final', 7],
    ]);
    // The receipt comes with the next block, at 4, which takes what is sent because of it.
    expect(carried(at(0.5, 0.5), { workers: 1 }, { mode, finality: 2 }).run()).toEqual([
      [0, 'final', 4],
      [1, 'final', 6],
    ]);
  });

  it('of k workers is k serial ones with one queue, in any mode', () => {
    const byHand = (times: readonly number[], workers: number, upload: number, finality: number): Fate[] => {
      const free = Array.from({ length: workers }, () => 0);
      const done = times.map((time, i): Fate => {
        free.sort((a, b) => a - b);
        const begun = Math.max(time, free[0]!);
        const sent = begun + upload;
        // A block takes what was sent at its own instant, but not what was sent because of it.
        const answers = finality === 0 && upload === 0 && begun > time;
        let block = Math.max(1, Math.ceil(sent / 2));
        if (answers && block * 2 === sent) block++;
        free[0] = block * 2 + finality;
        return [i, 'final', free[0]];
      });
      return done.sort((a, b) => a[2] - b[2] || a[0] - b[0]);
    };
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(0, 0.75, 5),
        fc.constantFrom(0, 0.25, 3),
        fc.constantFrom('on', 'aggregate'),
        (quarters, workers, upload, finality, mode) => {
          // Never at a block's own instant, where it matters what was sent because of it.
          const times = quarters.map((n) => n / 4 + 0.1).sort((a, b) => a - b);
          const fates = carried(at(...times), { workers, upload }, { mode, finality }).run();
          expect([...fates].sort((a, b) => a[2] - b[2] || a[0] - b[0])).toEqual(
            byHand(times, workers, upload, finality),
          );
        },
      ),
      { numRuns: 80 },
    );
  });

  it('tries again while its link is down, and gives up for good', () => {
    const outages = [{ at: 5, for: 20 }];
    // At 6, 11 and 16 the link is down.
    expect(carried(at(6), { outages, tries: 3, retry: 5 }).run()).toEqual([[0, 'dropped', 16]]);
    // At 6, 11, 16 and 21 it is down, at 26 it is not.
    expect(carried(at(6), { outages, tries: 5, retry: 5 }).run()).toEqual([[0, 'final', 26]]);
    // Up at 25, when the outage is over.
    expect(carried(at(5), { outages, retry: 10 }).run()).toEqual([[0, 'final', 26]]);
    // Who is sent before the outage gets through; the upload of the other ends within it.
    expect(carried(at(4.5, 4), { outages, upload: 0.75, tries: 1 }).run()).toEqual([
      [0, 'dropped', 5.25],
      [1, 'final', 6],
    ]);
  });

  it('frees its worker when it gives up', () => {
    const fates = carried(at(0, 0, 0), { workers: 1, outages: [{ at: 0, for: 3.5 }], tries: 2, retry: 1 }).run();
    expect(fates).toEqual([
      [0, 'dropped', 1],
      [1, 'dropped', 2],
      [2, 'dropped', 3],
    ]);
  });

  it('works off a long queue at once where there is no chain to wait for', () => {
    const many = at(...Array.from({ length: 20_000 }, () => 1));
    const fates = carried(many, { workers: 1, outages: [{ at: 0, for: 5 }] }, { mode: 'off' }).run();
    expect(fates.length).toBe(20_000);
    expect(new Set(fates.map(([, , time]) => time))).toEqual(new Set([11]));
  });

  it('does not pay more than its maximum: the transaction waits, and others pass', () => {
    const { world, run, fates, relay } = carried(at(1, 1), { max_fee: 0.5 }, { gas_price: 0.75 });
    const { chain, engine, ledger } = world;
    const other = chain.sender('other', (subject) => fates.push([subject, 'final', engine.now]));
    chain.send(other, 7, 100, world.world.treasury);
    run(9);
    expect(fates).toEqual([[7, 'final', 2]]);
    expect(ledger.balance(world.world.facilitator)).toBe(0);
    chain.configure({
      ...{ mode: 'on', block_time: 2, gas_limit: 100, finality: 0, proposer: 'lottery', quorum: 0.5 },
      gas_price: 0.5,
    });
    run(20);
    expect(fates.slice(1)).toEqual([
      [0, 'final', 10],
      [1, 'final', 10],
    ]);
    // ceil(0.5) for each.
    expect(ledger.balance(world.world.facilitator)).toBe(-2);
    expect(relay.history.dropped).toBe(0);
  });

  it('gives up what is in no block in time, which then costs nothing', () => {
    const { world, run } = carried(at(1, 2.5), { max_fee: 0.5, receipt: 5, workers: 1 }, { gas_price: 0.75 });
    expect(run(50)).toEqual([
      [0, 'dropped', 6],
      [1, 'dropped', 11],
    ]);
    expect(world.ledger.balance(world.world.facilitator)).toBe(0);
    expect(world.chain.waiting).toBe(0);
    // A block of the very instant is in time, and finality may take longer.
    expect(carried(at(1), { receipt: 1, workers: 1 }, { finality: 9 }).run()).toEqual([[0, 'final', 11]]);
  });

  it('finds a link with random outages down for their share of time', () => {
    // A renewal process: down for lasting / (between + lasting) of the time.
    const shares = Array.from({ length: 24 }, (_, r) => {
      const random = {
        between: { kind: 'exponential', mean: 6 },
        lasting: { kind: 'exponential', mean: 2 },
      } as const;
      const every = Array.from({ length: 3000 }, (_, i) => 1 + i * 0.7);
      const fates = carried(at(...every), { tries: 1, random }, { mode: 'off' }, `9/${r}`).run(4000);
      return mean(fates.map(([, what]) => (what === 'dropped' ? 1 : 0)));
    });
    expect(deviation(shares, 2 / 8)).toBeLessThan(4);
    expect(deviation(shares, 2 / 6)).toBeGreaterThan(4);
  });
});
