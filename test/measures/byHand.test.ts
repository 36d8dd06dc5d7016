/** Four jobs whose every number can be worked out on paper: what do the measures say of them? */
import { describe, expect, it } from 'vitest';
import { flow, measure, scenario, type Written } from '../support/scenario.ts';

/**
 * One node. Jobs come at 1, 2, 10 and 25 s with 2, 2, 1 and 5 s of work, and end at 3, 5, 11 and 30 s; the horizon is 30 s. One
 * validator as fast as the node audits every answer: from 3 to 5, 5 to 7, 11 to 12; the last audit is open at the horizon.
 */
const FOUR: Written = {
  horizon: '30s',
  epoch: '10s',
  token: { supply: '1000 OPG', price: 0.5 },
  nodes: [{ group: 'n', count: 1, stake: '10 OPG' }],
  validators: [{ group: 'v', count: 1, stake: '30 OPG', commission: 0.5 }],
  delegators: [{ group: 'd', count: 1, stake: '10 OPG' }],
  flows: [
    flow({
      arrivals: { trace: { file: 'fixtures/four-jobs.csv' } },
      verification: { sampling: { probability: 1, by: 'validators', reward: '0.25 OPG' } },
      settlement: { batch: { items: 2, idle: '4s', age: '20s', gas: 1 } },
      value: 3,
      objective: '2.5s',
      willingness: { constant: 1.5 },
    }),
  ],
  incentives: {
    price: { token: '1 OPG' },
    fees: { node: 0.7, validators: 0.1, publisher: 0.05, treasury: 0.1, burn: 0.05 },
    emission: { linear: { pool: '3 OPG', over: '30s' } },
  },
  measures: { windows: 3, warmup: 'none' },
};

const record = async (more: Written = {}) => measure(await scenario({ ...FOUR, ...more })).record();

describe('throughput by hand', () => {
  it('counts, waits and latencies', async () => {
    const { metrics } = await record();
    const expected: Record<string, number> = {
      'throughput.offered_per_second': 4 / 30,
      'throughput.jobs_per_second': 4 / 30,
      // 2 s and 1 s are within 2.5 s; 3 s and 5 s are not.
      'throughput.goodput_per_second': 2 / 30,
      'throughput.refused_share': 0,
      'latency.mean_seconds': (2 + 3 + 1 + 5) / 4,
      'wait.mean_seconds': 1 / 4,
      'queue.jobs_in_system': 11 / 30,
      'utilization.mean': 10 / 30,
      // Batches: {3, 5} sent at 5; {11} at 15 for idleness; {30} open.
      'proof.time_mean_seconds': (2 + 0 + 4) / 3,
      'proof.proved_share': 3 / 4,
      'verdict.time_mean_seconds': (2 + 2 + 1) / 3,
      'verification.overhead': 5 / 10,
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, metrics[name]]).toEqual([name, expect.closeTo(value, 12)]);
    expect(metrics['latency.p50_seconds']).toBeGreaterThan(1.98);
    expect(metrics['latency.p50_seconds']).toBeLessThan(2.02);
  });

  it('answers are counted as to be proved from when their flow settles', async () => {
    const settled = (FOUR.flows as Written[])[0]!;
    // At 8 s: the answers at 11 and 30 are sent, the first alone when it has been idle, at 15; that at 30 is open.
    const changed = await record({
      flows: [{ ...settled, settlement: 'none' }],
      changes: [{ at: '8s', set: { [`flows.${settled.name}.settlement`]: settled.settlement } }],
    });
    expect(changed.metrics['proof.proved_share']).toBeCloseTo(1 / 2, 12);
  });

  it('windows: what happens at the end of a window belongs to it', async () => {
    const { series } = await record();
    expect(series.time).toEqual([10, 20, 30]);
    expect(series.values['throughput.offered_per_second']).toEqual([0.3, 0, 0.1]);
    expect(series.values['throughput.jobs_per_second']).toEqual([0.2, 0.1, 0.1]);
    expect(series.values['latency.mean_seconds']).toEqual([2.5, 1, 5]);
    expect(series.values['queue.jobs_in_system']).toEqual([0.5, 0.1, 0.5]);
  });

  it('a warm-up of one window or two cuts whole blocks only, and never everything', async () => {
    const whole = (await record()).metrics;
    const cut = await record({ measures: { windows: 30, warmup: '12s' } });
    // 12 s of 1 s windows: rounded up to 15. From there on one job came and one was answered.
    expect(cut.warmup).toEqual({ seconds: 15, reached: true });
    expect(cut.metrics['throughput.offered_per_second']).toBeCloseTo(1 / 15, 12);
    expect(cut.metrics['latency.mean_seconds']).toBe(5);
    // Totals are never cut.
    for (const total of ['economy.fees', 'verification.audits', 'fraud.attempted'])
      expect(cut.metrics[total]).toBe(whole[total]);
    expect((await record({ measures: { windows: 30, warmup: '29s' } })).warmup.seconds).toBe(25);
  });
});

describe('money by hand', () => {
  it('who pays whom, and who has what in the end', async () => {
    const { metrics, ledger, entities } = await record();
    const expected: Record<string, number> = {
      'economy.fees': 4,
      'economy.emission': 3,
      'economy.burned': 0.2,
      'economy.slashed': 0,
      'economy.supply': 1000 + 3 - 0.2,
      // Fees 0.4, and emission of epochs without work (the second has one job answered at 11, all have some): none.
      'economy.treasury': 0.4 - 3 * 0.25,
      // Clients buy every fee; the treasury what it lacks at the ends of epochs.
      'economy.revenue.nodes': 4 * 0.7 + 3,
      'economy.revenue.publishers': 0.2,
      // Rewards of three audits; 0.4 of the pot, of which the delegator has 10/40 less half of that.
      'economy.revenue.delegators': 0.4 * 0.25 * 0.5,
      'economy.revenue.validators': 0.75 + 0.4 * (1 - 0.125),
      // Of fees 4, emission 3, and the 0.35 that the treasury spends beyond its own 0.4.
      'economy.value_share.nodes': 5.8 / 7.35,
      'economy.value_share.burn': 0.2 / 7.35,
      'economy.value_share.treasury': 0,
      'economy.staked': 50,
      'economy.staked_share': 50 / 1002.8,
      'economy.fee_mean': 1,
      // 1.5 USD less 1 OPG at 0.5 USD, four times.
      'economy.client_surplus_usd': 4,
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, metrics[name]]).toEqual([name, expect.closeTo(value, 12)]);
    const shares = ['nodes', 'validators', 'delegators', 'publishers', 'treasury', 'burn'];
    expect(shares.reduce((sum, who) => sum + metrics[`economy.value_share.${who}`]!, 0)).toBeCloseTo(1, 12);
    const cell = (from: string, to: string, reason: string) =>
      ledger.find((row) => row.from === from && row.to === to && row.reason === reason)?.amount;
    expect(cell('client', 'node', 'fee')).toBe('2800000');
    expect(cell('client', 'burn', 'fee')).toBe('200000');
    expect(cell('outside', 'client', 'purchase')).toBe('4000000');
    expect(cell('mint', 'outside', 'genesis')).toBe('950000000');
    expect(entities.find((e) => e.role === 'node')).toMatchObject({
      revenue: 5_800_000,
      jobs: 4,
      executions: 4,
      utilization: 10 / 30,
      stake: 1e7,
    });
    expect(entities.find((e) => e.role === 'validator')).toMatchObject({
      executions: 3,
      utilization: 5 / 30,
      stake: 4e7,
    });
    expect(entities.find((e) => e.role === 'client')).toMatchObject({ jobs: 4 });
  });
});

describe('fraud by hand', () => {
  it('harm, risk and times to detection', async () => {
    // Every answer is made up, at a hundredth of the work: answered at 1.02, 2.02, 10.01 and 25.05.
    const { metrics, offences, offencesInclusion, entities } = await record({
      adversaries: [{ name: 'a', attack: 'lazy', count: 1 }],
    });
    // The auditor works the whole job: from 1.02 to 3.02, to 5.02, from 10.01 to 11.01, from 25.05 beyond the horizon (30.05).
    const delays = [2, 3, 1];
    const expected: Record<string, number> = {
      'fraud.attempted': 4,
      'fraud.detected': 3,
      'fraud.missed': 0,
      'fraud.pending': 1,
      'fraud.detection_rate_per_cheated_job': 1,
      'fraud.detection_rate_per_audited_cheated_job': 1,
      'fraud.operators_caught_share': 1,
      'fraud.false_convictions': 0,
      'fraud.wrong_answers_accepted': 4,
      'fraud.wrong_answers_share': 1,
      'fraud.harm_usd': 12,
      'fraud.value_at_risk_usd': (3 * (2 + 3 + 1 + 4.95)) / 30,
      'fraud.time_to_detection_mean_seconds': delays.reduce((a, b) => a + b) / 3,
      'verification.audits': 3,
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, metrics[name]]).toEqual([name, expect.closeTo(value, 9)]);
    expect(offencesInclusion).toBe(1);
    expect(offences.map((o) => [o.job, o.fate, o.adversary, o.behaviour, o.value_usd])).toEqual([
      [0, 'detected', 'a', 'made-up', 3],
      [1, 'detected', 'a', 'made-up', 3],
      [2, 'detected', 'a', 'made-up', 3],
      [3, 'pending', 'a', 'made-up', 3],
    ]);
    expect(offences.map((o) => o.settled)).toEqual([
      expect.closeTo(3.02, 9),
      expect.closeTo(5.02, 9),
      expect.closeTo(11.01, 9),
      null,
    ]);
    expect(entities.find((e) => e.role === 'node')).toMatchObject({ offences: 4, convictions: 3, falseConvictions: 0 });
  });
});

describe('corruption by hand', () => {
  /** Two nodes take turns, and the one that cheats is answered twice; each conviction takes a tenth of its bond of 10 OPG at $0.50. */
  const turns = async (attack: Written) => {
    const { metrics } = await record({
      nodes: [{ group: 'n', count: 2, stake: '10 OPG' }],
      validators: [{ group: 'v', count: 10, stake: '30 OPG' }],
      delegators: [],
      horizon: '60s',
      flows: [{ ...(FOUR.flows as Written[])[0], routing: 'round-robin' }],
      incentives: {
        ...(FOUR.incentives as Written),
        emission: 'none',
        slashing: { fraction: { fraction: 0.1, jail: 0 } },
      },
      adversaries: [attack],
    });
    return ['cost_of_corruption_usd', 'profit_from_corruption_usd', 'griefing_factor'].map(
      (name) => metrics[`fraud.${name}`],
    );
  };

  it('costs two slashes, brings nothing, and harms clients by the value of two jobs', async () => {
    const [cost, gain, factor] = await turns({ name: 'a', attack: 'lazy', count: 1 });
    expect(cost).toBeCloseTo((1 + 0.9) * 0.5, 9);
    expect(gain).toBeCloseTo(0, 9);
    expect(factor).toBeCloseTo((2 * 3) / 0.95, 9);
  });

  it('has no factor where nothing is lost, and is not told of those who hold no nodes', async () => {
    expect(await turns({ name: 'a', attack: 'lazy', count: 1, from: '59s' })).toEqual([0, 0, null]);
    const { metrics } = await record();
    expect('fraud.cost_of_corruption_usd' in metrics).toBe(false);
  });
});

describe('concentration by hand', () => {
  it('of stakes 1 and 3, by identity and by operator', async () => {
    const nodes = [
      { group: 'a', count: 1, stake: '1 OPG', operator: 'firm' },
      { group: 'b', count: 1, stake: '3 OPG', operator: 'firm' },
      { group: 'c', count: 1, stake: '4 OPG' },
    ];
    const { metrics } = await record({
      nodes,
      operators: [{ group: 'firm', count: 1 }],
      validators: [],
      delegators: [],
      flows: [],
      incentives: { fees: { node: 1 } },
    });
    const stake = (measure: string) => metrics[`decentralization.stake.${measure}`];
    // Identities 1, 3, 4: sum of squares of shares 26/64; Gini (-2 + 0 + 8) / (3 x 8).
    expect(stake('hhi.identity')).toBeCloseTo(1e4 * (26 / 64), 9);
    expect(stake('effective.identity')).toBeCloseTo(64 / 26, 12);
    expect(stake('gini.identity')).toBeCloseTo(0.25, 12);
    expect(stake('top1.identity')).toBe(0.5);
    // 4 of 8 is not strictly more than a half.
    expect(stake('nakamoto_50.identity')).toBe(2);
    expect(stake('nakamoto_33.identity')).toBe(1);
    // Operators: 4 and 4.
    expect([stake('hhi.operator'), stake('gini.operator'), stake('nakamoto_50.operator')]).toEqual([5000, 0, 2]);
    // Nobody has any: nothing is said.
    expect(metrics['decentralization.jobs.gini.identity']).toBeNull();
  });
});
