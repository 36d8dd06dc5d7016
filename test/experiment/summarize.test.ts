import { expect, test } from 'vitest';
import { estimate, summarize, summarizeSeries } from '../../src/experiment/summarize.ts';
import { metricCatalogue } from '../../src/measures/index.ts';
import { exampleRecord } from '../results/example.ts';

const RECORDS = [1, 2, 3].map(exampleRecord);

test('mean, deviation and Student t interval of five values', () => {
  const { mean, sd, ci95, n } = estimate([1, 2, 3, 4, 5], 's');
  expect([mean, n]).toEqual([3, 5]);
  expect(sd).toBeCloseTo(Math.sqrt(2.5), 12);
  // t(0.975, 4) = 2.776445, in every table.
  const half = 2.776445105 * Math.sqrt(2.5 / 5);
  expect(ci95![0]).toBeCloseTo(3 - half, 8);
  expect(ci95![1]).toBeCloseTo(3 + half, 8);
});

test('one replication has a mean and nothing more', () => {
  expect(estimate([7], 's')).toEqual({ mean: 7, sd: null, ci95: null, n: 1, unit: 's', undefined: 0 });
});

test('undefined values are left out, and counted', () => {
  expect(estimate([null, 4, null, 4], 's')).toMatchObject({ mean: 4, sd: 0, ci95: [4, 4], n: 2, undefined: 2 });
  expect(estimate([null], 's')).toEqual({ mean: null, sd: null, ci95: null, n: 0, unit: 's', undefined: 1 });
});

test('a summary has every metric with its unit, and the warm-up over all replications', () => {
  const summary = summarize(RECORDS, metricCatalogue);
  expect(Object.keys(summary.metrics)).toEqual(Object.keys(RECORDS[0]!.metrics));
  expect(summary.metrics['throughput.jobs_per_second']).toMatchObject({ n: 3, unit: 'jobs/s', undefined: 0 });
  expect(summary.metrics['fraud.undefined_here']).toMatchObject({ n: 2, undefined: 1 });
  expect(summary.warmup).toEqual({ seconds: 2400, reached: true, notReached: 0 });
  const drifting = { ...RECORDS[0]!, warmup: { seconds: 0, reached: false } };
  expect(summarize([drifting, RECORDS[1]!], metricCatalogue).warmup).toMatchObject({ reached: false, notReached: 1 });
});

test('live agreement is added up over replications', () => {
  const live = { model: 'a', jobs: 10, comparisons: 100, agreed: 99 };
  const records = RECORDS.map((record) => ({ ...record, live: [live, { ...live, model: 'b' }] }));
  expect(summarize(records, metricCatalogue).live).toEqual([
    { model: 'a', jobs: 30, comparisons: 300, agreed: 297 },
    { model: 'b', jobs: 30, comparisons: 300, agreed: 297 },
  ]);
});

test('a series has a row per window and metric, with its interval where two replications have a value', () => {
  const rows = summarizeSeries(RECORDS);
  const { time, values } = RECORDS[0]!.series;
  expect(rows).toHaveLength(time.length * Object.keys(values).length);
  const proof = rows.filter((row) => row.metric === 'proof.time_mean_seconds');
  expect(proof[0]).toEqual({ time: time[0], metric: 'proof.time_mean_seconds', mean: null, lo: null, hi: null, n: 0 });
  expect(proof[1]!.n).toBe(3);
  expect(proof[1]!.lo!).toBeLessThan(proof[1]!.mean!);
  expect(proof[1]!.hi!).toBeGreaterThan(proof[1]!.mean!);
});
