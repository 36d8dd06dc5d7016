/** How does a metric differ between two points? Run by run with the same luck: paired differences, p-values adjusted over all metrics. */
import type { Estimate } from '../../results/result.ts';
import { adjustedOf, pairedBy } from '../comparison/paired.ts';
import { estimateOf } from '../replications/summarize.ts';
import type { RunRow } from '../task/runRow.ts';

/** One metric of the leader and the baseline on the fresh seeds. */
export interface Compared {
  readonly metric: string;
  readonly unit: string;
  readonly baseline: Estimate;
  readonly tuned: Estimate;
  /** Tuned minus baseline; null where fewer than two pairs define it. */
  readonly difference: {
    readonly mean: number;
    readonly ci95: readonly [number, number];
    readonly n: number;
    /** Of no difference, two-sided; adjusted after Holm over all metrics. */
    readonly p: number;
    readonly p_adjusted: number;
  } | null;
}

/** Pairs are runs of one replication that went well on both sides. */
export function compareRuns(
  metrics: readonly string[],
  baseline: readonly RunRow[],
  tuned: readonly RunRow[],
  unitOf: (metric: string) => string,
): Compared[] {
  const ofBaseline = new Map(baseline.map((run) => [run.replication, run]));
  const pairs = tuned.flatMap((run): [RunRow, RunRow][] => {
    const other = ofBaseline.get(run.replication);
    return other && run.error === null && other.error === null ? [[run, other]] : [];
  });
  const [ofTuned, others] = [pairs.map(([run]) => run), pairs.map(([, other]) => other)];
  const sound = (runs: readonly RunRow[]): RunRow[] => runs.filter(({ error }) => error === null);
  const found = metrics.map((metric) => pairedBy(metric, ofTuned, others));
  const adjusted = adjustedOf(found);
  return metrics.map((metric, i): Compared => {
    const unit = unitOf(metric);
    const paired = found[i]!;
    const p_adjusted = adjusted[i]!;
    return {
      metric,
      unit,
      baseline: estimateOf(sound(baseline), metric, unit),
      tuned: estimateOf(sound(tuned), metric, unit),
      difference:
        paired === null || p_adjusted === null
          ? null
          : {
              mean: paired.mean,
              ci95: [paired.low, paired.high],
              n: paired.n,
              p: paired.p,
              p_adjusted,
            },
    };
  });
}
