/**
 * What do R replications say together? Each is one independent observation of every metric: mean, standard deviation
 * and Student t interval over them. A ratio of two totals is that of their sums over replications, by the jackknife: the
 * mean of ratios would let a run of two events weigh as much as one of two thousand. A metric that a replication leaves
 * undefined (0/0) is left out there, and counted.
 */

import { isNamed, type LiveAgreement, type MetricInfo, type RunRecord } from '../../measures/record.ts';
import type { Estimate, SeriesRow, Summary } from '../../results/result.ts';
import { clopperPearson, meanInterval, ratioInterval } from '../../stats/intervals.ts';

/** Mean and t interval of the values that are there. */
export function estimate(values: readonly (number | null)[], unit: string): Estimate {
  const known = values.filter((value) => value !== null);
  const missing = { unit, undefined: values.length - known.length };
  if (known.length === 0) return { mean: null, sd: null, ci95: null, n: 0, ...missing };
  if (known.length === 1) return { mean: known[0]!, sd: null, ci95: null, n: 1, ...missing };
  const { mean, sd, low, high } = meanInterval(known);
  return { mean, sd, ci95: [low, high], n: known.length, ...missing };
}

type Ratio = RunRecord['ratios'][string];

/**
 * The ratio of the sums of numerators and denominators, one of each a replication, with its jackknife interval. Counts of
 * which none or all are events vary nowhere, and their interval is that of Clopper and Pearson for the sums: it takes
 * the trials of a run as independent.
 */
export function ratioEstimate(ratios: readonly Ratio[], unit: string): Estimate {
  const known = ratios.filter(({ den }) => den > 0);
  const missing = { unit, undefined: ratios.length - known.length };
  if (known.length === 0) return { mean: null, sd: null, ci95: null, n: 0, ...missing };
  const { scale, count } = known[0]!;
  const n = known.length;
  const events = known.reduce((sum, { num }) => sum + num, 0);
  const trials = known.reduce((sum, { den }) => sum + den, 0);
  if (count && (events === 0 || events === trials)) {
    const { low, high } = clopperPearson(events, trials);
    const mean = (scale * events) / trials;
    const sd = n === 1 ? null : 0;
    return { mean, sd, ci95: [scale * low, scale * high], method: 'clopper-pearson', n, ...missing };
  }
  const found = ratioInterval(
    known.map(({ num }) => num),
    known.map(({ den }) => den),
  );
  // A share of trials is none beyond 0 and 1, though the jackknife may reach there.
  const within = (value: number): number => scale * (count ? Math.min(1, Math.max(0, value)) : value);
  const mean = within(found.mean);
  if (n === 1) return { mean, sd: null, ci95: null, n, ...missing };
  return {
    mean,
    sd: scale * found.sd,
    ci95: [within(found.low), within(found.high)],
    method: 'jackknife',
    n,
    ...missing,
  };
}

/** One metric over runs, as its kind asks: a ratio from its totals, anything else from its values. */
export function estimateOf(
  runs: readonly Pick<RunRecord, 'metrics' | 'ratios'>[],
  metric: string,
  unit: string,
): Estimate {
  const ratios = runs.flatMap((run) => run.ratios[metric] ?? []);
  if (ratios.length > 0) return ratioEstimate(ratios, unit);
  return estimate(
    runs.map((run) => run.metrics[metric] ?? null),
    unit,
  );
}

/** summary.json of the records of one scenario. Metrics stand in the order in which the records have them. */
export function summarize(records: readonly RunRecord[], catalogue: readonly MetricInfo[]): Summary {
  const names = new Set(records.flatMap((record) => Object.keys(record.metrics)));
  const metrics: Record<string, Estimate> = {};
  for (const name of names) {
    const unit = catalogue.find((info) => isNamed(info.name, name))?.unit ?? '';
    metrics[name] = estimateOf(records, name, unit);
  }
  const notReached = records.filter((record) => !record.warmup.reached).length;
  return {
    metrics,
    replications: records.length,
    warmup: {
      seconds: records.reduce((sum, record) => sum + record.warmup.seconds, 0) / records.length,
      reached: notReached === 0,
      notReached,
    },
    live: sumLive(records.flatMap((record) => record.live)),
    offencesInclusion: Math.min(...records.map((record) => record.offencesInclusion)),
  };
}

/** Per (time, metric), in the order of time; every record of a scenario has the same windows. */
export function summarizeSeries(records: readonly RunRecord[]): SeriesRow[] {
  const names = [...new Set(records.flatMap((record) => Object.keys(record.series.values)))];
  return records[0]!.series.time.flatMap((time, i) =>
    names.map((metric): SeriesRow => {
      const { mean, ci95, n } = estimate(
        records.map((record) => record.series.values[metric]?.[i] ?? null),
        '',
      );
      return { time, metric, mean, lo: ci95?.[0] ?? null, hi: ci95?.[1] ?? null, n };
    }),
  );
}

function sumLive(all: readonly LiveAgreement[]): LiveAgreement[] {
  const byModel = new Map<string, LiveAgreement>();
  for (const { model, jobs, comparisons, agreed } of all) {
    const sum = byModel.get(model) ?? { model, jobs: 0, comparisons: 0, agreed: 0 };
    sum.jobs += jobs;
    sum.comparisons += comparisons;
    sum.agreed += agreed;
    byModel.set(model, sum);
  }
  return [...byModel.values()];
}
