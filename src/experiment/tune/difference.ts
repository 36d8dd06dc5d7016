/** How does a metric differ between two points? Run by run with the same luck: paired differences, p-values adjusted over all metrics. */
import type { Estimate } from '../../results/result.ts';
import { holm } from '../../stats/holm.ts';
import { type Paired, pairedComparison, pairedRatios } from '../../stats/paired.ts';
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
  const sound = (runs: readonly RunRow[]): RunRow[] => runs.filter(({ error }) => error === null);
  const found = metrics.map((metric) => pairedBy(metric, pairs));
  const tested = found.filter((paired) => paired !== null && !Number.isNaN(paired.p)) as Paired[];
  const adjusted = holm(tested.map(({ p }) => p));
  return metrics.map((metric, i): Compared => {
    const unit = unitOf(metric);
    const paired = found[i]!;
    const place = paired === null ? -1 : tested.indexOf(paired);
    return {
      metric,
      unit,
      baseline: estimateOf(sound(baseline), metric, unit),
      tuned: estimateOf(sound(tuned), metric, unit),
      difference:
        paired === null || place < 0
          ? null
          : {
              mean: paired.mean,
              ci95: [paired.low, paired.high],
              n: paired.n,
              p: paired.p,
              p_adjusted: adjusted[place]!,
            },
    };
  });
}

function pairedBy(metric: string, pairs: readonly [RunRow, RunRow][]): Paired | null {
  const ratios = pairs.map(([a, b]) => [a.ratios[metric], b.ratios[metric]] as const);
  if (pairs.length > 0 && ratios.every(([a, b]) => a !== undefined && b !== undefined)) {
    const [ofA, ofB] = ([0, 1] as const).map((side) => ({
      num: ratios.map((both) => both[side]!.num),
      den: ratios.map((both) => both[side]!.den),
      scale: ratios[0]![side]!.scale,
      count: ratios[0]![side]!.count,
    }));
    return pairedRatios(ofA!, ofB!);
  }
  const values = pairs.flatMap(([a, b]): [number, number][] => {
    const [x, y] = [a.metrics[metric] ?? null, b.metrics[metric] ?? null];
    return x === null || y === null ? [] : [[x, y]];
  });
  if (values.length < 2) return null;
  return pairedComparison(
    values.map(([x]) => x),
    values.map(([, y]) => y),
  );
}
