import { parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { traceShare } from '../../src/cli/options.ts';
import { replicate } from '../../src/experiment/replications/replicate.ts';
import { printJobs } from '../../src/results/jobs.ts';
import { parseScenario } from '../../src/scenario/index.ts';

const TEXT = `
name: traced
seed: 3
horizon: 400s
replications: 2
models:
  - {name: toy, size: {exponential: {mean: 1s}}}
nodes:
  - {group: nodes, count: 4, queue: {fifo: {bound: 3}}}
flows:
  - name: f
    model: toy
    arrivals: {poisson: {rate: 5/s}}
    routing: uniform
    verification: {sampling: {probability: 0.3}}
    value: $2
measures: {warmup: none}
incentives:
  price: {token: 1.5 OPG}
adversaries:
  - {name: lazy, attack: {lazy: {probability: 0.5}}, count: 1}
`;

async function rows(share: number, workers: number) {
  const scenario = await parseScenario(TEXT);
  const { records } = await replicate(scenario, { banks: { profiles: {} }, workers, trace: share });
  const traced = records.map(({ replication, jobs }) => ({ replication, jobs: jobs! }));
  const bytes = printJobs(traced, { flows: ['f'], unit: 1e6, share });
  return { records, bytes, rows: await parquetReadObjects({ file: bytes.slice().buffer }) };
}

describe('a trace of jobs', () => {
  test('of all jobs has a row for each, and its sums are the measures', async () => {
    const { records, rows: all } = await rows(1, 1);
    for (const { replication, metrics, entities } of records) {
      const own = all.filter((row) => row.replication === replication);
      const answered = own.filter((row) => row.answered !== null);
      const numbers = own.map((row) => Number(row.job)).sort((a, b) => a - b);
      expect(numbers).toEqual(numbers.map((_, i) => i));
      const lost = own.filter((row) => row.loss === 'overflow');
      expect(lost.length).toBeGreaterThan(20);
      expect(lost.length / own.length).toBeCloseTo(metrics['throughput.overflow_share']!, 12);
      const wrong = answered.filter((row) => row.wrong === true);
      expect(wrong.length).toBe(metrics['fraud.wrong_answers_accepted']);
      expect(wrong.length * 2).toBe(metrics['fraud.harm_usd']);
      const convictions = metrics['fraud.detected']! + metrics['fraud.false_convictions']!;
      expect(own.reduce((sum, row) => sum + row.convicted, 0)).toBe(convictions);
      expect(answered.length * 1.5).toBeCloseTo(metrics['economy.fees']!, 6);
      if (entities.length > 0) {
        const served = entities.filter(({ role }) => role === 'node').map(({ jobs }) => jobs);
        expect(served.map((_, node) => answered.filter((row) => row.node === node).length)).toEqual(served);
      }
      // Made-up answers cost next to nothing.
      for (const row of answered.filter(({ wrong }) => !wrong))
        expect(row.answered - row.arrived).toBeCloseTo(row.wait + row.size, 6);
    }
  });

  test('of a share is the same sample with any number of threads, and a part of the whole', async () => {
    const { rows: all } = await rows(1, 1);
    const one = await rows(0.2, 1);
    const two = await rows(0.2, 2);
    expect(two.bytes).toEqual(one.bytes);
    const key = (row: Record<string, unknown>) => JSON.stringify({ ...row, job: Number(row.job) });
    const whole = new Set(all.map(key));
    expect(one.rows.every((row) => whole.has(key(row)))).toBe(true);
    // 4 standard errors of a binomial share.
    expect(Math.abs(one.rows.length / all.length - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / all.length));
  });

  test('changes nothing in the run', async () => {
    const scenario = await parseScenario(TEXT);
    const plain = await replicate(scenario, { banks: { profiles: {} }, workers: 1 });
    const { records } = await rows(0.5, 1);
    expect(records.map(({ jobs, ...rest }) => rest)).toEqual(plain.records);
  });
});

test('--trace is jobs, or jobs and a share', () => {
  expect(traceShare(undefined)).toBe(undefined);
  expect(traceShare('jobs')).toBe(1);
  expect(traceShare('jobs=0.01')).toBe(0.01);
  for (const wrong of ['', 'job', 'jobs=', 'jobs=0', 'jobs=1.1', 'jobs=x', 'jobs=0.1=2', 'nodes=0.1'])
    expect(() => traceShare(wrong)).toThrow('expected jobs');
});
