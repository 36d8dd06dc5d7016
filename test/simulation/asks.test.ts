/** Nodes that ask for their price: who gets the job, what is paid, and what theory says that it comes to. */
import { describe, expect, it } from 'vitest';
import { complaints } from '../scenario/support.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

/** 1 token = 1 USD; one group a node, so that each asks what it is given. */
const market = (asks: unknown[], routing: unknown, more: Written = {}): Written => ({
  horizon: '100s',
  token: { price: 1 },
  models: [{ name: 'toy', size: '100ms' }],
  nodes: asks.map((ask, i) => ({ group: `n${i}`, count: 1, ask })),
  flows: [flow({ arrivals: { deterministic: { every: '10s' } }, routing })],
  incentives: { price: 'ask' },
  ...more,
});
const paid = (written: Written) =>
  scenario(written).then((checked) => {
    const { metrics, entities } = measure(checked).record();
    return {
      mean: metrics['economy.fee_mean'],
      refused: metrics['throughput.refused_share'],
      jobs: entities.filter((e) => e.role === 'node').map((e) => e.jobs),
      revenue: entities.filter((e) => e.role === 'node').map((e) => e.revenue),
    };
  });

describe('lowest-price', () => {
  it('gives every job to the node that asks least, and pays what it asks', async () => {
    const { mean, jobs } = await paid(market(['$0.03', '$0.01', '$0.02'], 'lowest-price'));
    expect(jobs[1]).toBeGreaterThan(8);
    expect([jobs[0], jobs[2], mean]).toEqual([0, 0, 0.01]);
  });

  it('draws ties with equal chances by the job', async () => {
    const flows = [flow({ arrivals: { deterministic: { every: '100ms' } }, routing: 'lowest-price' })];
    const { jobs } = await paid(market(['$0.01', '$0.01', '$0.02'], 'lowest-price', { flows, horizon: '1000s' }));
    const n = jobs[0]! + jobs[1]!;
    expect(jobs[2]).toBe(0);
    expect(Math.abs(jobs[0]! - n / 2)).toBeLessThan(4 * Math.sqrt(n / 4));
  });

  it('gives the copies of a job to the cheapest nodes', async () => {
    const flows = [
      flow({
        arrivals: { deterministic: { every: '10s' } },
        routing: 'lowest-price',
        verification: { 'redundant-majority': { copies: 2 } },
      }),
    ];
    const { entities } = measure(await scenario(market(['$3', '$1', '$2'], '', { flows }))).record();
    const executions = entities.filter((e) => e.role === 'node').map((e) => e.executions);
    expect(executions[0]).toBe(0);
    expect(executions[1]).toBe(executions[2]);
  });

  it('sends a job that failed to the next node in the order', async () => {
    const flows = [
      flow({
        arrivals: { deterministic: { every: '10s' } },
        routing: 'lowest-price',
        timeout: '50ms',
        retries: 1,
      }),
    ];
    // Nobody answers in time: the cheapest and the next one are tried, never the dearest.
    const { entities } = measure(await scenario(market(['$3', '$1', '$2'], '', { flows }))).record();
    const used = entities.filter((e) => e.role === 'node').map((e) => e.utilization > 0);
    expect(used).toEqual([false, true, true]);
  });
});

describe('the price of a node that the rule chose for other reasons', () => {
  it('is what this node asks', async () => {
    const { jobs, revenue } = await paid(market(['$0.03', '$0.01'], 'round-robin'));
    expect(revenue).toEqual([jobs[0]! * 30_000, jobs[1]! * 10_000]);
    expect(jobs[0]).toBeGreaterThan(3);
  });

  it('is refused by clients who would pay less, once it is known', async () => {
    const flows = [
      flow({ arrivals: { deterministic: { every: '10s' } }, routing: 'round-robin', willingness: '$0.02' }),
    ];
    const { jobs, refused } = await paid(market(['$0.03', '$0.01'], '', { flows }));
    expect(jobs[0]).toBe(0);
    expect(refused).toBeCloseTo(0.5, 1);
  });

  it('is rounded up to base units, and in tokens of now', async () => {
    const { mean } = await paid(market(['$0.001'], 'uniform', { token: { price: 3 } }));
    expect(mean).toBe(0.000334);
  });
});

describe('an auction', () => {
  it('pays the winner what the second lowest bid', async () => {
    const { jobs, mean } = await paid(market(['$0.03', '$0.01', '$0.02'], 'auction'));
    expect(jobs[1]).toBeGreaterThan(8);
    expect(mean).toBe(0.02);
  });

  it('pays its own bid when it is of the first price', async () => {
    expect((await paid(market(['$0.03', '$0.01'], { auction: { pays: 'first-price' } }))).mean).toBe(0.01);
  });

  it('pays the reserve where nobody else bids below it, and nobody above it serves', async () => {
    const reserve = { auction: { reserve: '$0.015' } };
    expect((await paid(market(['$0.03', '$0.01'], reserve))).mean).toBeCloseTo(0.015, 12);
    const none = await paid(market(['$0.03', '$0.02'], reserve));
    expect(none.jobs).toEqual([0, 0]);
    expect((await paid(market(['$0.03'], 'auction'))).mean).toBeCloseTo(0.03, 12);
  });

  it('pays all winners of r copies the (r + 1)-th lowest bid', async () => {
    const flows = [
      flow({
        arrivals: { deterministic: { every: '10s' } },
        routing: 'auction',
        verification: { 'redundant-majority': { copies: 2 } },
      }),
    ];
    expect((await paid(market(['$4', '$1', '$2', '$3'], '', { flows }))).mean).toBe(3);
  });

  it('makes the true cost the best bid: no other bid gains, some lose (Vickrey 1961)', async () => {
    // The node's cost is 0.02; the others bid 0.015 or 0.03. Its gain per job is price - cost when it wins.
    for (const other of ['$0.015', '$0.03']) {
      const gain = async (bid: string) => {
        const { jobs, revenue } = await paid(market([bid, other, '$0.05'], 'auction'));
        return revenue[0]! / 1e6 - 0.02 * jobs[0]!;
      };
      const honest = await gain('$0.02');
      for (const bid of ['$0.001', '$0.012', '$0.019', '$0.025', '$0.04', '$1'])
        expect([other, bid, (await gain(bid)) <= honest + 1e-9]).toEqual([other, bid, true]);
      // A negative control: some bid is worse, so the comparison can fail.
      expect(await gain(other === '$0.015' ? '$0.001' : '$1')).toBeLessThan(honest);
      // At the first price it pays to shade a bid.
      if (other === '$0.03') {
        const shaded = await paid(market(['$0.029', other], { auction: { pays: 'first-price' } }));
        expect(shaded.revenue[0]! / 1e6 - 0.02 * shaded.jobs[0]!).toBeGreaterThan(0.05);
      }
    }
  });

  it.each([2, 3, 5])(
    'of %d costs uniform on 0..1 costs 2 / (n + 1) on average, at either price (revenue equivalence)',
    async (n) => {
      const price = async (pays: string, formula?: string) => {
        const checked = await scenario({
          horizon: '2s',
          token: { price: 1 },
          models: [{ name: 'toy', size: '1ms' }],
          nodes: [
            {
              group: 'n',
              count: n,
              ask: { uniform: { low: '$0', high: '$1' } },
              ...(formula === undefined ? {} : { ask_formula: formula }),
            },
          ],
          flows: [flow({ arrivals: { deterministic: { every: '1s' } }, routing: { auction: { pays } } })],
          incentives: { price: 'ask' },
        });
        const prices: number[] = [];
        for (let seed = 1; seed <= 200; seed++) {
          const { ledger, tables } = simulate({ ...checked, seed: `${seed}` }).world;
          let jobs = 0;
          for (let node = 0; node < n; node++) jobs += tables.nodes.jobs.data[node]!;
          prices.push(Number(ledger.total('client', 'node', 'fee')) / 1e6 / jobs);
        }
        const mean = prices.reduce((a, b) => a + b) / prices.length;
        const sd = Math.sqrt(prices.reduce((a, b) => a + (b - mean) ** 2, 0) / (prices.length - 1));
        return { mean, se: sd / Math.sqrt(prices.length) };
      };
      const second = await price('second-price');
      expect(Math.abs(second.mean - 2 / (n + 1))).toBeLessThan(4 * second.se);
      // The equilibrium bid at the first price: b(c) = c + (1 - c) / n.
      const first = await price('first-price', `ask + (1 - ask) / ${n}`);
      expect(Math.abs(first.mean - 2 / (n + 1))).toBeLessThan(4 * first.se);
      // A negative control: true costs at the first price cost 1 / (n + 1).
      const naive = await price('first-price');
      expect(Math.abs(naive.mean - 1 / (n + 1))).toBeLessThan(4 * naive.se);
    },
  );
});

describe('operators who undercut each other (Bertrand 1883)', () => {
  const duel = (low: string, high: string): Written => ({
    horizon: '2000s',
    epoch: '20s',
    token: { price: 1, decimals: 9 },
    models: [{ name: 'toy', size: '100ms' }],
    operators: [
      { group: 'a', count: 1, strategy: { undercut: { cost: low, step: 0.01 } } },
      { group: 'b', count: 1, strategy: { undercut: { cost: high, step: 0.01 } } },
    ],
    nodes: ['a', 'b'].map((group) => ({ group: `${group}s`, count: 1, operator: group, ask: '$0.05' })),
    flows: [flow({ arrivals: { deterministic: { every: '1s' } }, routing: 'lowest-price' })],
    incentives: { price: 'ask' },
    measures: { windows: 20, warmup: 'none' },
  });
  const end = async (written: Written) => {
    const record = measure(await scenario(written)).record();
    const fees = record.series.values['economy.fees']! as number[];
    const jobs = record.series.values['throughput.jobs_per_second']! as number[];
    return (fees[19]! - fees[18]!) / (jobs[19]! * 100);
  };

  it('end at the cost of the second cheapest, which serves nobody', async () => {
    expect(await end(duel('$0.01', '$0.03'))).toBeCloseTo(0.03 * 0.99, 6);
    const { entities } = measure(await scenario(duel('$0.01', '$0.03'))).record();
    const [first, second] = entities.filter((e) => e.role === 'node');
    // Both go down by 1 % in turn, the second last, from 0.05 to 0.03: 25 epochs of 20 s, in which it is the cheapest.
    expect(second!.jobs).toBeGreaterThan(480);
    expect(second!.jobs).toBeLessThan(560);
    expect(first!.jobs + second!.jobs).toBeGreaterThanOrEqual(1999);
  });

  it('end at cost where costs are equal, and stay where nobody revises', async () => {
    expect(await end(duel('$0.02', '$0.02'))).toBeCloseTo(0.02, 6);
    const still = duel('$0.01', '$0.03');
    const operators = (still.operators as Written[]).map((one) => ({ ...one, strategy: 'fixed' }));
    expect(await end({ ...still, operators })).toBeCloseTo(0.05, 6);
  });
});

describe('the price of anarchy', () => {
  /** Pigou's two roads: one costs 1, the other the share of the 1,000 jobs on it. Jobs stay for good, so all are there at the end. */
  async function cost(toll: string): Promise<number> {
    const checked = await scenario({
      horizon: '2s',
      token: { price: 1 },
      models: [{ name: 'toy', size: '1h' }],
      nodes: [
        { group: 'wide', count: 1, slots: 1000, ask: '$1' },
        { group: 'narrow', count: 1, slots: 1000, ask: '$0', ask_formula: toll },
      ],
      flows: [flow({ arrivals: { deterministic: { every: '1ms' } }, routing: 'lowest-price' })],
      incentives: { price: 'ask' },
    });
    const run = simulate({ ...checked, horizon: 1.0005 });
    const present = run.world.tables.executors.present;
    const [wide, narrow] = [0, 1].map((node) => present.data[run.world.tables.nodes.executor.data[node]!]!);
    expect(wide! + narrow!).toBe(1000);
    return (wide! + (narrow! * narrow!) / 1000) / 1000;
  }

  it('of Pigou is 4/3: by own cost 1, by marginal cost 3/4', async () => {
    const selfish = await cost('load');
    const best = await cost('2 * load');
    expect(selfish).toBeCloseTo(1, 2);
    expect(best).toBeCloseTo(0.75, 2);
    expect(selfish / best).toBeCloseTo(4 / 3, 2);
  });
});

describe('bad input', () => {
  const said = async (written: Written) => complaints(scenario(written));
  it('refuses auctions, lowest prices and asked prices without asks, with their place', async () => {
    const silent = { nodes: [{ group: 'n', count: 2 }] };
    expect(await said(market([], 'auction', silent))).toEqual([
      expect.stringContaining('$.flows[0].routing: is auction, but not every group of nodes states an ask'),
      expect.stringContaining('$.incentives.price: is ask, but not every group of nodes states an ask'),
    ]);
    expect(await said(market([], 'lowest-price', { ...silent, incentives: {} }))).toEqual([
      expect.stringContaining('$.flows[0].routing: is lowest-price, but not every group'),
    ]);
    expect(await said(market(['$1'], 'auction', { incentives: {} }))).toEqual([
      expect.stringContaining('$.flows[0].routing: is auction, but incentives.price is token'),
    ]);
    expect(
      await said(market([], 'uniform', { incentives: {}, nodes: [{ group: 'n', count: 1, ask_formula: 'load' }] })),
    ).toEqual([expect.stringContaining('$.nodes[0].ask_formula: is given without ask')]);
    expect(await said(market(['$-1'], 'uniform'))).toEqual([expect.stringContaining('$.nodes[0].ask')]);
    expect(await said(market(['$1'], 'uniform'))).toEqual([]);
    const operators = [{ group: 'o', count: 1, strategy: 'undercut' }];
    expect(await said(market([], 'uniform', { ...silent, incentives: {}, operators }))).toEqual([
      expect.stringContaining('$.operators[0].strategy: is undercut, but not every group of nodes states an ask'),
    ]);
  });
});
