/** Do queues behave as queueing theory says? Means over replications within 4 standard errors, and laws that hold exactly. */
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/measures/run.ts';
import { BANKS, flow, measure, scenario, type Written } from '../support/scenario.ts';
import { deviation } from '../support/statistics.ts';

/** Metrics of replications, warm-up cut off. */
async function replicated(written: Written, replications = 14) {
  const checked = await scenario({
    horizon: '3000s',
    nodes: [{ group: 'n', count: 1 }],
    measures: { windows: 30, warmup: '500s' },
    ...written,
  });
  const runs = Array.from({ length: replications }, (_, replication) =>
    runScenario(checked, { replication, banks: BANKS }),
  );
  return (name: string) => runs.map((run) => run.metrics[name]!);
}
const at = (rate: number) => [flow({ arrivals: { poisson: { rate } } })];

/** P(all c servers are busy) for the offered load a = lambda / mu (Erlang 1917). */
function erlangC(c: number, a: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < c; k++) {
    term *= a / k;
    sum += term;
  }
  const last = ((term * a) / c) * (c / (c - a));
  return last / (sum + last);
}

describe('M/M/1', () => {
  it('has W = 1 / (mu - lambda), L = rho / (1 - rho), utilization rho, and an exponential sojourn', async () => {
    const rho = 0.6;
    const of = await replicated({ flows: at(rho) });
    expect(deviation(of('latency.mean_seconds'), 1 / (1 - rho))).toBeLessThan(4);
    expect(deviation(of('wait.mean_seconds'), rho / (1 - rho))).toBeLessThan(4);
    expect(deviation(of('queue.jobs_in_system'), rho / (1 - rho))).toBeLessThan(4);
    expect(deviation(of('utilization.mean'), rho)).toBeLessThan(4);
    expect(deviation(of('throughput.jobs_per_second'), rho)).toBeLessThan(4);
    expect(deviation(of('latency.p95_seconds'), Math.log(20) / (1 - rho))).toBeLessThan(4);
    expect(deviation(of('latency.p50_seconds'), Math.log(2) / (1 - rho))).toBeLessThan(4);
    // With power: 15 % off is refused.
    expect(deviation(of('latency.mean_seconds'), 1.15 / (1 - rho))).toBeGreaterThan(4);
  });

  it('is what each of n nodes is under uniform routing', async () => {
    const of = await replicated({ nodes: [{ group: 'n', count: 5 }], flows: at(2.5) });
    expect(deviation(of('latency.mean_seconds'), 2)).toBeLessThan(4);
  });

  it('is twice as slow at half the speed', async () => {
    const of = await replicated({ nodes: [{ group: 'n', count: 1, speed: 0.5 }], flows: at(0.3) });
    expect(deviation(of('latency.mean_seconds'), 1 / (0.5 - 0.3))).toBeLessThan(4);
  });
});

describe('M/M/c: one node with c slots', () => {
  it.each([
    [2, 1.2],
    [4, 3],
  ])('waits C(c, a) / (c mu - lambda): c = %d, a = %d', async (c, a) => {
    const of = await replicated({ nodes: [{ group: 'n', count: 1, slots: c }], flows: at(a) });
    const wait = erlangC(c, a) / (c - a);
    expect(deviation(of('wait.mean_seconds'), wait)).toBeLessThan(4);
    expect(deviation(of('latency.mean_seconds'), wait + 1)).toBeLessThan(4);
    expect(deviation(of('utilization.mean'), a / c)).toBeLessThan(4);
  });

  it('has the known values of Erlang C', () => {
    expect(erlangC(1, 0.5)).toBeCloseTo(0.5, 12);
    // Two servers: a^2 / (2 + a).
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
  });
});

describe('M/G/1', () => {
  it.each([
    ['constant', { constant: '1s' }, 0],
    ['hyperexponential', { hyperexponential: { mean: '1s', scv: 4 } }, 4],
    ['gamma', { gamma: { mean: '1s', scv: 0.5 } }, 0.5],
  ])('waits rho (1 + scv) / 2 (1 - rho) (Pollaczek and Khinchine): %s', async (_, size, scv) => {
    const rho = 0.5;
    const of = await replicated({ models: [{ name: 'toy', size }], flows: at(rho) });
    expect(deviation(of('wait.mean_seconds'), (rho * (1 + scv)) / 2 / (1 - rho))).toBeLessThan(4);
    // The scv matters: that of the exponential is refused.
    expect(deviation(of('wait.mean_seconds'), rho / (1 - rho))).toBeGreaterThan(4);
  });
});

describe('power of two choices', () => {
  it('beats uniform routing', async () => {
    const nodes = [{ group: 'n', count: 20 }];
    const uniform = await replicated(
      { horizon: '600s', measures: { windows: 10, warmup: '120s' }, nodes, flows: at(16) },
      5,
    );
    const two = await replicated(
      {
        horizon: '600s',
        measures: { windows: 10, warmup: '120s' },
        nodes,
        flows: [flow({ arrivals: { poisson: { rate: 16 } }, routing: { 'power-of-d': { d: 2 } } })],
      },
      5,
    );
    // Mitzenmacher 2001: with infinitely many nodes, sum over i >= 1 of rho^(2^i - 2) = 1.95 at rho = 0.8, against 5.
    const limit = [1, 2, 3, 4, 5].reduce((sum, i) => sum + 0.8 ** (2 ** i - 2), 0);
    const mean = two('latency.mean_seconds').reduce((a, b) => a + b) / 5;
    expect(mean).toBeGreaterThan(limit * 0.97);
    expect(mean).toBeLessThan(limit * 1.12);
    for (const latency of uniform('latency.mean_seconds')) expect(latency).toBeGreaterThan(3.5);
  });
});

describe("Little's law", () => {
  it.each([
    ['none', {}],
    [
      'travel and audits',
      { latency: { exponential: { mean: '500ms' } }, verification: { sampling: { probability: 0.5 } } },
    ],
    ['copies that may be rejected', { verification: { 'redundant-majority': { copies: 3 } } }],
  ])('holds exactly for a run, jobs under way counted: %s', async (_, terms) => {
    const run = measure(
      await scenario({
        horizon: '300s',
        models: [{ name: 'toy', size: { exponential: { mean: '1s' } }, disagreement: 0.3 }],
        nodes: [{ group: 'n', count: 5 }],
        flows: [flow({ arrivals: { poisson: { rate: 1 } }, ...terms })],
      }),
    );
    const { metrics } = run.record();
    const { tables, engine } = run.simulation.world;
    let inside = 0;
    let present = 0;
    for (let job = 0; job < tables.jobs.table.size; job += tables.jobs.table.stride)
      if (tables.jobs.flow.data[job]! >= 0 && tables.jobs.answered.data[job]! < 0) {
        inside += engine.now - tables.jobs.arrived.data[job]!;
        present++;
      }
    const jobs = (name: string) => Math.round(metrics[name]! * 300);
    const accepted = jobs('throughput.jobs_per_second');
    const rejected = Math.round(metrics['throughput.rejected_share']! * jobs('throughput.offered_per_second'));
    expect(accepted + rejected + present).toBe(jobs('throughput.offered_per_second'));
    const area = metrics['queue.jobs_in_system']! * 300;
    const waited = metrics['latency.mean_seconds']! * accepted + inside;
    // Rejected jobs were inside too; only accepted ones have a latency.
    if (rejected === 0) expect(area).toBeCloseTo(waited, 6);
    else expect(area).toBeGreaterThan(waited);
  });
});

describe('the utilization law', () => {
  it('holds exactly: busy slot-seconds are the work of the executions that ended', async () => {
    let work = 0;
    const checked = await scenario({ nodes: [{ group: 'n', count: 2, slots: 2 }] });
    const run = measure(checked);
    const { metrics, entities } = run.record();
    const nodes = entities.filter((e) => e.role === 'node');
    for (const node of nodes) work += node.utilization * 2 * 200;
    expect(metrics['utilization.mean']! * 200 * 4).toBeCloseTo(work, 6);
    // U = X S: throughput times mean service, over all jobs that ended.
    const executions = nodes.reduce((sum, e) => sum + e.executions, 0);
    expect(executions).toBe(Math.round(metrics['throughput.jobs_per_second']! * 200));
  });
});
