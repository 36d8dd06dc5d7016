/** Proxies, GPU nodes, storage, data nodes, a facilitator: what each earns and pays, by hand, to the unit. */
import { describe, expect, it } from 'vitest';
import { valueFlow } from '../../src/charts/valueFlow.ts';
import { COURSE, ROLES } from '../../src/network/ledger.ts';
import { exampleResult } from '../results/example.ts';
import { complaints } from '../scenario/support.ts';
import { flow, measure, scenario, type Written } from '../support/scenario.ts';

/** A job of 1 s every 10 s, nine of them answered by 99 s; 1 OPG = 0.5 USD. */
const base = (more: Written = {}, flowMore: Written = {}): Written => ({
  horizon: '99s',
  epoch: '40s',
  token: { price: 0.5 },
  models: [{ name: 'toy', size: { constant: '1s' }, price: '$0.10' }],
  nodes: [{ group: 'n', count: 1 }],
  flows: [flow({ arrivals: { deterministic: { every: '10s' } }, ...flowMore })],
  incentives: { price: { 'fixed-usd': { margin: 0.2 } } },
  ...more,
});

async function outcome(written: Written) {
  const record = measure(await scenario(written)).record();
  const moved = (from: string, to: string, reason: string) =>
    Number(record.ledger.find((r) => r.from === from && r.to === to && r.reason === reason)?.amount ?? 0);
  return { ...record, m: record.metrics, moved };
}

const shares = (m: Record<string, number | null>) =>
  Object.entries(m)
    .filter(([name]) => name.startsWith('economy.value_share.'))
    .reduce((sum, [, value]) => sum + value!, 0);

describe('a proxy', () => {
  it('pays its provider the list price of every execution and keeps the margin', async () => {
    const { m, moved } = await outcome(base({ nodes: [{ group: 'n', count: 1, upstream_cost: 'list' }] }));
    // Fees of 0.24 OPG, of which 0.20 go upstream.
    expect(moved('client', 'node', 'fee')).toBe(9 * 240_000);
    expect(moved('node', 'outside', 'upstream')).toBe(9 * 200_000);
    expect(moved('outside', 'node', 'purchase')).toBe(0);
    expect(m['economy.value_share.nodes']).toBeCloseTo(1 / 6, 12);
    expect(m['economy.value_share.outside']).toBeCloseTo(5 / 6, 12);
    expect(m['profit.upstream_usd']).toBeCloseTo(0.9, 12);
    expect(m['profit.total_usd']).toBeCloseTo(9 * 0.02, 12);
    expect(m['profit.margin']).toBeCloseTo(1 / 6, 12);
    expect(m['profit.losing_share']).toBe(0);
  });

  it('buys what its income does not cover, and is then a loss of its operator', async () => {
    const { m, moved, entities } = await outcome(base({ nodes: [{ group: 'n', count: 1, upstream_cost: '$0.15' }] }));
    expect(moved('node', 'outside', 'upstream')).toBe(9 * 300_000);
    expect(moved('outside', 'node', 'purchase')).toBe(9 * 60_000);
    // Revenue is what came in, not what is left.
    expect(entities[0]).toMatchObject({ role: 'node', revenue: 9 * 240_000 });
    expect(m['profit.total_usd']).toBeCloseTo(-9 * 0.03, 12);
    expect(m['profit.losing_share']).toBe(1);
    expect(m['economy.revenue.nodes']).toBeCloseTo(2.16, 12);
    expect(shares(m)).toBeCloseTo(1, 12);
  });

  it('pays for work that nobody paid it for: a default costs it more than the fee', async () => {
    const { m } = await outcome(
      base({ nodes: [{ group: 'n', count: 1, upstream_cost: 'list' }] }, { payment: { postpaid: { default: 1 } } }),
    );
    expect(m['profit.total_usd']).toBeCloseTo(-0.9, 12);
    expect(m['payments.unpaid']).toBeCloseTo(9 * 0.24, 12);
  });

  it('pays for what was done of executions that were broken off, and nothing for those that were never begun', async () => {
    const nodes = [{ group: 'n', count: 1, upstream_cost: '$0.10' }];
    const ten = [{ name: 'toy', size: { constant: '10s' } }];
    const every = (more: Written): Written => flow({ arrivals: { deterministic: { every: '20s' } }, ...more });
    const paid = async (flows: Written[], more: Written = {}) => {
      const { m } = await outcome(base({ nodes, models: ten, flows, incentives: { price: { token: 0 } }, ...more }));
      return m['profit.upstream_usd'];
    };
    // Begun at 20, 40, 60, 80, each given up after 4 s of 10.
    expect(await paid([every({ timeout: '4s' })])).toBeCloseTo(4 * 0.1 * 0.4, 12);
    expect(await paid([every({ timeout: '11s' })])).toBeCloseTo(4 * 0.1, 12);
    // Who leaves the queue was never sent on.
    const both = [every({}), every({ name: 'g', patience: '5s' })];
    expect(await paid(both)).toBeCloseTo(4 * 0.1, 12);
    // The node fails after 3 s of the second one, for the third as well.
    const outages = [{ name: 'o', group: 'n', at: '43s', for: '30s' }];
    expect(await paid([every({})], { outages })).toBeCloseTo(0.1 * (1 + 0.3 + 1), 12);
    // With processor sharing two have had 2 s each after 4 s.
    const ps = [{ group: 'n', count: 1, upstream_cost: '$0.10', queue: 'ps' }];
    expect(await paid([every({ timeout: '4s' }), every({ name: 'g', timeout: '4s' })], { nodes: ps })).toBeCloseTo(
      8 * 0.1 * 0.2,
      12,
    );
    // 100 tokens read in 1 s, 100 written at 10 a second, the first of them as reading ends: 10.9 s, half of them 5.45 s.
    const counting = [{ group: 'n', count: 1, upstream_cost: '$0.10', queue: { ps: { prefill: 100, decode: [10] } } }];
    const tokens = { in: 100, out: 100 };
    expect(await paid([every({ timeout: '5.45s', tokens })], { nodes: counting })).toBeCloseTo(4 * 0.1 * 0.5, 9);
    expect(await paid([every({ timeout: '11s', tokens })], { nodes: counting })).toBeCloseTo(4 * 0.1, 9);
  });

  it('saves by having a smaller model answer, in proportion to its compute', async () => {
    const nodes = [{ group: 'n', count: 1, upstream_cost: 'list' }];
    const honest = await outcome(base({ nodes }));
    const cheat = await outcome(base({ nodes, adversaries: [{ name: 'a', attack: 'substitute', share: 1 }] }));
    const saved = 1 - cheat.m['profit.upstream_usd']! / honest.m['profit.upstream_usd']!;
    expect(saved).toBeGreaterThan(0.1);
    expect(saved).toBeLessThan(1);
  });

  it('follows the list price when that changes in mid-run', async () => {
    const { moved } = await outcome(
      base({
        nodes: [{ group: 'n', count: 1, upstream_cost: 'list' }],
        changes: [{ at: '49s', set: { 'models.toy.price': '$0.20' } }],
      }),
    );
    // Four executions at 0.20 OPG, five at 0.40.
    expect(moved('node', 'outside', 'upstream')).toBe(2_800_000);
    expect(moved('client', 'node', 'fee')).toBe(4 * 240_000 + 5 * 480_000);
  });

  it('loses its bond too when it is convicted', async () => {
    const { m } = await outcome(
      base(
        {
          nodes: [{ group: 'n', count: 1, upstream_cost: 'list', stake: '10 OPG' }],
          validators: [{ group: 'v', count: 1, stake: 1 }],
          adversaries: [{ name: 'a', attack: 'lazy', share: 1 }],
          incentives: { price: { token: 1 }, slashing: { fraction: { fraction: 0.5, window: '1h' } } },
        },
        { verification: { sampling: { probability: 1, by: 'validators' } } },
      ),
    );
    expect(m['profit.slashed_usd']).toBeCloseTo(2.5, 9);
    expect(m['profit.total_usd']).toBeCloseTo(m['profit.income_usd']! - m['profit.upstream_usd']! - 2.5, 9);
  });

  it('needs a list price to pay: refused with its place otherwise', async () => {
    const models = [{ name: 'toy', size: '1s' }];
    const said = await complaints(
      scenario(base({ models, nodes: [{ group: 'n', count: 1, upstream_cost: 'list' }], incentives: {} })),
    );
    expect(said).toEqual([
      expect.stringContaining('$.nodes[0].upstream_cost: is list, but model toy of flow f has no price in USD'),
    ]);
  });
});

describe('a GPU node', () => {
  it('costs its hour and its power, in proportion to use', async () => {
    const cost = { per_hour: '$1.80', watts: 700, idle_watts: 100, electricity: '$0.12' };
    const { m } = await outcome(base({ horizon: '3600s', epoch: '1h', nodes: [{ group: 'n', count: 2, cost }] }));
    const busy = m['utilization.mean']! * 2;
    expect(m['profit.hardware_usd']).toBeCloseTo(3.6, 12);
    expect(m['profit.electricity_usd']).toBeCloseTo((0.1 * 2 + 0.6 * busy) * 0.12, 9);
    expect(m['profit.total_usd']).toBeCloseTo(
      m['profit.income_usd']! - m['profit.hardware_usd']! - m['profit.electricity_usd']!,
      9,
    );
    expect(m['profit.operator_mean_usd']).toBeCloseTo(m['profit.total_usd']! / 2, 9);
  });
});

describe('a validator', () => {
  const cost = { per_hour: '$1.80', watts: 700, idle_watts: 100, electricity: '$0.12' };
  const written = (verification: unknown, more: Written = {}) =>
    base(
      {
        horizon: '3600s',
        epoch: '1h',
        validators: [{ group: 'v', count: 2, stake: '10 OPG', slots: 2, cost }],
        incentives: { price: { token: '1 OPG' }, fees: { node: 0.9, validators: 0.1 } },
        ...more,
      },
      { verification },
    );

  it('costs its hour and its power, in proportion to the audits that it makes', async () => {
    const checked = await scenario(written({ sampling: { probability: 1, by: 'validators' } }));
    const run = measure(checked);
    const { metrics: m } = run.record();
    const { validators, executors } = run.simulation.world.tables;
    const busy = [0, 1].map((v) => executors.busy.data[validators.executor.data[v]!]! / (2 * 3600));
    // 359 audits of a second, by chance on either.
    expect((busy[0]! + busy[1]!) * 7200).toBeCloseTo(359, 6);
    expect(m['profit.hardware_usd']).toBeCloseTo(3.6, 12);
    expect(m['profit.electricity_usd']).toBeCloseTo((0.1 * 2 + 0.6 * (busy[0]! + busy[1]!)) * 0.12, 9);
    expect(m['profit.total_usd']).toBeCloseTo(
      m['profit.income_usd']! - m['profit.hardware_usd']! - m['profit.electricity_usd']!,
      9,
    );
    // Without audits it is idle.
    const idle = await outcome(written('none'));
    expect(idle.m['profit.electricity_usd']).toBeCloseTo(0.2 * 0.12, 12);
    expect(idle.m['profit.operator_least_usd']).toBeLessThan(m['profit.operator_most_usd']!);
  });

  it('that never came costs nothing, and its resources count in the welfare', async () => {
    const late = { group: 'late', count: 3, stake: '10 OPG', joins: '2h', cost };
    const validators = [{ group: 'v', count: 2, stake: '10 OPG', cost }, late];
    const { m } = await outcome({ ...written('none'), validators: [validators[0], { ...late, joins: '59m' }] });
    expect(m['profit.hardware_usd']).toBeCloseTo(5 * 1.8, 9);
    const absent = await outcome({
      ...written('none'),
      validators: [validators[0], { ...late, joins: { uniform: { low: '59m', high: '5h' } } }],
    });
    expect(absent.m['profit.hardware_usd']).toBeLessThan(5 * 1.8);
    expect(absent.m['profit.hardware_usd']! % 1.8).toBeCloseTo(0, 9);
    const valued = written('none', {});
    (valued.flows as Written[])[0]!.willingness = '$2';
    const welfare = await outcome(valued);
    expect(welfare.m['welfare.cost_usd']).toBeCloseTo(3.6 + 0.2 * 0.12, 9);
  });
});

describe('gas', () => {
  const chain = { mode: 'on', block_time: '2s', gas_limit: 1_000_000, gas_price: '0.000001 OPG' };
  const paid = (gas_paid_by: string) =>
    outcome(
      base(
        {
          chain: { ...chain, gas_paid_by },
          nodes: [{ group: 'n', count: 1, cost: { per_hour: '$1' } }],
          validators: [{ group: 'v', count: 1, stake: 1 }],
          incentives: { price: { token: '1 OPG' }, fees: { node: 0.9, facilitator: 0.1 } },
        },
        { settlement: { individual: { gas: 100_000 } } },
      ),
    );

  it('that nodes pay is a cost of theirs, and that of the facilitator one of its own', async () => {
    // Nine fees of 1 OPG = 0.5 USD; 0.1 OPG of gas each, which validators earn.
    const nodes = (await paid('nodes')).m;
    expect(nodes['profit.gas_usd']).toBeCloseTo(9 * 0.05, 9);
    expect(nodes['profit.income_usd']).toBeCloseTo(9 * 0.45 + 9 * 0.05, 9);
    expect(nodes['profit.total_usd']).toBeCloseTo(9 * 0.45 - 99 / 3600, 9);
    expect(nodes['profit.facilitator_usd']).toBeCloseTo(9 * 0.05, 9);
    const facilitator = (await paid('facilitator')).m;
    expect(facilitator['profit.gas_usd']).toBe(0);
    expect(facilitator['profit.income_usd']).toBeCloseTo(9 * 0.45 + 9 * 0.05, 9);
    expect(facilitator['profit.total_usd']).toBeCloseTo(9 * 0.5 - 99 / 3600, 9);
    expect(facilitator['profit.facilitator_usd']).toBeCloseTo(0, 9);
  });
});

describe('the model hub', () => {
  it('is paid once by each node that fetches a model, or by its publisher', async () => {
    const models = (paid_by: string) => [
      {
        name: 'toy',
        size: '1s',
        price: '$0.10',
        publisher: 'lab',
        royalty: 0.1,
        download: { fee: '0.05 OPG', paid_by },
      },
    ];
    const nodes = [{ group: 'n', count: 3 }];
    const own = await outcome(base({ models: models('node'), nodes }, { routing: 'round-robin' }));
    expect(own.moved('node', 'storage', 'download')).toBe(3 * 50_000);
    expect(own.m['economy.revenue.storage']).toBeCloseTo(0.15, 12);
    expect(own.m['profit.downloads_usd']).toBeCloseTo(0.075, 12);
    const lab = await outcome(base({ models: models('publisher'), nodes }, { routing: 'round-robin' }));
    expect(lab.moved('publisher', 'storage', 'download')).toBe(3 * 50_000);
    expect(lab.moved('client', 'publisher', 'fee')).toBe(9 * 24_000);
    for (const { m } of [own, lab]) expect(shares(m)).toBeCloseTo(1, 12);
  });
});

describe('shares of the fee', () => {
  it('go to facilitator, storage, data nodes and relay, to the unit', async () => {
    const fees = { node: 0.5, facilitator: 0.2, storage: 0.1, data: 0.15, relay: 0.05 };
    const { m, moved } = await outcome(base({ incentives: { price: { token: '0.000007 OPG' }, fees } }));
    const each = ['node', 'data', 'storage', 'facilitator', 'relay'].map((role) => moved('client', role, 'fee'));
    expect(each.reduce((a, b) => a + b)).toBe(63);
    expect(moved('client', 'facilitator', 'fee')).toBeGreaterThan(0);
    for (const [role, share] of Object.entries(fees).slice(1))
      expect(Math.abs(m[`economy.value_share.${role}`]! - share)).toBeLessThan(1 / 7);
    expect(shares(m)).toBeCloseTo(1, 12);
    // A network that has none is not told of them.
    const bare = await outcome(base());
    expect(Object.keys(bare.m).filter((name) => /facilitator|storage|relay|profit|welfare/.test(name))).toEqual([]);
  });

  it('over 1, or for nobody, are refused with their place', async () => {
    const said = await complaints(
      scenario(base({ incentives: { price: { token: 1 }, fees: { node: 0.9, facilitator: 0.2 } } })),
    );
    expect(said).toEqual([expect.stringContaining('$.incentives.fees: sum to 1.1, expected shares that sum to 1')]);
    expect(
      await complaints(scenario(base({ incentives: { price: { token: 1 }, fees: { node: 0, facilitator: 1.2 } } }))),
    ).toEqual([expect.stringContaining('$.incentives.fees.facilitator: is 1.2')]);
  });
});

describe('welfare', () => {
  it('is value delivered less harm less resources; what clients pay only moves', async () => {
    const written = (price: string, attack: boolean): Written =>
      base(
        {
          nodes: [{ group: 'n', count: 1, cost: { per_hour: '$3.6' }, upstream_cost: '$0.01' }],
          incentives: { price: { 'fixed-usd': { amount: price } } },
          models: [{ name: 'toy', size: { constant: '1s' } }],
          adversaries: attack ? [{ name: 'a', attack: 'lazy', share: 1, from: '49s' }] : [],
        },
        { willingness: '$0.50', value: '$2' },
      );
    const cost = 0.099 + 9 * 0.01;
    for (const price of ['$0.05', '$0.40']) {
      const { m } = await outcome(written(price, false));
      expect(m['welfare.value_usd']).toBeCloseTo(4.5, 9);
      expect(m['welfare.harm_usd']).toBe(0);
      expect(m['welfare.cost_usd']).toBeCloseTo(cost, 9);
      expect(m['welfare.total_usd']).toBeCloseTo(4.5 - cost, 9);
      // It is what clients gain and what operators gain.
      expect(m['economy.client_surplus_usd']! + m['profit.total_usd']!).toBeCloseTo(m['welfare.total_usd']!, 6);
    }
    const wronged = await outcome(written('$0.05', true));
    // Jobs of 50 s to 90 s get made-up answers.
    expect(wronged.m['welfare.value_usd']).toBeCloseTo(2, 9);
    expect(wronged.m['welfare.harm_usd']).toBe(10);
    expect(wronged.m['welfare.total_usd']).toBeLessThan(-8);
  });
});

describe('the value flow', () => {
  it('knows the place of every role of the ledger', () => {
    expect(Object.keys(COURSE).sort()).toEqual([...ROLES].sort());
    expect(new Set(Object.values(COURSE)).size).toBe(ROLES.length);
  });

  it('shows who earns beside nodes, each in its place', () => {
    const result = exampleResult();
    const fee = (to: string) => ({
      replication: 1,
      from: 'client',
      to,
      reason: 'fee',
      asset: 'token' as const,
      amount: '7000000',
    });
    const told = valueFlow.draw({
      ...result,
      ledger: [...result.ledger, fee('relay'), fee('facilitator'), fee('storage')],
    })!;
    const { sort } = (told.spec as { layer: { encoding: { x: { sort: string[] } } }[] }).layer[0]!.encoding.x;
    expect(sort.indexOf('relay')).toBeLessThan(sort.indexOf('node'));
    expect(sort.indexOf('storage')).toBeLessThan(sort.indexOf('facilitator'));
    expect(sort.indexOf('facilitator')).toBeLessThan(sort.indexOf('burn'));
  });
});
