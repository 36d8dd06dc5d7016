/**
 * What does a factor do by itself? For each of its values the metric over all points that have it, whatever the other factors are.
 * Replications are the observations: in replication r all points share their luck, so that its average over the points is one number.
 */
import type { Estimate } from '../../results/result.ts';
import { estimateOf } from '../replications/summarize.ts';
import type { RunRow } from '../task/runRow.ts';

/** A value of a factor, or a part of its range. */
export interface EffectGroup {
  /** A number (of a part of a range, the mean over its points), or a label. */
  value: number | string;
  points: number;
  /** A part of many values, put together. */
  parted: boolean;
  estimate: Estimate;
}

/** Values up to which each is a group of its own; more numbers than that are put together. */
const MOST_VALUES = 12;
/** Groups that they are put together to. */
const PARTS = 6;

/** A point with its value of the factor, and its runs of one metric that did not fail. */
export interface EffectPoint {
  value: number | string;
  runs: readonly RunRow[];
}

export function effectOf(points: readonly EffectPoint[], metric: string, unit: string): EffectGroup[] {
  return groupsOf(points).map((group): EffectGroup => {
    const [{ value }] = group as [EffectPoint];
    const mean =
      typeof value === 'number' ? group.reduce((sum, point) => sum + (point.value as number), 0) / group.length : value;
    const parted = group.some((point) => point.value !== value);
    return { value: mean, points: group.length, parted, estimate: estimateOf(pooled(group, metric), metric, unit) };
  });
}

function groupsOf(points: readonly EffectPoint[]): EffectPoint[][] {
  const byValue = new Map<number | string, EffectPoint[]>();
  for (const point of points) byValue.set(point.value, [...(byValue.get(point.value) ?? []), point]);
  const numeric = points.every(({ value }) => typeof value === 'number');
  if (!numeric) return [...byValue.values()];
  const ascending = points.toSorted((a, b) => (a.value as number) - (b.value as number));
  if (byValue.size <= MOST_VALUES)
    return [...byValue].sort((a, b) => (a[0] as number) - (b[0] as number)).map(([, group]) => group);
  return Array.from({ length: PARTS }, (_, k) =>
    ascending.slice(Math.floor((k * ascending.length) / PARTS), Math.floor(((k + 1) * ascending.length) / PARTS)),
  );
}

type Pooled = Pick<RunRow, 'metrics' | 'ratios'>;

/** Runs of a group as one run a replication: of ratios the sums of both totals, of anything else the mean over points. */
function pooled(group: readonly EffectPoint[], metric: string): Pooled[] {
  const byReplication = new Map<number, RunRow[]>();
  for (const { runs } of group)
    for (const run of runs) byReplication.set(run.replication, [...(byReplication.get(run.replication) ?? []), run]);
  // Only replications that every point has: a mean over fewer points is another quantity.
  const whole = [...byReplication].filter(([, runs]) => runs.length === group.length).sort((a, b) => a[0] - b[0]);
  return whole.map(([, runs]): Pooled => {
    const ratios = runs.flatMap((run) => run.ratios[metric] ?? []);
    if (ratios.length > 0) {
      const { scale, count } = ratios[0]!;
      const num = ratios.reduce((sum, ratio) => sum + ratio.num, 0);
      const den = ratios.reduce((sum, ratio) => sum + ratio.den, 0);
      return { metrics: {}, ratios: { [metric]: { num, den, scale, count } } };
    }
    const values = runs.map((run) => run.metrics[metric] ?? null).filter((value) => value !== null);
    const mean = values.length === runs.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
    return { metrics: { [metric]: mean }, ratios: {} };
  });
}
