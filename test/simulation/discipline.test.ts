/** Do validators lose what Cosmos says that they lose, and does the chain stand when too many are away? Traces by hand, and published probabilities. */
import { describe, expect, it } from 'vitest';
import { adversaries } from '../../src/agents/index.ts';
import type { MeasuredRun } from '../../src/measures/run.ts';
import { DRAINING, EXITED } from '../../src/network/tables.ts';
import { measure, scenario, type Written } from '../support/scenario.ts';

/** Nobody sends jobs; a block a second. */
const CHAIN: Written = {
  nodes: [],
  flows: [],
  epoch: '100s',
  chain: { mode: 'on', block_time: '1s' },
};

const run = async (written: Written, replication = 1) =>
  measure(await scenario({ ...CHAIN, ...written }), { replication });
const bond = ({ simulation: { world } }: MeasuredRun, v: number) =>
  world.ledger.balance(world.tables.validators.bond.data[v]!);
const held = (measured: MeasuredRun) => {
  const { adversary, table } = measured.simulation.world.tables.validators;
  return Array.from(adversary.data.subarray(0, table.size)).indexOf(0);
};

describe('downtime', () => {
  it.each([
    [0.55, 0.1345762132],
    [0.5, 0.4602053813],
    [0.6, 0.0167616865],
  ])(
    'of a validator with uptime %d jails at the first window with probability %d (catalogue B10)',
    async (uptime, p) => {
      const validators = 500;
      let jailed = 0;
      let all = 0;
      for (const replication of [1, 2, 3, 4]) {
        const measured = await run(
          {
            // The first block at which the window of 100 counts is the 101st.
            horizon: '101.5s',
            chain: { ...(CHAIN.chain as Written), quorum: 0 },
            validators: [{ group: 'v', count: validators, stake: '1000 OPG', uptime }],
            incentives: { discipline: { 'signed-blocks': { downtime: { jail: '50s' } } } },
          },
          replication,
        );
        const { metrics } = measured.record();
        jailed += metrics['staking.slashes.downtime']!;
        all += validators;
        expect(Math.abs(metrics['staking.missed_share']! - (1 - uptime))).toBeLessThan(0.01);
      }
      const se = Math.sqrt((p * (1 - p)) / all);
      expect(Math.abs(jailed / all - p)).toBeLessThan(4 * se);
      // The same check refuses a rule that jails from 50 missed on, not from 51, where there are enough to tell.
      const wrong: Record<number, number> = { 0.55: 0.1827, 0.5: 0.5398 };
      if (uptime < 0.6) expect(Math.abs(jailed / all - wrong[uptime]!)).toBeGreaterThan(4 * se);
    },
  );

  it('of one that is never there: 1 % each time, 600 s of jail, and again 101 blocks after its seat', async () => {
    const measured = await run({
      horizon: '6402s',
      validators: [{ group: 'v', count: 4, stake: '1000 OPG' }],
      adversaries: [{ name: 'a', attack: 'offline', count: 1 }],
      incentives: { discipline: 'signed-blocks' },
    });
    const v = held(measured);
    const { metrics } = measured.record();
    let left = 1_000_000_000;
    for (let i = 0; i < 10; i++) left -= Math.floor(left * 0.01);
    expect(bond(measured, v)).toBe(left);
    expect(left / 1e9).toBeCloseTo(0.90438, 5);
    expect(metrics['staking.slashes.downtime']).toBe(10);
    // 10 stretches of 101 blocks, of which all are missed, and no halt: three of four are more than two thirds.
    expect(measured.simulation.world.tables.validators.missed.data[v]).toBe(1010);
    expect(metrics['chain.halts']).toBe(0);
    expect(metrics['staking.exits']).toBe(10);
    expect(metrics['staking.entries']).toBe(9);
    expect(metrics['economy.burned']).toBeCloseTo((1e9 - left) / 1e6, 6);
    expect(metrics['staking.adversary.a.slashed']).toBeCloseTo((1e9 - left) / 1e6, 6);
  });

  it('is taken once in the spacing', async () => {
    const times = async (spacing: string) =>
      (
        await run({
          horizon: '1000s',
          validators: [{ group: 'v', count: 4, stake: '1000 OPG' }],
          adversaries: [{ name: 'a', attack: 'offline', count: 1 }],
          incentives: { discipline: { 'signed-blocks': { window: 10, downtime: { jail: '10s' }, spacing } } },
        })
      ).record().metrics['staking.slashes.downtime']!;
    // Every 20 s: 11 blocks after the seat, the last of them at the instant of the next seat less one.
    expect(await times('0s')).toBe(50);
    expect(await times('100s')).toBe(10);
  });

  it('by outages: up and down for the times drawn, so that the share missed is down / (up + down)', async () => {
    const shares: number[] = [];
    for (let replication = 1; replication <= 6; replication++) {
      const measured = await run(
        {
          horizon: '20000s',
          chain: { ...(CHAIN.chain as Written), quorum: 0 },
          validators: [
            {
              group: 'v',
              count: 20,
              stake: '1 OPG',
              outages: {
                every: { exponential: { mean: '90s' } },
                for: { uniform: { low: '0.001s', high: '19.999s' } },
              },
            },
          ],
          incentives: { staking: 'open' },
        },
        replication,
      );
      shares.push(measured.record().metrics['staking.missed_share']!);
    }
    const mean = shares.reduce((a, b) => a + b) / shares.length;
    const se = Math.sqrt(shares.reduce((s, x) => s + (x - mean) * (x - mean), 0) / 5 / 6);
    expect(Math.abs(mean - 0.1)).toBeLessThan(4 * se);
    expect(se).toBeLessThan(0.001);
  });
});

describe.each(['offline', 'equivocate'])('%s', (attack) => {
  it('says what it gains, what it costs and what beats it', () => {
    const { gains, costs, beatenBy, source, summary, holds } = adversaries[attack]!;
    for (const text of [gains, costs, beatenBy, source, summary]) expect(text.length).toBeGreaterThan(10);
    expect(holds).toBe('validators');
  });

  it('does nothing before `from` and after `until`', async () => {
    const { metrics } = (
      await run({
        horizon: '300s',
        validators: [{ group: 'v', count: 9, stake: '10 OPG' }],
        adversaries: [{ name: 'a', attack, share: 0.25, from: '100.5s', until: '150.5s' }],
        incentives: { staking: 'open' },
      })
    ).record();
    // A quarter of nine is two; the blocks at 101 to 150 s.
    expect(metrics['staking.adversary.a.validators']).toBe(2);
    if (attack === 'offline') expect(metrics['staking.missed_share']).toBeCloseTo(100 / 2700, 12);
    else expect(metrics['staking.double_signed']).toBe(100);
  });
});

describe('finality', () => {
  it('stands still while a third or more of the power is away, and goes on when it is back', async () => {
    const halts = async (count: number) => {
      const { metrics } = (
        await run({
          horizon: '200s',
          validators: [{ group: 'v', count: 9, stake: '10 OPG' }],
          adversaries: [{ name: 'a', attack: 'offline', count, from: '50s', until: '80s' }],
          incentives: { staking: 'open' },
        })
      ).record();
      return [metrics['chain.halts'], metrics['chain.halted_seconds'], metrics['chain.blocks']];
    };
    expect(await halts(2)).toEqual([0, 0, 200]);
    expect(await halts(3)).toEqual([30, 30, 170]);
  });

  it('comes back by itself once jail takes the absent out of the set', async () => {
    const { metrics } = (
      await run({
        horizon: '400s',
        chain: { ...(CHAIN.chain as Written), quorum: 0.6 },
        validators: [{ group: 'v', count: 10, stake: '10 OPG' }],
        adversaries: [
          { name: 'early', attack: 'offline', count: 2 },
          { name: 'late', attack: 'offline', count: 2, from: '150s' },
        ],
        incentives: { discipline: { 'signed-blocks': { downtime: { jail: '300s' } } } },
      })
    ).record();
    // 8 of 10, then 6 of 8 after the first are in jail (block 101): never below 0.6, which 6 of 10 would be.
    expect(metrics['chain.halts']).toBe(0);
    expect(metrics['staking.slashes.downtime']).toBe(4);
  });
});

describe('a double sign', () => {
  const SHORT = { window: 20, downtime: { jail: '20s' } };
  const signed = (more: Written, discipline: Written = {}): Written => ({
    horizon: '300s',
    validators: [{ group: 'v', count: 4, stake: '1000 OPG' }],
    delegators: [{ group: 'd', count: 8, stake: '100 OPG' }],
    adversaries: [{ name: 'a', attack: 'equivocate', count: 1, from: '10s' }],
    incentives: {
      staking: { open: { unbonding: '60s' } },
      discipline: { 'signed-blocks': { ...SHORT, ...discipline } },
    },
    ...more,
  });

  it('costs 5 % of everything once, and the seat for good; the rest of the bond is free after the unbonding time', async () => {
    const measured = await run(signed({}));
    const v = held(measured);
    const { metrics, entities } = measured.record();
    expect(metrics['staking.slashes.double-sign']).toBe(1);
    expect(metrics['staking.slashed.double-sign']).toBe(50 + 10);
    expect(metrics['staking.double_signed']).toBe(1);
    const { tables, ledger } = measured.simulation.world;
    expect(tables.validators.status.data[v]).toBe(EXITED);
    expect(ledger.balance(tables.operators.wallet.data[tables.validators.operator.data[v]!]!)).toBe(950_000_000);
    expect(entities.filter((e) => e.role === 'validator' && e.slashed > 0).map((e) => [e.id, e.status])).toEqual([
      [v, 'exited'],
    ]);
    // Delegators without a vote: their stake is there, less 5 %.
    expect(ledger.balance(tables.validators.delegation.data[v]!)).toBe(190_000_000);
  });

  it('is taken from a bond that left before the proof came, but not from one that is free', async () => {
    const leaving = (unbonding: string) =>
      run(
        signed({
          validators: [
            { group: 'v', count: 3, stake: '1000 OPG' },
            { group: 'w', count: 1, stake: '1000 OPG', joins: '1s', leaves: '19s' },
          ],
          adversaries: [{ name: 'a', attack: 'equivocate', count: 1, group: 'w', from: '10s' }],
          incentives: {
            staking: { open: { unbonding } },
            discipline: { 'signed-blocks': { ...SHORT, double_sign: { evidence: '40s' } } },
          },
        }),
      );
    const late = await leaving('60s');
    // Gone at 20 s, proven at 50 s, free at 80 s.
    expect(late.record().metrics['staking.slashed.double-sign']).toBe(50);
    const { tables, ledger } = late.simulation.world;
    const wallet = (m: MeasuredRun) =>
      m.simulation.world.ledger.balance(tables.operators.wallet.data[tables.validators.operator.data[3]!]!);
    expect(wallet(late)).toBe(950_000_000);
    expect(ledger.balance(tables.validators.bond.data[3]!)).toBe(0);
    const early = await leaving('25s');
    expect(early.record().metrics['staking.slashed.double-sign']).toBe(0);
    expect(wallet(early)).toBe(1_000_000_000);
  });

  it('goes down the waterfall: to who brought the proof, to the treasury up to a most, the rest burned', async () => {
    const measured = await run(
      signed(
        {},
        {
          to: [
            { to: 'reporter', share: 0.1 },
            { to: 'treasury', share: 0.5, most: '20 OPG' },
          ],
        },
      ),
    );
    const { ledger } = measured.simulation.world;
    expect(ledger.total('escrow', 'validator', 'slash')).toBe(6_000_000n);
    expect(ledger.total('escrow', 'treasury', 'slash')).toBe(20_000_000n);
    expect(ledger.total('escrow', 'burn', 'slash')).toBe(34_000_000n);
  });

  it('spares delegators where they do not share', async () => {
    const { metrics } = (await run(signed({}, { delegators_share: false }))).record();
    expect(metrics['staking.slashed.double-sign']).toBe(50);
  });

  it('by more than a third of the power could have split the chain', async () => {
    const unsafe = async (count: number) =>
      (
        await run({
          horizon: '100s',
          validators: [{ group: 'v', count: 9, stake: '10 OPG' }],
          adversaries: [{ name: 'a', attack: 'equivocate', count, from: '50s' }],
          incentives: { staking: 'open' },
        })
      ).record().metrics;
    expect((await unsafe(3))['staking.unsafe_heights']).toBe(0);
    // From the block at 50 s on, nobody stops them.
    expect(await unsafe(4)).toMatchObject({ 'staking.unsafe_heights': 51, 'staking.double_signed': 204 });
  });

  it('that is rare happens as often as its probability says', async () => {
    const measured = await run({
      horizon: '5000s',
      validators: [{ group: 'v', count: 4, stake: '10 OPG' }],
      adversaries: [{ name: 'a', attack: { equivocate: { probability: 0.2 } }, count: 2 }],
      incentives: { staking: 'open' },
    });
    const n = 10_000;
    expect(Math.abs(measured.record().metrics['staking.double_signed']! - n * 0.2)).toBeLessThan(
      4 * Math.sqrt(n * 0.16),
    );
  });

  it('leaves the offender on its way out when nothing else happens', async () => {
    const measured = await run(signed({ horizon: '30s', epoch: '10s' }));
    expect(measured.simulation.world.tables.validators.status.data[held(measured)]).toBe(DRAINING);
    expect(measured.record().metrics['staking.queued']).toBe(950);
  });
});
