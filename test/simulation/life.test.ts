/** What happens to a job when something goes wrong on its way? */

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { luck } from '../support/luck.ts';
import { flow, measure, scenario, type Written } from '../support/scenario.ts';

const metrics = async (written: Written) => measure(await scenario(written)).record().metrics;

describe('retries', () => {
  /** One of four nodes is caught at 200 s and jailed for the rest; sticky clients believe in it for 1,000 s. */
  const network = (retries: number): Written => ({
    horizon: '600s',
    nodes: [{ group: 'n', count: 4, stake: '10 OPG' }],
    validators: [{ group: 'v', count: 1, stake: 1, speed: 10 }],
    flows: [
      flow({
        clients: 40,
        routing: { sticky: { recheck: '1000s' } },
        retries,
        verification: { sampling: { probability: 1, by: 'validators' } },
      }),
    ],
    // By then every client has its node.
    adversaries: [{ name: 'a', attack: 'lazy', count: 1, from: '200s' }],
    incentives: { slashing: { fraction: { jail: '1000s' } } },
  });

  it('send a job elsewhere when its node is gone; without them it is lost', async () => {
    expect((await metrics(network(0)))['throughput.unserved_share']).toBeGreaterThan(0.1);
    expect((await metrics(network(1)))['throughput.unserved_share']).toBe(0);
  });

  it('teach the client: it stays with the node that served', async () => {
    const nodes = new Map<number, Set<number>>();
    for (const job of luck(await scenario(network(1))).values())
      if (job.node !== undefined && job.arrived > 210)
        nodes.set(job.client, (nodes.get(job.client) ?? new Set()).add(job.node));
    expect(nodes.size).toBeGreaterThan(30);
    for (const used of nodes.values()) expect(used.size).toBe(1);
  });
});

describe('sticky clients whose jobs have copies', () => {
  it('keep their own node for the first copy', async () => {
    const nodes = new Map<number, Set<number>>();
    const all = luck(
      await scenario({
        nodes: [{ group: 'n', count: 6 }],
        flows: [
          flow({
            clients: 5,
            routing: { sticky: { recheck: '20s' } },
            verification: { 'redundant-majority': { copies: 3 } },
            arrivals: { poisson: { rate: 1 } },
          }),
        ],
      }),
    );
    for (const { client, node } of all.values())
      if (node !== undefined) nodes.set(client, (nodes.get(client) ?? new Set()).add(node));
    for (const used of nodes.values()) expect(used.size).toBe(1);
  });
});

describe('a job that is refused', () => {
  it('costs nothing and is counted: the client pays at most its willingness', async () => {
    // 1 OPG at 0.1 USD: refused by those who would pay less, half of them.
    const m = await metrics({
      horizon: '2000s',
      incentives: { price: { token: '1 OPG' } },
      flows: [flow({ willingness: { uniform: { low: 0, high: 0.2 } }, arrivals: { poisson: { rate: 1 } } })],
    });
    const n = m['throughput.offered_per_second']! * 2000;
    expect(Math.abs(m['throughput.refused_share']! - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / n));
    expect(m['economy.fees']).toBe(Math.round(m['throughput.jobs_per_second']! * 2000));
  });
});

describe('a job without a majority', () => {
  it('leaves reputations as they were: nobody was found good or bad', async () => {
    const { entities } = measure(
      await scenario({
        nodes: [{ group: 'n', count: 3 }],
        flows: [flow({ arrivals: { poisson: { rate: 0.5 } }, verification: { 'redundant-majority': { copies: 3 } } })],
        adversaries: [{ name: 'a', attack: 'lazy', share: 1 }],
        incentives: { reputation: { counters: { good: 1, bad: 1 } } },
      }),
    ).record();
    // Nobody was observed, so the prior's mean is not even looked up: 1.
    for (const node of entities.filter((e) => e.role === 'node')) expect(node.reputation).toBe(1);
  });
});

describe('a trace', () => {
  it('sends its jobs at its times with its sizes, once', async () => {
    const file = fileURLToPath(new URL('../support/fixtures/arrivals.csv', import.meta.url));
    const all = luck(await scenario({ flows: [flow({ arrivals: { trace: { file } } })] }));
    const { readFileSync } = await import('node:fs');
    const rows = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
    expect([...all.values()].map((l) => [l.arrived, l.size])).toEqual(rows);
  });
});

describe('travel', () => {
  it('adds both ways to the latency, once each', async () => {
    const one = async (latency: unknown) =>
      (await metrics({ models: [{ name: 'toy', size: { constant: '1ms' } }], flows: [flow({ latency })] }))[
        'latency.mean_seconds'
      ]!;
    expect(await one({ constant: '250ms' })).toBeCloseTo(0.501, 2);
    const random = await one({ exponential: { mean: '250ms' } });
    expect(random).toBeGreaterThan(0.4);
    expect(random).toBeLessThan(0.6);
  });
});

describe('a change of the batch', () => {
  it('applies its shorter age to the batch that is open', async () => {
    const record = measure(
      await scenario({
        horizon: '400s',
        flows: [
          flow({
            arrivals: { poisson: { rate: 0.2 } },
            settlement: { batch: { items: 1000, idle: '1000s', age: '1000s' } },
          }),
        ],
        changes: [{ at: '100s', set: { 'flows.f.settlement': { batch: { items: 1000, idle: '5s', age: '10s' } } } }],
      }),
    ).record();
    // Without looking again, the check would stand at 1,000 s and nothing would be proved.
    expect(record.metrics['proof.proved_share']).toBeGreaterThan(0.9);
  });
});
