/** Do block rewards spread as proof of stake is known to? The chain's own lottery and the rule that scenarios use, block by block. */
import { describe, expect, it } from 'vitest';
import { KeyedDraw } from '../../src/engine/keyed.ts';
import { setting } from '../support/bound.ts';
import { mean, standardError } from '../support/statistics.ts';

/** Base units of the whole stake. */
const STAKE = 1e12;

/** Two validators with shares a and 1 - a of the stake; reward w of the first stake for every block. */
async function race(a: number, w: number, blocks: number, bond: boolean, seed: number) {
  const luck = new KeyedDraw(`${seed}`, 'lottery');
  let drawn = 0;
  const world = setting({
    nodes: [],
    validators: [a * STAKE, (1 - a) * STAKE],
    chain: { mode: 'on', block_time: 1, proposer: 'lottery' },
    lottery: () => luck.uniform(drawn++, 0),
  });
  const rule = await world.bind('division', 'proposers', { bond });
  const { ledger, tables } = world;
  const { emissionPot, facts } = world.world;
  facts.on('block', (_proposer, height) => {
    ledger.issue(emissionPot, w * STAKE, ledger.genesisReason);
    rule.divide(w * STAKE, height);
  });
  world.chain.start();
  world.engine.run(blocks);
  const { bond: bonds, wallet, blocks: made } = tables.validators;
  const [first, second] = [0, 1].map((v) => ledger.balance(bonds.data[v]!));
  expect(first! + second! + ledger.balance(wallet.data[0]!) + ledger.balance(wallet.data[1]!)).toBe(
    STAKE + blocks * w * STAKE,
  );
  return { share: first! / (first! + second!), blocks: made.data[0]! };
}

const many = async <T>(runs: number, of: (seed: number) => Promise<T>) =>
  Promise.all(Array.from({ length: runs }, (_, seed) => of(seed)));

describe('block rewards by lottery', () => {
  it.each([
    [0.1, 0.01, 1000, 0.02846192207],
    [0.1, 0.001, 1000, 0.006704852344],
  ])(
    'that are bonded: the share of %d with reward %d after %d blocks spreads as published (catalogue B01)',
    async (a, w, n, sd) => {
      const shares = (await many(400, (seed) => race(a, w, n, true, seed))).map(({ share }) => share);
      // A martingale: the mean stays.
      expect(Math.abs(mean(shares) - a)).toBeLessThan(4 * standardError(shares));
      const squares = shares.map((x) => (x - a) * (x - a));
      expect(Math.abs(mean(squares) - sd * sd)).toBeLessThan(4 * standardError(squares));
      // The spread of rewards that are not bonded is refused, where it is another.
      const loose = (Math.sqrt(a * (1 - a) * n) * w) / (1 + n * w);
      if (w === 0.01) expect(Math.abs(mean(squares) - loose * loose)).toBeGreaterThan(4 * standardError(squares));
    },
    30_000,
  );

  it.each([
    ['that are not bonded, as in proof of work,', false, 0.01, 0.5322562126, 0.6595787899],
    ['that are bonded', true, 0.01, 0.6595787899, 0.5322562126],
  ])(
    '%s are off by more than a tenth of the share after 100 blocks as often as published (catalogue B02)',
    async (_, bond, w, p, other) => {
      const runs = 2000;
      // The boundary counts as fair.
      const off = (await many(runs, (seed) => race(0.2, w, 100, bond, seed))).filter(
        ({ blocks }) => blocks < 18 || blocks > 22,
      );
      const se = Math.sqrt((p * (1 - p)) / runs);
      expect(Math.abs(off.length / runs - p)).toBeLessThan(4 * se);
      expect(Math.abs(off.length / runs - other)).toBeGreaterThan(4 * se);
    },
    30_000,
  );

  it('go to the treasury when nobody proposed', async () => {
    const world = setting({ nodes: [], validators: [5] });
    const rule = await world.bind('division', 'proposers');
    world.ledger.issue(world.world.emissionPot, 7, world.ledger.genesisReason);
    rule.divide(7, 0);
    expect(world.ledger.balance(world.world.treasury)).toBe(7);
  });
});
