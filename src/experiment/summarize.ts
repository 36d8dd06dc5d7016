/**
 * What do R replications say together? Each is one independent observation of every metric: mean, standard deviation
 * and Student t interval over them. A metric that a replication leaves undefined (0/0) is left out there, and counted.
 */

import type { LiveAgreement, MetricInfo, RunRecord } from '../measures/record.ts';
import type { Estimate, SeriesRow, Summary } from '../results/result.ts';
import { meanInterval } from '../stats/intervals.ts';

/** Mean and t interval of the values that are there. */
export function estimate(values: readonly (number | null)[], unit: string): Estimate {
  const known = values.filter((value) => value !== null);
  const missing = { unit, undefined: values.length - known.length };
  if (known.length === 0) return { mean: null, sd: null, ci95: null, n: 0, ...missing };
  if (known.length === 1) return { mean: known[0]!, sd: null, ci95: null, n: 1, ...missing };
  const { mean, sd, low, high } = meanInterval(known);
  return { mean, sd, ci95: [low, high], n: known.length, ...missing };
}

/** summary.json of the records of one scenario. Metrics stand in the order in which the records have them. */
export function summarize(records: readonly RunRecord[], catalogue: readonly MetricInfo[]): Summary {
  const units = new Map(catalogue.map((info) => [info.name, info.unit]));
  const names = new Set(records.flatMap((record) => Object.keys(record.metrics)));
  const metrics: Record<string, Estimate> = {};
  for (const name of names)
    metrics[name] = estimate(
      records.map((record) => record.metrics[name] ?? null),
      units.get(name) ?? '',
    );
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
