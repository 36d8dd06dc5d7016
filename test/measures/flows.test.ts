/** What each flow gets, and the metrics that answer a scenario's question. */
import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../src/experiment/replications/run.ts';
import { runScenario } from '../../src/measures/run.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { BANKS, flow, scenario } from '../support/scenario.ts';

const written = {
  horizon: '300s',
  nodes: [{ group: 'n', count: 2, queue: { fifo: { bound: 4 } }, stake: '10 OPG' }],
  validators: [{ group: 'v', count: 1, stake: 1 }],
  chain: { mode: 'on', block_time: '2s' },
  flows: [
    flow({ name: 'a', arrivals: { poisson: { rate: '0.6/s' } }, settlement: 'individual' }),
    flow({ name: 'b', arrivals: { poisson: { rate: '0.9/s' } }, latency: '400ms' }),
  ],
  adversaries: [{ name: 'lazy', attack: { lazy: { probability: 0.4 } }, count: 1 }],
  measures: { warmup: 'none', by_flow: true },
};

describe('measures of each flow', () => {
  it('add up to those of all', async () => {
    const { metrics: m, entities } = runScenario(await scenario(written), { replication: 1, banks: BANKS });
    const of = (name: string, what: string) => m[`flow.${name}.${what}`]!;
    const both = (what: string, weight: (name: string) => number) =>
      (of('a', what) * weight('a') + of('b', what) * weight('b')) / (weight('a') + weight('b'));
    const answered = (name: string) => of(name, 'answered');
    const jobs = entities.filter(({ role }) => role === 'node').reduce((sum, { jobs }) => sum + jobs, 0);
    expect(answered('a') + answered('b')).toBe(jobs);
    expect(both('latency_mean_seconds', answered)).toBeCloseTo(m['latency.mean_seconds']!, 9);
    expect(both('wrong_answers_share', answered)).toBeCloseTo(m['fraud.wrong_answers_share']!, 12);
    expect(of('a', 'wrong_answers_share')).toBeGreaterThan(0.05);
    expect(of('a', 'lost_share')).toBeGreaterThan(0);
    // 400 ms each way, for one of them only; the same queues.
    expect(of('b', 'latency_mean_seconds') - of('a', 'latency_mean_seconds')).toBeGreaterThan(0.5);
    expect(of('a', 'time_to_proof_mean_seconds')).toBeCloseTo(m['proof.time_mean_seconds']!, 9);
    expect(m['flow.b.time_to_proof_mean_seconds']).toBeNull();
  });

  it('are told only where they are asked for', async () => {
    const { metrics } = runScenario(await scenario({ ...written, measures: {} }), { replication: 1, banks: BANKS });
    expect(Object.keys(metrics).filter((name) => name.startsWith('flow.'))).toEqual([]);
  });
});

describe('the answer', () => {
  const options = { base: '.', directory: '/nonexistent', workers: 1 };

  it('is told first, in its own words, with its interval', async () => {
    const answer = { 'flow.b.latency_mean_seconds': 'seconds to an answer of b' };
    const checked = await scenario({ ...written, replications: 3, measures: { ...written.measures, answer } });
    const { result } = await runExperiment(checked, options);
    const [first] = figuresOf(result!);
    expect(first!.question).toBe('The answer');
    expect(first!.figures).toMatchObject([{ label: 'seconds to an answer of b', n: '3', unit: 's' }]);
    expect(first!.figures[0]!.interval).not.toBe('');
  });

  it('by what nobody measures is refused', async () => {
    const answer = { 'flow.b.latency': 'x' };
    const checked = await scenario({ ...written, measures: { ...written.measures, answer } });
    await expect(runExperiment(checked, options)).rejects.toMatchObject({
      findings: [{ path: ['measures', 'answer', 'flow.b.latency'], message: 'is no metric' }],
    });
  });
});
