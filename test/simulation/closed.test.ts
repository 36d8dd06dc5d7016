/** Does a closed flow hold so many clients, each with at most one job, whatever becomes of the jobs? */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { BANKS, flow, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const closed = (clients: number, think: unknown, more: Written = {}) =>
  flow({ clients, arrivals: { closed: { think } }, ...more });

/** Throughput of N clients who think for z and share one exponential server of mean 1: exact mean value analysis. */
function meanValue(n: number, z: number): { throughput: number; response: number } {
  let queue = 0;
  let throughput = 0;
  let response = 0;
  for (let k = 1; k <= n; k++) {
    response = 1 + queue;
    throughput = k / (response + z);
    queue = throughput * response;
  }
  return { throughput, response };
}

describe('a closed flow', () => {
  it.each([
    [1, 2],
    [5, 3],
    [20, 8],
  ])('of %d clients with think time %d s has the throughput of mean value analysis', async (n, z) => {
    const checked = await scenario({
      horizon: '2500s',
      nodes: [{ group: 'n', count: 1 }],
      flows: [closed(n, { exponential: { mean: z } })],
      measures: { windows: 20, warmup: '500s' },
    });
    const runs = Array.from({ length: 14 }, (_, replication) => runScenario(checked, { replication, banks: BANKS }));
    const of = (name: string) => runs.map(({ metrics }) => metrics[name]!);
    const { throughput, response } = meanValue(n, z);
    expect(deviation(of('throughput.jobs_per_second'), throughput)).toBeLessThan(4);
    expect(deviation(of('latency.mean_seconds'), response)).toBeLessThan(4);
    // N = X (R + Z), run by run: what is not the law is the sampled mean of the think times.
    for (const { metrics } of runs) {
      const cycle = metrics['latency.mean_seconds']! + z;
      expect(Math.abs((metrics['throughput.jobs_per_second']! * cycle) / n - 1)).toBeLessThan(0.15);
    }
  });

  it('obeys N = X (R + Z) to the job when nothing is random', async () => {
    // Three clients, 1 s of work each on a node of their own, 4 s of thought: a job per client every 5 s from 4 s on.
    const checked = await scenario({
      horizon: '500s',
      models: [{ name: 'toy', size: '1s' }],
      flows: [closed(3, '4s', { routing: 'least-loaded' })],
    });
    const { tables } = simulate(checked).world;
    expect(Array.from(tables.clients.jobs.data.slice(0, 3))).toEqual([100, 100, 100]);
  });

  /** Most jobs under way at once over all clients together and for any of them, and how jobs ended. */
  async function watched(written: Written) {
    const checked = await scenario({ nodes: [{ group: 'n', count: 4 }], ...written });
    const own = new Map<number, number>();
    const seen = { most: 0, one: 0, accepted: 0, lost: [0, 0, 0], late: 0, lateOne: 0 };
    simulate(checked, {
      observers: ({ world }) => {
        const add = (job: number, by: number) => {
          const client = world.tables.jobs.client.data[job]!;
          own.set(client, (own.get(client) ?? 0) + by);
          if (world.engine.now > 190) seen.lateOne = Math.max(seen.lateOne, own.get(client)!);
          seen.one = Math.max(seen.one, own.get(client)!);
          seen.most = Math.max(
            seen.most,
            [...own.values()].reduce((a, b) => a + b),
          );
        };
        return [
          {
            arrived: (job) => {
              if (world.engine.now > 190) seen.late++;
              add(job, 1);
            },
            accepted: (job) => {
              seen.accepted++;
              add(job, -1);
            },
            lost: (job, loss) => {
              seen.lost[loss]!++;
              add(job, -1);
            },
          },
        ];
      },
    });
    return seen;
  }

  it('goes on after jobs that were refused, rejected, or found no node', async () => {
    const refused = await watched({
      flows: [closed(5, '500ms', { willingness: { uniform: { low: 0, high: 2 } } })],
      incentives: { price: { 'fixed-usd': '$1' } },
    });
    expect(refused).toMatchObject({ one: 1, most: 5 });
    expect(refused.lost[0]).toBeGreaterThan(100);
    expect(refused.accepted).toBeGreaterThan(100);
    const rejected = await watched({
      flows: [closed(5, '500ms', { verification: { 'redundant-majority': { copies: 3 } } })],
      adversaries: [{ name: 'idlers', attack: { lazy: { probability: 0.8 } }, count: 4 }],
    });
    expect(rejected).toMatchObject({ one: 1, most: 5 });
    expect(rejected.lost[2]).toBeGreaterThan(50);
    // The only enclave does not get in, for want of stake.
    const unserved = await watched({
      nodes: [{ group: 'n', count: 1, tee: true, stake: { exponential: { mean: '1 OPG' } } }],
      incentives: { minimum_stake: '1000 OPG' },
      flows: [closed(5, '500ms', { verification: 'tee' })],
    });
    // Nobody serves: each client asks every half second.
    expect(unserved).toMatchObject({ one: 1, accepted: 0, lost: [0, 5 * 400, 0] });
  });

  it('keeps one job a client through changes of its think time and of the process', async () => {
    const changed = (arrivals: unknown) => ({ 'flows.f.arrivals': arrivals });
    const written = {
      flows: [closed(5, { exponential: { mean: '1s' } })],
      changes: [
        { at: '50s', set: changed({ closed: { think: { exponential: { mean: '300ms' } } } }) },
        { at: '90s', set: changed({ closed: { think: '2s' } }) },
      ],
    };
    const seen = await watched(written);
    expect(seen).toMatchObject({ one: 1, most: 5 });
    expect(seen.late).toBeGreaterThan(10);
    // From an open process back: who has jobs under way waits for the last of them.
    const back = await watched({
      ...written,
      changes: [
        { at: '50s', set: changed({ poisson: { rate: '1/s' } }) },
        { at: '120s', set: changed({ closed: { think: { exponential: { mean: '1s' } } } }) },
      ],
    });
    expect(back.one).toBeGreaterThan(1);
    expect(back.lateOne).toBe(1);
    expect(back.late).toBeGreaterThan(10);
    const stopped = await watched({
      ...written,
      changes: [{ at: '100s', set: changed({ poisson: { rate: 0 } }) }],
    });
    expect(stopped).toMatchObject({ one: 1, late: 0 });
  });
});
