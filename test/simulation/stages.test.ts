/**
 * Do jobs go from node to node as their stages say? Traces made by hand, and the Jackson network D07 of the catalogue of
 * published results through a whole scenario, means over replications within 4 standard errors; and wrong networks, which
 * must be refused.
 */
import { describe, expect, it } from 'vitest';
import { LOSSES } from '../../src/network/facts.ts';
import type { Simulation } from '../../src/simulation/simulation.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const four = (more: Written) => flow({ arrivals: { trace: { file: 'fixtures/four-jobs.csv' } }, ...more });

async function fates(written: Written): Promise<{ fate: Record<number, string>; run: Simulation }> {
  const fate: Record<number, string> = {};
  const run = simulate(await scenario(written), {
    observers: ({ world: { engine, tables } }) => {
      const say = (job: number, what: string) => {
        expect(fate[tables.jobs.number.data[job]!]).toBeUndefined();
        fate[tables.jobs.number.data[job]!] = `${what} ${Math.round(engine.now * 1000) / 1000}`;
      };
      return [{ accepted: (job) => say(job, 'answered'), lost: (job, loss) => say(job, LOSSES[loss]!) }];
    },
  });
  const { jobs, tasks } = run.world.tables;
  for (let id = 0; id < jobs.table.size; id += jobs.table.stride) expect(jobs.flow.data[id]).toBe(-1);
  for (let id = 0; id < tasks.table.size; id += tasks.table.stride) expect(tasks.job.data[id]).toBe(-1);
  return { fate, run };
}

const NODES = [
  { group: 'data', count: 1, models: [] },
  { group: 'gpu', count: 1 },
];
const STAGES = [
  { name: 'fetch', nodes: ['data'], size: '500ms' },
  { name: 'infer', nodes: ['gpu'] },
];

describe('the fee of a job with stages', () => {
  const paid = async (stages: Written[], more: Written = {}, flowMore: Written = {}) => {
    const run = simulate(
      await scenario({
        nodes: [...NODES, { group: 'more', count: 1, models: [] }],
        flows: [four({ stages, ...flowMore })],
        incentives: { price: { token: '0.000101 OPG' }, fees: { node: 0.8, treasury: 0.2 } },
        ...more,
      }),
    );
    const { tables, ledger, treasury, escrow } = run.world;
    ledger.close();
    const node = (n: number) => ledger.balance(tables.nodes.wallet.data[n]!);
    return {
      nodes: [node(0), node(1), node(2)],
      treasury: ledger.balance(treasury),
      escrow: ledger.balance(escrow),
      ledger,
    };
  };
  const shared = [
    { name: 'fetch', nodes: ['data'], size: '500ms', fee_share: 0.1 },
    { name: 'read', nodes: ['more'], size: '100ms', fee_share: 0.25 },
    { name: 'infer', nodes: ['gpu'] },
  ];
  // Four answers at 101 units each: 10 and 25 for the stages, 66 are left: floor(52.8) for the node.
  const EACH = { nodes: [40, 4 * 52, 100], treasury: 4 * 14 };

  it('goes to the nodes of its stages first, in their shares, then to all others by the split of the rest', async () => {
    const { ledger, ...found } = await paid(shared);
    expect(found).toEqual({ ...EACH, escrow: 0 });
    expect(ledger.total('client', 'node', 'stage fee')).toBe(140n);
    const { metrics } = measure(
      await scenario({
        nodes: [...NODES, { group: 'more', count: 1, models: [] }],
        flows: [four({ stages: shared })],
        incentives: { price: { token: '0.000101 OPG' } },
      }),
    ).record();
    expect(metrics['stages.fees']).toBeCloseTo(140e-6, 12);
    expect(metrics['economy.fees']).toBeCloseTo(404e-6, 12);
    // Without shares stages are paid nothing, as it was.
    expect((await paid(STAGES)).nodes).toEqual([0, 320, 0]);
  });

  it('is the same however the client pays, and at the verdict the rest only waits', async () => {
    for (const payment of ['prepaid', 'postpaid', 'escrow', { escrow: { release: 'verdict' } }]) {
      const { ledger: _, ...found } = await paid(shared, {}, { payment });
      expect([payment, found]).toEqual([payment, { ...EACH, escrow: 0 }]);
    }
  });

  it('is paid for every execution of a stage, up to the whole fee, and for none of a job that is never answered', async () => {
    // Back to the first stage for ever but one time in 20: 0.3 each time, until nothing is left.
    const loop = [
      { name: 'fetch', nodes: ['data'], size: '1ms', fee_share: 0.3, next: { fetch: 0.95, infer: 0.05 } },
      { name: 'infer', nodes: ['gpu'] },
    ];
    const { nodes, treasury } = await paid(loop);
    expect(nodes[0]! + nodes[1]! + treasury).toBe(404);
    expect(nodes[0]).toBeGreaterThan(250);
    // Given up before the answer, again and again: records are used anew, and nobody is paid for what was before.
    const lost = await paid(shared, {}, { timeout: '700ms', retries: 1 });
    expect(lost.nodes).toEqual([0, 0, 0]);
    const late = await paid(
      shared,
      { horizon: '100s' },
      { timeout: '2.5s', arrivals: { deterministic: { every: '10s' } } },
    );
    expect(late.nodes[0]! / 10).toBe(late.nodes[2]! / 25);
  });

  it.each([
    [
      [{ name: 'fetch', fee_share: 0.7 }, { name: 'read', fee_share: 0.4 }, { name: 'infer' }],
      {},
      'take shares of the fee that sum to 1.1',
    ],
    [
      [{ name: 'fetch' }, { name: 'infer', fee_share: 0.4 }],
      {},
      '$.flows[0].stages[1].fee_share: is 0.4, but no stage follows',
    ],
    [
      [{ name: 'fetch', fee_share: 0.4 }, { name: 'infer' }],
      { chain: { mode: 'on', payment: {} }, validators: [{ group: 'v', count: 1, stake: 1 }] },
      '$.flows[0].stages[0].fee_share: is 0.4, but fees move on chain.payment',
    ],
  ])('is refused where it cannot be shared: %j', async (stages, more, problem) => {
    const settlement = 'chain' in more ? { individual: { gas: 1 } } : 'none';
    await expect(scenario({ flows: [flow({ stages, settlement })], ...more })).rejects.toThrow(problem);
  });
});

describe('a job that waits for data before it is computed', () => {
  it('is executed by one node after the other, and answered by the last', async () => {
    // The trace: 2 s of work at 1 and 2, 1 s at 10, 5 s at 25.
    const { fate, run } = await fates({ nodes: NODES, flows: [four({ stages: STAGES })] });
    expect(fate).toEqual({ 0: 'answered 3.5', 1: 'answered 5.5', 2: 'answered 11.5', 3: 'answered 30.5' });
    const { nodes, executors } = run.world.tables;
    expect([nodes.jobs.data[0], nodes.jobs.data[1]]).toEqual([0, 4]);
    expect(executors.executions.data[nodes.executor.data[0]!]).toBe(4);
    expect(executors.busy.data[nodes.executor.data[0]!]).toBe(2);
  });

  it('pays only who answered, and is verified there', async () => {
    const checked = await scenario({
      nodes: [
        { group: 'data', count: 1, models: [] },
        { group: 'gpu', count: 3, tee: true },
      ],
      flows: [four({ stages: STAGES, verification: { 'redundant-majority': { copies: 3 } } })],
      incentives: { price: { token: '1 OPG' } },
    });
    const { metrics } = measure(checked).record();
    expect(metrics['economy.fees']).toBe(4);
    expect(metrics['economy.revenue.nodes']).toBe(4);
    // Three executions of each job, of which one is the answer's.
    expect(metrics['stages.per_job']).toBe(2);
    expect(metrics['verification.overhead']).toBeCloseTo(20 / 12, 12);
    const tee = await scenario({
      nodes: [
        { group: 'data', count: 1, models: [] },
        { group: 'gpu', count: 1, tee: true },
      ],
      flows: [four({ stages: STAGES, verification: { tee: { factor: 2 } } })],
    });
    const { jobs } = simulate(tee).world.tables.nodes;
    expect([jobs.data[0], jobs.data[1]]).toEqual([0, 4]);
  });

  it('travels to each: from its client, from node to node, and home', async () => {
    const { fate } = await fates({ nodes: NODES, flows: [four({ stages: STAGES, latency: '1s' })] });
    expect(fate).toMatchObject({ 0: 'answered 6.5', 3: 'answered 33.5' });
    const placed = await fates({
      regions: {
        names: ['a', 'b', 'c'],
        latency: [
          [0, '1s', '8s'],
          ['16s', 0, '2s'],
          ['4s', '32s', 0],
        ],
      },
      nodes: [
        { ...NODES[0], region: 'b' },
        { ...NODES[1], region: 'c' },
      ],
      flows: [four({ stages: STAGES, regions: { a: 1 } })],
    });
    // There 1 s, on 2 s, home 4 s.
    expect(placed.fate).toMatchObject({ 0: 'answered 10.5', 3: 'answered 37.5' });
  });

  it('is sent again from the stage at which it failed', async () => {
    const { fate, run } = await fates({
      nodes: NODES,
      flows: [four({ stages: STAGES, retries: 2, back_off: { delay: '2s' } })],
      outages: [{ name: 'o', group: 'gpu', at: '10.8s', for: '1s' }],
    });
    expect(fate).toMatchObject({ 2: 'answered 13.8' });
    expect(run.world.tables.executors.executions.data[run.world.tables.nodes.executor.data[0]!]).toBe(4);
  });

  it('does not lose a patient client whose first stage is done', async () => {
    const { fate } = await fates({ nodes: NODES, flows: [four({ stages: STAGES, patience: '1s' })] });
    // The second one has its data at 2.5 and waits for the first one until 3.5.
    expect(fate).toMatchObject({ 1: 'answered 5.5' });
    const one = await fates({ nodes: [NODES[1]], flows: [four({ patience: '500ms' })] });
    expect(one.fate).toMatchObject({ 1: 'abandoned 2.5' });
  });

  it('leaves arrivals and sizes as they are without it', async () => {
    const seen = async (more: Written) => {
      const all: string[] = [];
      simulate(await scenario({ nodes: NODES, flows: [flow(more)] }), {
        observers: ({ world: { engine, tables } }) => [
          { arrived: (job) => void all.push(`${engine.now} ${tables.jobs.size.data[job]}`) },
        ],
      });
      return all;
    };
    expect(await seen({ stages: STAGES })).toEqual(await seen({}));
  });
});

describe('D07: the Jackson network', () => {
  /** gamma = (1, .5, 0), mu = (3, 2.5, 2), P = [[0, .6, .2], [0, 0, .5], [.3, 0, 0]]: two flows that enter at 1 and at 2. */
  const network = (back: number): Written => {
    const nodes = [
      ['one', 3],
      ['two', 2.5],
      ['three', 2],
    ] as const;
    const chain = (first: number) =>
      [
        { name: 'one', nodes: ['one'], next: { two: 0.6, three: 0.2 } },
        { name: 'two', nodes: ['two'], next: { three: 0.5 } },
        { name: 'three', nodes: ['three'], next: { one: back } },
      ].map((stage, i) => ({ ...stage, size: { exponential: { mean: '1s' } }, enter: i === first ? 1 : 0 }));
    return {
      horizon: '4000s',
      nodes: nodes.map(([group, speed]) => ({ group, count: 1, speed })),
      flows: [
        flow({ name: 'at-one', arrivals: { poisson: { rate: 1 } }, stages: chain(0) }),
        flow({ name: 'at-two', arrivals: { poisson: { rate: 0.5 } }, stages: chain(1) }),
      ],
      measures: { windows: 40, warmup: '400s' },
    };
  };
  const replicated = async (written: Written) => {
    const checked = await scenario(written);
    const runs = Array.from({ length: 12 }, (_, replication) => measure(checked, { replication }).record());
    return (name: string) => runs.map(({ metrics }) => metrics[name]!);
  };
  const EXPECTED = {
    'stages.group.one.present': 0.728814,
    'stages.group.two.present': 1.014218009,
    'stages.group.three.present': 0.7894736842,
    'stages.group.one.visits_per_second': 1.264706,
    'stages.group.two.visits_per_second': 1.258824,
    'stages.group.three.visits_per_second': 0.882353,
    'latency.mean_seconds': 1.688337,
    'stages.per_job': (1.264706 + 1.258824 + 0.882353) / 1.5,
  };

  it('has the published numbers in each node and as a whole', async () => {
    const of = await replicated(network(0.3));
    for (const [name, value] of Object.entries(EXPECTED))
      expect([name, deviation(of(name), value) < 4]).toEqual([name, true]);
  });

  it('is another one with another way back', async () => {
    const of = await replicated(network(0.1));
    for (const [name, value] of Object.entries(EXPECTED))
      expect([name, deviation(of(name), value) > 4]).toEqual([name, true]);
  });

  it('enters by shares: one flow of 1.5/s that begins at 1 twice as often as at 2', async () => {
    const written = network(0.3);
    const [first] = written.flows as Written[];
    const shares = [0.666666666667, 0.333333333333, 0];
    const stages = (first!.stages as Written[]).map((stage, i) => ({ ...stage, enter: shares[i] }));
    const of = await replicated({ ...written, flows: [{ ...first, arrivals: { poisson: { rate: 1.5 } }, stages }] });
    expect(deviation(of('latency.mean_seconds'), 1.688337)).toBeLessThan(4);
    expect(deviation(of('stages.group.one.present'), 0.728814)).toBeLessThan(4);
  });
});
