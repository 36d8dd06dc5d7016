/** Copies that are called off, votes that go on, answers that are held: in whole runs, where queues are full and clients impatient. */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { EXITED } from '../../src/network/tables.ts';
import { BANKS, flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const RULES: [string, Written][] = [
  ['m-first', { 'redundant-m-first': { m: 2, most: 6 } }],
  ['first of three', { 'redundant-m-first': { m: 1, copies: 3 } }],
  ['m-first, all awaited', { 'redundant-m-first': { m: 2, copies: 3, cancel: false } }],
  ['adaptive', { 'redundant-adaptive': { trusted_after: 3 } }],
  ['spot-check', { 'spot-check': { probability: 0.4, batch: { items: 4, age: '9s' } } }],
];

describe.each(RULES)('%s', (_, verification) => {
  const network = (more: Written) => ({
    horizon: '120s',
    nodes: [{ group: 'n', count: 9, queue: { fifo: { bound: 2 } } }],
    flows: [
      flow({
        arrivals: { poisson: { rate: '4/s' } },
        latency: { exponential: { mean: '300ms' } },
        verification,
        ...more,
      }),
    ],
    adversaries: [{ name: 'a', attack: { selective: { probability: 0.3 } }, count: 4 }],
    // Nobody comes any more, so everything under way ends before the horizon.
    changes: [{ at: '60s', set: { 'flows.f.arrivals': { poisson: { rate: 0 } } } }],
  });

  it.each([
    ['without retries', {}],
    ['with retries and time-outs', { retries: 3, timeout: '4s', back_off: { delay: '500ms' } }],
  ])('ends every job once and leaves no record behind where queues are full, %s', async (_name, more) => {
    const run = measure(await scenario(network(more)));
    const { tables } = run.simulation.world;
    const { metrics } = run.record();
    const arrived = metrics['throughput.offered_per_second']! * 120;
    let accepted = 0;
    for (let node = 0; node < tables.nodes.table.size; node++) accepted += tables.nodes.jobs.data[node]!;
    const lost = ['overflow', 'expired', 'rejected', 'unserved'].reduce(
      (sum, loss) => sum + metrics[`throughput.${loss}_share`]! * arrived,
      0,
    );
    expect(arrived).toBeGreaterThan(200);
    expect(accepted).toBeGreaterThan(20);
    expect(metrics['throughput.overflow_share']! + metrics['throughput.expired_share']!).toBeGreaterThan(0);
    expect(accepted + lost).toBeCloseTo(arrived, 6);
    for (const [{ table }, column] of [
      [tables.jobs, tables.jobs.flow],
      [tables.tasks, tables.tasks.job],
    ] as const)
      for (let id = 0; id < table.size; id += table.stride) expect(column.data[id]).toBe(-1);
    for (let e = 0; e < tables.executors.table.size; e += tables.executors.table.stride)
      expect(tables.executors.present.data[e]).toBe(0);
  });
});

describe('the first copy that is finished', () => {
  const ofAll = async (copies: string, lam: number) => {
    const checked = await scenario({
      horizon: '1500s',
      nodes: [{ group: 'n', count: 4 }],
      flows: [
        flow({
          arrivals: { poisson: { rate: 4 * lam } },
          verification: { 'redundant-m-first': { m: 1, copies: 4 } },
          copies,
        }),
      ],
      measures: { windows: 30, warmup: '300s' },
    });
    return Array.from({ length: 12 }, (_, replication) => {
      const { metrics } = runScenario(checked, { replication, banks: BANKS });
      return metrics['latency.mean_seconds']!;
    });
  };

  it('makes k nodes one that is k times as fast, when all work on each job and sizes are independent', async () => {
    const times = await ofAll('independent', 0.6);
    expect(deviation(times, 1 / (4 - 4 * 0.6))).toBeLessThan(4);
    expect(deviation(times, 1.15 / (4 - 4 * 0.6))).toBeGreaterThan(4);
  });

  it('gains nothing when all copies are of one size: k nodes are then one', async () => {
    const times = await ofAll('shared-size', 0.15);
    expect(deviation(times, 1 / (1 - 4 * 0.15))).toBeLessThan(4);
  });
});

describe('spot checks', () => {
  it('put every saboteur out in the end; no wrong answer of it that was held is accepted after that', async () => {
    const checked = await scenario({
      horizon: '2000s',
      nodes: [{ group: 'n', count: 20 }],
      models: [{ name: 'toy', size: { constant: '100ms' } }],
      flows: [
        flow({
          arrivals: { poisson: { rate: '10/s' } },
          verification: { 'spot-check': { probability: 0.1, batch: { items: 50, age: '1000s' } } },
        }),
      ],
      adversaries: [{ name: 'a', attack: { selective: { probability: 0.2 } }, count: 6 }],
    });
    let wrong = 0;
    let wrongAfter = 0;
    const { world } = simulate(checked, {
      observers: ({ world: { tables } }) => [
        {
          accepted(_job, task) {
            if (tables.tasks.cheat.data[task] === 0) return;
            wrong++;
            if (tables.nodes.status.data[tables.tasks.node.data[task]!] === EXITED) wrongAfter++;
          },
        },
      ],
    });
    const { nodes } = world.tables;
    const out = (node: number) => nodes.status.data[node] === EXITED;
    const everyone = Array.from({ length: 20 }, (_, node) => node);
    expect(everyone.filter(out)).toEqual(everyone.filter((node) => nodes.adversary.data[node] === 0));
    expect(wrongAfter).toBe(0);
    // A batch of 50 goes by unchecked in the wrong places with probability 0.98^50 = 0.36: of 6, about three batches of ten.
    expect(wrong).toBeLessThan(6 * 3 * 20);
  });
});
