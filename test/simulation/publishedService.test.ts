/**
 * Do bounds, ranks, sharing, impatience and retries give the numbers that queueing theory has published? Rows D04, D08, D09,
 * D11 and D12 of the catalogue of published results, each through a whole scenario, means over replications within 4 standard
 * errors; and a wrong model of each kind, which must be refused.
 */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { BANKS, flow, scenario, simulate, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

const WARM_UP = 500;
const BASE = {
  horizon: '3000s',
  nodes: [{ group: 'n', count: 1 }],
  measures: { windows: 30, warmup: `${WARM_UP}s` },
} satisfies Written;

/** Shorter, where many jobs a second make up for it. */
const BRISK = { horizon: '800s', measures: { windows: 20, warmup: '80s' } } satisfies Written;

/** Metrics of replications, warm-up cut off. */
async function replicated(written: Written, replications = 12) {
  const checked = await scenario({ ...BASE, ...written });
  const runs = Array.from({ length: replications }, (_, replication) =>
    runScenario(checked, { replication, banks: BANKS }),
  );
  return (name: string) => runs.map((run) => run.metrics[name]!);
}
const at = (rate: number, more: Written = {}) => [flow({ arrivals: { poisson: { rate } }, ...more })];
const node = (slots: number, queue: unknown) => [{ group: 'n', count: 1, slots, queue }];

describe('D04: Erlang B, and M/M/c/K with K counting those in service', () => {
  it.each([
    [1, 0.5, 0.3333333333],
    [10, 8, 0.1216610643],
    [10, 10, 0.2145823431],
    [20, 15, 0.04559321559],
  ])('c = %d, a = %d: B = %d', async (c, a, blocked) => {
    const of = await replicated({ ...(a > 4 ? BRISK : {}), nodes: node(c, { fifo: { bound: c } }), flows: at(a) });
    expect(deviation(of('throughput.overflow_share'), blocked)).toBeLessThan(4);
    expect(deviation(of('utilization.mean'), (a * (1 - blocked)) / c)).toBeLessThan(4);
    for (const wait of of('wait.mean_seconds')) expect(wait).toBe(0);
  });

  it.each([
    [1, 10, 1.2, 0.1925864951, 6.926137844],
    [10, 20, 9, 0.02951006156, 1.263927588],
    [10, 50, 12, 0.1667174822, 4.501620942],
  ])('c = %d, K = %d, lambda = %d: P(blocked) = %d, W = %d', async (c, K, rate, blocked, sojourn) => {
    const of = await replicated({
      ...(rate > 4 ? BRISK : {}),
      nodes: node(c, { fifo: { bound: K } }),
      flows: at(rate),
    });
    expect(deviation(of('throughput.overflow_share'), blocked)).toBeLessThan(4);
    expect(deviation(of('latency.mean_seconds'), sojourn)).toBeLessThan(4);
  });

  it('whatever the discipline, as long as service is exponential', async () => {
    for (const queue of [{ priority: { bound: 10 } }, { ps: { bound: 10 } }]) {
      const of = await replicated({ nodes: node(1, queue), flows: at(1.2) });
      expect(deviation(of('throughput.overflow_share'), 0.1925864951)).toBeLessThan(4);
      expect(deviation(of('latency.mean_seconds'), 6.926137844)).toBeLessThan(4);
    }
  });

  it('refuses a bound that does not count those in service', async () => {
    const wrong = await replicated({ ...BRISK, nodes: node(10, { fifo: { bound: 20 + 10 } }), flows: at(9) });
    expect(deviation(wrong('throughput.overflow_share'), 0.02951006156)).toBeGreaterThan(4);
    expect(deviation(wrong('latency.mean_seconds'), 1.263927588)).toBeGreaterThan(4);
  });
});

describe('D08: ranks without preemption', () => {
  /** Mean wait in the queue, per flow and replication, of jobs answered after the warm-up. */
  async function waits(rates: readonly number[], queue: unknown): Promise<number[][]> {
    const checked = await scenario({
      ...BASE,
      horizon: '6000s',
      nodes: node(1, queue),
      flows: rates.map((rate, priority) => flow({ name: `f${priority}`, arrivals: { poisson: { rate } }, priority })),
    });
    const means = rates.map(() => [] as number[]);
    for (let replication = 0; replication < 12; replication++) {
      const sums = rates.map(() => ({ wait: 0, jobs: 0 }));
      simulate(checked, {
        replication,
        observers: ({ world: { engine, tables } }) => [
          {
            accepted(job, task) {
              if (engine.now < WARM_UP) return;
              const sum = sums[tables.jobs.flow.data[job]!]!;
              sum.wait += tables.tasks.started.data[task]! - tables.tasks.submitted.data[task]!;
              sum.jobs++;
            },
          },
        ],
      });
      sums.forEach(({ wait, jobs }, f) => {
        means[f]!.push(wait / jobs);
      });
    }
    return means;
  }

  it.each([
    [0.2, 0.7, 1.125, 11.25],
    [0.3, 0.5, 1.142857143, 5.714285714],
    [0.45, 0.45, 1.636363636, 16.36363636],
  ])('lambda = %d, %d: Wq = %d, %d (Cobham)', async (a, b, first, second) => {
    const [one, two] = await waits([a, b], 'priority');
    expect(deviation(one!, first)).toBeLessThan(4);
    expect(deviation(two!, second)).toBeLessThan(4);
    // The conservation law: what the ranks gain and lose together is nothing.
    const rho = a + b;
    const together = one!.map((wait, r) => a * wait + b * two![r]!);
    expect(deviation(together, (rho * rho) / (1 - rho))).toBeLessThan(4);
  });

  it('refuses preemption, and order of coming', async () => {
    const [one] = await waits([0.45, 0.45], 'priority');
    // With preemption the first rank would see an M/M/1 of its own.
    expect(deviation(one!, 0.45 / 0.55)).toBeGreaterThan(4);
    const [inOrder] = await waits([0.45, 0.45], 'fifo');
    expect(deviation(inOrder!, 1.636363636)).toBeGreaterThan(4);
  });
});

describe('D09: processor sharing does not care for the distribution of service', () => {
  const SIZES: Record<string, unknown> = {
    D: '1s',
    M: { exponential: { mean: '1s' } },
    'H2 scv=4': { hyperexponential: { mean: '1s', scv: 4 } },
  };
  it.each([
    [0.5, 'D', 2],
    [0.5, 'M', 2],
    [0.5, 'H2 scv=4', 2],
    [0.8, 'H2 scv=4', 5],
  ])('rho = %d, %s: T = %d', async (rho, size, sojourn) => {
    const of = await replicated({
      models: [{ name: 'toy', size: SIZES[size] }],
      nodes: node(1, 'ps'),
      flows: at(rho),
    });
    expect(deviation(of('latency.mean_seconds'), sojourn)).toBeLessThan(4);
    expect(deviation(of('utilization.mean'), rho)).toBeLessThan(4);
  });

  it('refuses order of coming, whose wait depends on it', async () => {
    for (const size of ['D', 'H2 scv=4']) {
      const of = await replicated({ models: [{ name: 'toy', size: SIZES[size] }], flows: at(0.5) });
      expect(deviation(of('latency.mean_seconds'), 2)).toBeGreaterThan(4);
    }
  });

  it('serves a batch at its total rate: birth and death with rates 1, 1.6, 2 and no more than 3 at once', async () => {
    const lambda = 1.4;
    const of = await replicated({ nodes: node(1, { ps: { rates: [1, 1.6, 2], limit: 3 } }), flows: at(lambda) });
    // p_n / p_0 = prod lambda / rate; from 3 on geometric with r = lambda / 2.
    const p = [1, lambda, (lambda * lambda) / 1.6];
    const third = (p[2]! * lambda) / 2;
    const r = lambda / 2;
    const total = p[0]! + p[1]! + p[2]! + third / (1 - r);
    const inside = (p[1]! + 2 * p[2]! + third * (3 / (1 - r) + r / ((1 - r) * (1 - r)))) / total;
    expect(deviation(of('queue.jobs_in_system'), inside)).toBeLessThan(4);
    expect(deviation(of('utilization.mean'), lambda / 2)).toBeLessThan(4);
  });
});

describe('D11: M/M/1 retrial queue', () => {
  /** Mean number of jobs that wait to be sent again: those in the system less the one in service. */
  async function orbit(rate: number, theta: number, bound: number) {
    const of = await replicated({
      nodes: node(1, { fifo: { bound } }),
      flows: at(rate, { retries: 'unlimited', back_off: { delay: { exponential: { mean: 1 / theta } } } }),
    });
    const busy = of('utilization.mean');
    expect(of('throughput.overflow_share').every((share) => share === 0)).toBe(true);
    expect(deviation(busy, rate)).toBeLessThan(4);
    return of('queue.jobs_in_system').map((inside, r) => inside - busy[r]!);
  }

  it.each([
    [0.5, 0.1, 5.5],
    [0.7, 5, 1.96],
    [0.8, 0.5, 9.6],
  ])('lambda = %d, theta = %d: E[orbit] = %d', async (rate, theta, expected) => {
    expect(deviation(await orbit(rate, theta, 1), expected)).toBeLessThan(4);
  });

  it('refuses room to wait in', async () => {
    expect(deviation(await orbit(0.5, 0.1, 2), 5.5)).toBeGreaterThan(4);
  });
});

describe('D12: Erlang A, impatient customers', () => {
  const impatient = (rate: number, theta: number, name: string) => ({
    ...BRISK,
    nodes: node(10, 'fifo'),
    flows: at(rate, { [name]: { exponential: { mean: 1 / theta } } }),
  });
  it.each([
    [9, 0.5, 0.06701171547],
    [12, 0.5, 0.195655944],
  ])('c = 10, lambda = %d, theta = %d: P(abandons) = %d', async (rate, theta, abandoned) => {
    const of = await replicated(impatient(rate, theta, 'patience'));
    expect(deviation(of('throughput.abandoned_share'), abandoned)).toBeLessThan(4);
    expect(deviation(of('throughput.jobs_per_second'), rate * (1 - abandoned))).toBeLessThan(4);
  });

  it('refuses customers who leave their service too', async () => {
    const of = await replicated(impatient(12, 0.5, 'timeout'));
    expect(deviation(of('throughput.expired_share'), 0.195655944)).toBeGreaterThan(4);
  });
});
