/** Who is in the set, what does stake yield, and where does it go? Closed forms, hand-made traces, and published shares of proof of stake. */
import { describe, expect, it } from 'vitest';
import type { MeasuredRun } from '../../src/measures/run.ts';
import { flow, measure, scenario, type Written } from '../support/scenario.ts';
import { mean } from '../support/statistics.ts';

const YEAR = 31_557_600;

/** Nobody sends jobs; a block a second; validators share what is issued. */
const CHAIN: Written = {
  nodes: [],
  flows: [],
  horizon: '1000s',
  epoch: '100s',
  chain: { mode: 'on', block_time: '1s' },
};
const ISSUED: Written = {
  emission: { linear: { pool: '1000 OPG', over: '1000s' } },
  division: { proportional: { to: 'validators' } },
};

const run = async (written: Written, replication = 1) =>
  measure(await scenario({ ...CHAIN, ...written }), { replication });
const validators = (measured: MeasuredRun) => measured.record().entities.filter((e) => e.role === 'validator');
const delegators = (measured: MeasuredRun) => measured.record().entities.filter((e) => e.role === 'delegator');

describe('an authority', () => {
  it('adds validators of power 1 against 10,000, with new tokens, and burns them when they go', async () => {
    const measured = await run({
      horizon: '30003s',
      validators: [
        { group: 'genesis', count: 3, stake: '10000 OPG' },
        { group: 'added', count: 3, stake: '1 OPG', joins: '1s', leaves: '30002.5s' },
      ],
      token: { decimals: 0, supply: 1_000_000 },
      incentives: { staking: { authority: { unbonding: 0 } } },
    });
    const blocks = validators(measured).map((e) => e.jobs);
    // One full round of 30,003 blocks: each as many as its power, give or take the newcomers' late start.
    for (const v of [0, 1, 2]) expect(Math.abs(blocks[v]! - 10_000)).toBeLessThanOrEqual(2);
    for (const v of [3, 4, 5]) expect(blocks[v]).toBeLessThanOrEqual(1);
    const { ledger } = measured.simulation.world;
    expect(ledger.total('mint', 'validator-bond', 'admission')).toBe(3n);
    const going = await run({
      validators: [
        { group: 'genesis', count: 3, stake: '10000 OPG' },
        { group: 'added', count: 2, stake: '1 OPG', joins: '100s', leaves: '200s' },
      ],
      incentives: { staking: { authority: { unbonding: '21s' } } },
    });
    expect(going.simulation.world.ledger.total('validator-bond', 'burn', 'removal')).toBe(2_000_000n);
    expect(validators(going).map((e) => e.status)).toEqual(['active', 'active', 'active', 'exited', 'exited']);
    expect(going.record().metrics).toMatchObject({
      'staking.entries': 2,
      'staking.exits': 2,
      'economy.staked': 30_000,
    });
  });
});

describe('an open set', () => {
  it('has so many seats: a newcomer with more stake takes that of the least', async () => {
    const measured = await run({
      validators: [
        { group: 'old', count: 3, stake: '10 OPG' },
        { group: 'rich', count: 1, stake: '50 OPG', joins: '400s' },
      ],
      incentives: { staking: { open: { maximum: 3 } } },
    });
    expect(validators(measured).map((e) => e.status)).toEqual(['active', 'active', 'joining', 'active']);
    const blocks = validators(measured).map((e) => e.jobs);
    // 400 s in thirds; then 10, 10 and 50 of 70.
    expect(Math.abs(blocks[2]! - 400 / 3)).toBeLessThan(2);
    expect(Math.abs(blocks[3]! - 600 * (5 / 7))).toBeLessThan(4);
    expect(measured.record().metrics).toMatchObject({
      'staking.set_size': 3,
      'staking.entries': 1,
      'staking.exits': 1,
      'economy.staked': 80,
    });
  });

  it('pays nothing to those who wait, and in proportion to mean power to those who come in mid-epoch', async () => {
    const measured = await run({
      horizon: '100s',
      validators: [
        { group: 'a', count: 1, stake: '30 OPG' },
        { group: 'b', count: 1, stake: '30 OPG', joins: '50s' },
        { group: 'c', count: 1, stake: '20 OPG' },
      ],
      incentives: {
        ...ISSUED,
        emission: { linear: { pool: '100 OPG', over: '100s' } },
        staking: { open: { maximum: 2 } },
      },
    });
    // Mean powers 30, 15 and 10.
    expect(validators(measured).map((e) => e.revenue / 1e6)).toEqual([
      expect.closeTo((100 * 30) / 55, 5),
      expect.closeTo((100 * 15) / 55, 5),
      expect.closeTo((100 * 10) / 55, 5),
    ]);
  });
});

describe('yields', () => {
  it('are what is paid over what is staked: commission goes from delegators to validators', async () => {
    const { metrics } = (
      await run({
        validators: [{ group: 'v', count: 2, stake: '100 OPG', commission: 0.1 }],
        delegators: [{ group: 'd', count: 4, stake: '150 OPG' }],
        incentives: { ...ISSUED, staking: 'open' },
      })
    ).record();
    const perYear = YEAR / 1000;
    // 1000 OPG on 800: 1.25 per token, of which delegators give a tenth for their 600.
    expect(metrics['staking.delegator_apr']).toBeCloseTo(1.25 * 0.9 * perYear, 6);
    expect(metrics['staking.validator_apr']).toBeCloseTo((1.25 + (0.125 * 600) / 200) * perYear, 6);
  });

  it('compound when delegators bond them: 1 + r per epoch, where nobody else earns', async () => {
    const measured = await run({
      validators: [{ group: 'v', count: 1, stake: '1 OPG' }],
      delegators: [{ group: 'd', count: 1, stake: '999 OPG' }],
      incentives: {
        ...ISSUED,
        staking: { open: { unbonding: '1s' } },
        delegation: { logit: { inertia: 1, compounding: 1 } },
      },
    });
    // 100 OPG an epoch by power.
    let own = 999_000_000;
    for (let e = 0; e < 10; e++) own += Math.floor((100_000_000 * own) / (own + 1_000_000));
    const [d] = delegators(measured);
    expect(Math.abs(d!.stake - own)).toBeLessThanOrEqual(10);
    expect(d!.revenue).toBe(d!.stake - 999_000_000);
    expect(measured.record().metrics['economy.revenue.delegators']).toBeCloseTo(d!.revenue / 1e6, 6);
  });

  it('need not all be bonded: the rest stays in the wallet', async () => {
    const measured = await run({
      validators: [{ group: 'v', count: 1, stake: '100 OPG' }],
      delegators: [{ group: 'd', count: 3, stake: '100 OPG' }],
      incentives: { ...ISSUED, staking: 'open', delegation: { logit: { inertia: 1, compounding: 0.25 } } },
    });
    const { ledger, tables } = measured.simulation.world;
    for (const d of delegators(measured)) {
      const kept = ledger.balance(tables.delegators.wallet.data[d.id]!);
      expect(kept / d.revenue).toBeCloseTo(0.75, 5);
      expect(d.stake).toBe(100_000_000 + d.revenue - kept);
    }
  });
});

describe('delegation by logit', () => {
  const CHOICE: Written = {
    horizon: '4000s',
    epoch: '10s',
    chain: { mode: 'off' },
    // So much of their own that delegators hardly change what a token earns.
    validators: [
      { group: 'dear', count: 1, stake: '1000000 OPG', commission: 0.5 },
      { group: 'cheap', count: 1, stake: '1000000 OPG', commission: 0 },
    ],
    delegators: [{ group: 'd', count: 20, stake: '0.001 OPG' }],
  };
  const incentives = (delegation: Written): Written => ({
    // 0.1 of the stake in a year, on all of it.
    emission: { linear: { pool: '25.35047 OPG', over: '4000s' } },
    division: { proportional: { to: 'validators' } },
    staking: { open: { unbonding: 0 } },
    delegation: { logit: delegation },
  });
  /** Share of delegators at the cheaper one at the ends of epochs (all but the first ones), and moves. */
  async function atCheap(delegation: Written, replication = 1) {
    const checked = await scenario({ ...CHAIN, ...CHOICE, incentives: incentives(delegation) });
    const measured = measure(checked, { replication });
    return measured.record().metrics['staking.moves']! / (20 * 400);
  }

  it('chooses e^(sensitivity x difference of yields) times as often what yields more', async () => {
    // Yields: 0.1 and 0.05 a year. With sensitivity 40 the odds are e^2; a move is a choice that differs from the last.
    for (const [sensitivity, odds] of [
      [0, 1],
      [40, Math.exp(2)],
      [80, Math.exp(4)],
    ] as const) {
      const p = odds / (1 + odds);
      const shares = [];
      for (let r = 1; r <= 3; r++) shares.push(await atCheap({ inertia: 0, sensitivity }, r));
      const n = 3 * 20 * 400;
      const expected = 2 * p * (1 - p);
      // The first epoch has no yields yet; consecutive moves share a choice, which at most doubles the variance.
      expect(Math.abs(mean(shares) - expected)).toBeLessThan(
        4 * Math.sqrt((2 * expected * (1 - expected)) / n) + 1 / 400,
      );
      // A rule that followed the yields half as much is refused.
      const half = Math.sqrt(odds) / (1 + Math.sqrt(odds));
      if (sensitivity > 0) expect(Math.abs(mean(shares) - 2 * half * (1 - half))).toBeGreaterThan(0.05);
    }
  }, 60_000);

  it('moves only those who look around: 1 - inertia of them', async () => {
    const share = await atCheap({ inertia: 0.75, sensitivity: 0 });
    expect(Math.abs(share - 0.125)).toBeLessThan(4 * Math.sqrt((2 * 0.125 * 0.875) / 8000));
    expect(await atCheap({ inertia: 1, sensitivity: 0 })).toBe(0);
  });

  it('binds who has moved for the unbonding time', async () => {
    const measured = await run({
      ...CHOICE,
      incentives: { ...incentives({ inertia: 0, sensitivity: 0 }), staking: { open: { unbonding: '4000s' } } },
    });
    expect(measured.record().metrics['staking.moves']).toBeLessThanOrEqual(20);
    expect(measured.record().metrics['staking.moves']).toBeGreaterThan(10);
  });

  it('through the queue earns nothing on the way', async () => {
    const [straight, queued] = await Promise.all(
      (['redelegate', 'unbond'] as const).map(async (through) => {
        const measured = await run({
          ...CHOICE,
          delegators: [{ group: 'd', count: 20, stake: '1000 OPG' }],
          incentives: {
            ...incentives({ inertia: 0, sensitivity: 0, through }),
            staking: { open: { unbonding: '995s' } },
          },
        });
        return measured.record().metrics;
      }),
    );
    // Each moves again as soon as it may, and is on its way nearly always.
    expect(queued!['economy.revenue.delegators']! / straight!['economy.revenue.delegators']!).toBeLessThan(0.1);
    expect(straight!['economy.revenue.delegators']).toBeGreaterThan(0);
  });

  it('leaves a validator whose commission is all: the stake gathers where it earns', async () => {
    const measured = await run({
      validators: [
        { group: 'greedy', count: 5, stake: '100 OPG', commission: 1 },
        { group: 'fair', count: 5, stake: '100 OPG', commission: 0.05 },
      ],
      delegators: [{ group: 'd', count: 100, stake: '10 OPG' }],
      epoch: '10s',
      incentives: {
        ...ISSUED,
        staking: { open: { unbonding: 0 } },
        delegation: { logit: { inertia: 0.5, sensitivity: 100 } },
      },
    });
    const byGroup = (group: string) =>
      validators(measured)
        .filter((e) => e.group === group)
        .reduce((sum, e) => sum + e.stake, 0) / 1e6;
    expect(byGroup('fair')).toBe(1500);
    expect(byGroup('greedy')).toBe(500);
    // Nobody but the delegators votes with what is theirs: a third and a half of all stake is voted by others.
    expect(measured.record().metrics['staking.owned_controlled_distance']).toBeCloseTo(0.5, 12);
  });
});

describe('nodes that come and go', () => {
  const FLOW: Written = { name: 'f', model: 'toy', arrivals: { poisson: { rate: '2/s' } } };
  const network = (late: Written, admission: unknown = 'open', more: Written = {}): Written => ({
    models: [{ name: 'toy', size: { constant: '100ms' } }],
    nodes: [
      { group: 'old', count: 1, stake: '10 OPG' },
      { group: 'late', count: 1, stake: '10 OPG', ...late },
    ],
    flows: [FLOW],
    epoch: '100s',
    chain: { mode: 'off' },
    incentives: { admission, minimum_stake: '5 OPG', price: { token: '1 OPG' } },
    ...more,
  });
  const node = (m: MeasuredRun, id: number) => m.record().entities.find((e) => e.role === 'node' && e.id === id)!;

  it('serve from when they are admitted until they leave, and have their bond back after the unbonding time', async () => {
    const times: number[] = [];
    const checked = await scenario({
      ...CHAIN,
      ...network({ joins: '200s', leaves: '500s' }, { open: { activation: '50s', unbonding: '100s' } }),
    });
    const { Simulation } = await import('../../src/simulation/simulation.ts');
    const simulation = new Simulation(checked, {
      replication: 1,
      banks: { profiles: {} },
      observers: (s) => [
        {
          accepted: (_job, task) => {
            if (s.world.tables.tasks.node.data[task] === 1) times.push(s.world.engine.now);
          },
        },
      ],
    });
    simulation.start();
    const { tables, ledger } = simulation.world;
    const held = (time: number) => {
      simulation.run(time);
      return [
        ledger.balance(tables.nodes.bond.data[1]!) / 1e6,
        ledger.balance(tables.operators.wallet.data[tables.nodes.operator.data[1]!]!) / 1e6,
      ];
    };
    expect(held(199)).toEqual([0, 0]);
    expect(held(201)).toEqual([10, 0]);
    expect(held(799)).toEqual([10, 0]);
    expect(held(801)).toEqual([0, 10]);
    simulation.run();
    expect(Math.min(...times)).toBeGreaterThan(250);
    // What had come before 700 s is still served.
    expect(Math.max(...times)).toBeLessThan(701);
    expect(times.length).toBeGreaterThan(350);
  });

  it('count in utilization for the time that they are there', async () => {
    const measured = await run(network({ joins: '500s' }));
    const { metrics, series } = measured.record();
    // 2 jobs/s of 0.1 s: 0.2 of a node, on 1.5 nodes of the whole time.
    expect(metrics['utilization.mean']! * 1500).toBeCloseTo((metrics['throughput.jobs_per_second']! * 1000) / 10, 0);
    const path = series.values['utilization.mean']!;
    expect(path[0]! / path[9]!).toBeGreaterThan(1.5);
  });

  it('count in utilization and node-hours until they are expelled; without any node there is none', async () => {
    const expelled = (count: number, from: string): Written => ({
      horizon: '1000s',
      nodes: [{ group: 'n', count: 2, stake: '10 OPG' }],
      validators: [{ group: 'v', count: 1, stake: 1 }],
      models: [{ name: 'toy', size: '100ms' }],
      flows: [flow({ verification: { sampling: { probability: 1, by: 'validators' } } })],
      adversaries: [{ name: 'a', attack: 'lazy', count, from }],
      incentives: {
        price: { token: '1 OPG' },
        fees: { node: 1 },
        minimum_stake: '5 OPG',
        slashing: { fraction: { fraction: 1 } },
      },
      token: { price: 1 },
    });
    const { metrics, entities, series } = (await run(expelled(1, '500s'))).record();
    expect(entities.filter(({ role, status }) => role === 'node' && status === 'exited')).toHaveLength(1);
    const done = metrics['throughput.jobs_per_second']! * 1000;
    // Caught by its first answer after 500 s: there were 1.5 nodes.
    expect(metrics['utilization.mean']! / (done / 10 / 1500)).toBeCloseTo(1, 2);
    expect(metrics['economy.revenue_per_node_hour_usd']! / (done / (1500 / 3600))).toBeCloseTo(1, 2);
    const none = (await run({ ...expelled(2, '0s'), measures: { windows: 10, warmup: '500s' } })).record();
    expect(none.metrics['utilization.mean']).toBeNull();
    expect(none.series.values['utilization.mean']!.slice(5)).toEqual([0, 0, 0, 0, 0]);
    expect(series.values['utilization.mean']!.every((value) => value! > 0)).toBe(true);
  });

  it('are refused below the minimum stake, and by an authority that does not know them', async () => {
    for (const [late, admission] of [
      [{ joins: '200s', stake: { uniform: { low: 1, high: 4 } } }, 'open'],
      [{ joins: '200s', approved: false }, 'authority'],
      [{ approved: false }, 'authority'],
    ] as const) {
      const refused = node(await run(network(late, admission)), 1);
      expect([refused.status, refused.jobs, refused.stake]).toEqual(['exited', 0, 0]);
    }
    const reviewed = node(await run(network({ joins: '200s' }, { authority: { review: '790s' } })), 1);
    expect(reviewed.status).toBe('active');
    expect(reviewed.jobs).toBeLessThan(40);
  });

  it('can still be slashed while they drain, but are not released into service', async () => {
    const measured = await run(
      network(
        { joins: '1s', leaves: '300s' },
        { open: { unbonding: '650s' } },
        {
          models: [{ name: 'toy', size: { constant: '1s' } }],
          nodes: [
            { group: 'old', count: 3, stake: '10 OPG' },
            { group: 'late', count: 1, stake: '10 OPG', joins: '1s', leaves: '300s' },
          ],
          flows: [{ ...FLOW, latency: '2s', verification: { sampling: { probability: 1 } } }],
          adversaries: [{ name: 'a', attack: 'lazy', count: 1, group: 'late', from: '299s' }],
          incentives: {
            admission: { open: { unbonding: '650s' } },
            slashing: { fraction: { fraction: 0.1, jail: '20s' } },
          },
        },
      ),
    );
    const late = node(measured, 3);
    expect(late.status).toBe('exited');
    expect(late.slashed).toBeGreaterThan(0);
    const { ledger, tables } = measured.simulation.world;
    expect(ledger.balance(tables.operators.wallet.data[tables.nodes.operator.data[3]!]!)).toBe(
      10_000_000 - late.slashed,
    );
  });
});
