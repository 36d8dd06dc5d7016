import { expect, test } from 'vitest';
import { estimate, ratioEstimate, summarize, summarizeSeries } from '../../../src/experiment/replications/summarize.ts';
import { metricCatalogue } from '../../../src/measures/index.ts';
import { exampleRecord } from '../../results/example.ts';

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

const counted = (num: number, den: number, scale = 1) => ({ num, den, scale, count: true });

test('a ratio over replications is that of the sums, not the mean of ratios', () => {
  // A run of two trials and one of two thousand: the mean of ratios is 0.75, and says nothing of 2,002 trials.
  const found = ratioEstimate([counted(2, 2), counted(1000, 2000), counted(990, 2000)], 'share');
  expect(found.mean!).toBeGreaterThan(0.48);
  expect(found.mean!).toBeLessThan(0.52);
  expect(found).toMatchObject({ method: 'jackknife', n: 3, undefined: 0, unit: 'share' });
  // Equal denominators: the jackknife is the mean, with the t interval of the ratios. t(0.975, 2) = 4.302653.
  const equal = ratioEstimate([counted(1, 10), counted(2, 10), counted(3, 10)], 'share');
  expect(equal.mean!).toBeCloseTo(0.2, 12);
  expect(equal.sd!).toBeCloseTo(0.1, 12);
  expect(equal.ci95![1]).toBeCloseTo(0.2 + (4.302653 * 0.1) / Math.sqrt(3), 6);
  expect(equal.ci95![0]).toBe(0);
});

test('no event in 78 trials is 0, and below 4.6 % by Clopper and Pearson; also after one replication', () => {
  const high = 1 - Math.exp(Math.log(0.025) / 78);
  for (const ratios of [[counted(0, 78)], [counted(0, 40), counted(0, 38)]]) {
    const { mean, ci95, method } = ratioEstimate(ratios, 'share');
    expect([mean, ci95![0], method]).toEqual([0, 0, 'clopper-pearson']);
    expect(ci95![1]).toBeCloseTo(high, 9);
  }
  const all = ratioEstimate([counted(39, 39), counted(39, 39)], 'share');
  expect(all.mean).toBe(1);
  expect(all.ci95![0]).toBeCloseTo(1 - high, 9);
  expect(all.ci95![1]).toBe(1);
  expect(ratioEstimate([counted(0, 78, 1e6)], '1/million').ci95![1]).toBeCloseTo(1e6 * high, 2);
});

test('what is no count has no such bound, and a replication without trials is left out', () => {
  const seconds = (num: number, den: number) => ({ num, den, scale: 1, count: false });
  expect(ratioEstimate([seconds(0, 5), seconds(0, 5)], 's')).toMatchObject({ mean: 0, ci95: [0, 0] });
  expect(ratioEstimate([seconds(12, 4)], 's')).toMatchObject({ mean: 3, sd: null, ci95: null, n: 1 });
  expect(ratioEstimate([seconds(0, 0), seconds(8, 4), seconds(4, 4)], 's')).toMatchObject({ n: 2, undefined: 1 });
  expect(ratioEstimate([seconds(0, 0)], 's')).toMatchObject({ mean: null, ci95: null, n: 0, undefined: 1 });
});

test('a summary takes ratios from their totals', () => {
  const { metrics } = summarize(RECORDS, metricCatalogue);
  const rate = metrics['fraud.detection_rate_per_cheated_job']!;
  expect(rate.mean!).toBeCloseTo((123 + 126 + 129) / (231 + 232 + 233), 4);
  expect(metrics['fraud.false_convictions_per_million']).toMatchObject({ mean: 0, method: 'clopper-pearson' });
  expect(metrics['throughput.jobs_per_second']!.method).toBeUndefined();
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
