/** Does a task travel as far as the matrix of regions says, and is the nearest node found? Traces made by hand, and shares. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/schema.ts';
import { flow, measure, scenario, simulate, type Written } from '../support/scenario.ts';

const REGIONS = {
  names: ['us', 'eu', 'asia'],
  latency: [
    ['2ms', '40ms', '90ms'],
    ['50ms', '3ms', '120ms'],
    ['95ms', '130ms', '4ms'],
  ],
};
const NODES = [
  { group: 'a', count: 1, region: 'us', provider: 'x' },
  { group: 'b', count: 2, region: 'eu', provider: 'y' },
  { group: 'c', count: 1, region: 'asia', provider: 'x' },
];
/** One job a client region, far apart in time, of one second. */
const BASE = {
  horizon: '100s',
  regions: REGIONS,
  models: [{ name: 'toy', size: '1s' }],
  nodes: NODES,
} satisfies Written;

/** Latency of every accepted job, with the region of its client and node. */
function answers(checked: Scenario): { from: number; at: number; seconds: number }[] {
  const all: { from: number; at: number; seconds: number }[] = [];
  simulate(checked, {
    observers: (run) => [
      {
        accepted(job) {
          const { jobs } = run.world.tables;
          all.push({
            from: run.places!.ofClient.data[jobs.client.data[job]!]!,
            at: run.places!.ofNode(jobs.node.data[job]!),
            seconds: run.world.engine.now - jobs.arrived.data[job]!,
          });
        },
      },
    ],
  });
  return all;
}

const spaced = (more: Written) => flow({ arrivals: { deterministic: { every: '1900ms' } }, ...more });

describe('travel between regions', () => {
  it('takes the entry there, the service, and the entry back', async () => {
    const checked = await scenario({
      ...BASE,
      flows: [spaced({ clients: 3, regions: { us: 0.34, eu: 0.33, asia: 0.33 }, routing: 'uniform' })],
    });
    const all = answers(checked);
    expect(new Set(all.map(({ from, at }) => `${from}${at}`)).size).toBe(9);
    const seconds = [
      [0.002, 0.04, 0.09],
      [0.05, 0.003, 0.12],
      [0.095, 0.13, 0.004],
    ];
    for (const one of all)
      expect(one.seconds).toBeCloseTo(1 + seconds[one.from]![one.at]! + seconds[one.at]![one.from]!, 9);
  });

  it('has jitter of the job, the same wherever its routing sends it', async () => {
    const at = async (routing: unknown, jitter: unknown) =>
      answers(
        await scenario({
          ...BASE,
          regions: { ...REGIONS, jitter },
          flows: [spaced({ regions: { eu: 1 }, routing })],
        }),
      );
    const near = await at('lowest-latency', { exponential: { mean: '10ms' } });
    const still = await at('lowest-latency', 0);
    const other = await at('round-robin', { exponential: { mean: '10ms' } });
    const extra = near.map(({ seconds }, i) => seconds - still[i]!.seconds);
    expect(extra.every((x) => x > 0)).toBe(true);
    const ways = [0.09, 0.006, 0.25];
    other.forEach(({ at: node, seconds }, i) => {
      expect(seconds - 1 - ways[node]!).toBeCloseTo(extra[i]!, 9);
    });
  });
});

describe('lowest-latency', () => {
  it('serves every client in its own region, and halves a region with two nodes', async () => {
    const checked = await scenario({
      ...BASE,
      horizon: '1000s',
      flows: [spaced({ clients: 100, regions: { us: 0.2, eu: 0.5, asia: 0.3 }, routing: 'lowest-latency' })],
    });
    const run = measure(checked);
    const { metrics } = run.record();
    expect(metrics['places.cross_region_share']).toBe(0);
    expect(metrics['places.clients.us.latency_mean_seconds']).toBeCloseTo(1.004, 6);
    expect(metrics['places.clients.eu.latency_mean_seconds']).toBeCloseTo(1.006, 6);
    expect(metrics['places.clients.asia.latency_mean_seconds']).toBeCloseTo(1.008, 6);
    const { jobs } = run.simulation.world.tables.nodes;
    const total = jobs.data.slice(0, 4).reduce((a, b) => a + b, 0);
    // Four standard deviations of a binomial share.
    const near = (n: number, p: number) =>
      expect(Math.abs(n / total - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / total));
    near(jobs.data[0]!, 0.2);
    near(jobs.data[1]!, 0.25);
    near(jobs.data[2]!, 0.25);
    near(jobs.data[3]!, 0.3);
    expect(metrics['places.region.eu.jobs_share']).toBe((jobs.data[1]! + jobs.data[2]!) / total);
    expect(metrics['places.provider.x.jobs_share']).toBe((jobs.data[0]! + jobs.data[3]!) / total);
    expect(metrics['decentralization.jobs.top1.region']).toBe(metrics['places.region.eu.jobs_share']);
  });

  it('sends further copies to the next nearest nodes', async () => {
    const checked = await scenario({
      ...BASE,
      flows: [
        spaced({
          regions: { us: 1 },
          routing: 'lowest-latency',
          verification: { 'redundant-majority': { copies: 3 } },
        }),
      ],
    });
    const { tables } = simulate(checked).world;
    const executed = (node: number) => tables.executors.executions.data[tables.nodes.executor.data[node]!]!;
    expect([executed(0), executed(1), executed(2), executed(3)].map((n) => n > 0)).toEqual([true, true, true, false]);
  });

  it('is not what uniform routing does', async () => {
    const checked = await scenario({ ...BASE, flows: [spaced({ regions: { us: 1 } })] });
    expect(measure(checked).record().metrics['places.cross_region_share']).toBeGreaterThan(0.5);
  });
});

describe('models that only some nodes offer', () => {
  it('are served by these alone, whatever the routing', async () => {
    for (const routing of ['uniform', 'round-robin', 'least-loaded', { 'power-of-d': { d: 3 } }, 'lowest-latency']) {
      const checked = await scenario({
        ...BASE,
        models: [
          { name: 'toy', size: '1s' },
          { name: 'other', size: '1s' },
        ],
        nodes: NODES.map((group) => (group.group === 'b' ? group : { ...group, models: ['other'] })),
        flows: [flow({ routing, regions: { us: 1 }, verification: { 'redundant-majority': { copies: 2 } } })],
      });
      const { jobs } = simulate(checked).world.tables.nodes;
      expect([routing, jobs.data[0], jobs.data[3]]).toEqual([routing, 0, 0]);
      expect(jobs.data[1]! + jobs.data[2]!).toBeGreaterThan(50);
    }
  });
});
