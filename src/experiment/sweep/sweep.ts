/** What does a sweep do? Every point of a design, as often as is wanted, each run once however often it is begun; and sums up. */

import { metricCatalogue } from '../../measures/index.ts';
import { isNamed } from '../../measures/record.ts';
import type { Estimate } from '../../results/result.ts';
import { meets } from '../file/goals.ts';
import type { Experiment } from '../file/load.ts';
import { looks, preciseEnough } from '../file/replications.ts';
import { estimateOf } from '../replications/summarize.ts';
import { Runner } from '../task/evaluate.ts';
import type { Executor } from '../task/executor.ts';
import type { RunRow } from '../task/runRow.ts';
import { type DesignPoint, designPoints } from './designed.ts';
import { type EffectGroup, effectOf } from './effects.ts';
import { isPrecise, wideOf } from './precision.ts';

export interface SweepOptions {
  /** `results/<name>`. */
  directory: string;
  /** Closed with the sweep. */
  executor: Executor;
  /** Runs that failed are done again. */
  retry?: boolean | undefined;
  /** Rows of a part of runs at most: more often written, less is lost when it is killed. */
  rows?: number | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface PointSummary {
  point: DesignPoint;
  /** Runs that are there, failed ones among them. */
  runs: number;
  failed: number;
  /** By metric, in the order of the experiment. */
  estimates: Record<string, Estimate>;
  /** Does it meet every bound of the goals? Null where there are no bounds. */
  meets: boolean | null;
  /** Is its interval as narrow as `replications.until` asks? Null where it asks nothing. */
  precise: boolean | null;
}

export interface Effect {
  factor: string;
  metric: string;
  groups: EffectGroup[];
}

export interface SweepResult {
  experiment: Experiment;
  /** In the order of the design. */
  points: PointSummary[];
  effects: Effect[];
  /** Units of the metrics that are told. */
  units: Record<string, string>;
  runs: number;
  failed: number;
  /** Runs that are missing still: it was interrupted, or the executor left them. */
  missing: number;
  /** Points whose interval is wider than `replications.until` asks, though they had all the runs that are allowed. */
  wide: number;
  /** Runs that this call did, beside those that were there. */
  fresh: number;
  /** One error of those that failed, and how often each was met. */
  errors: { error: string; runs: number }[];
  interrupted: boolean;
}

/**
 * Runs what is missing of the experiment in `directory` and sums up what is there. Throws ScenarioError for points that are no
 * scenario, before anything runs, and ResultsError while another process writes there.
 */
export async function sweep(experiment: Experiment, options: SweepOptions): Promise<SweepResult> {
  const { signal, onProgress } = options;
  let done = 0;
  let wanted = 0;
  const runner = await Runner.open({
    directory: options.directory,
    executor: options.executor,
    seed: experiment.seed,
    retry: options.retry,
    rows: options.rows,
    signal,
    onProgress,
    onRuns: () => onProgress?.('runs', ++done, wanted),
  });
  try {
    const points = await designPoints(experiment, runner.bases, {
      signal,
      onProgress: (made, total) => onProgress?.('points', made, total),
    });
    const before = runner.store.size;
    const sizes = looks(experiment.replications);
    const until = typeof experiment.replications === 'number' ? undefined : experiment.replications.until;
    const resolved = new Map(points.map((point) => [point.resolved.hash, point.resolved]));
    let open = [...resolved.values()];
    const asked = new Map<string, number>();
    try {
      let first = 1;
      for (const size of sizes) {
        const replications = { first, count: size - first + 1 };
        done = 0;
        wanted = runner.missing(open, replications);
        await runner.run(open, replications);
        for (const { hash } of open) asked.set(hash, size);
        // The executor was asked to leave them to others: there is nothing to look at yet.
        if (runner.missing(open, replications) > 0) break;
        if (until !== undefined && size < sizes.at(-1)!) {
          const runs = await runner.store.runsOf(new Set(open.map(({ hash }) => hash)), [until.metric]);
          open = open.filter(
            ({ hash }) => !preciseEnough(until, estimateOf(upTo(runs.get(hash) ?? [], size), until.metric, '')),
          );
        }
        first = size + 1;
        if (open.length === 0) break;
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
      // What was asked for when it was stopped, for the count of what is missing.
      for (const { hash } of open) asked.set(hash, Math.max(asked.get(hash) ?? 0, sizes[0]!));
    }
    return await summedUp(experiment, points, runner, asked, before, signal?.aborted ?? false);
  } finally {
    await runner.close();
  }
}

const upTo = (runs: readonly RunRow[], size: number): RunRow[] =>
  runs.filter(({ replication, error }) => replication <= size && error === null);

/** Metric by metric: what is held is one column of all runs. */
async function summedUp(
  experiment: Experiment,
  points: readonly DesignPoint[],
  { store }: Runner,
  asked: ReadonlyMap<string, number>,
  before: number,
  interrupted: boolean,
): Promise<SweepResult> {
  const hashes = new Set(points.map(({ resolved }) => resolved.hash));
  const units: Record<string, string> = {};
  const effects: Effect[] = [];
  const counts = new Map<string, { runs: number; failed: number }>();
  const errors = new Map<string, number>();
  const summaries = points.map(
    (point): PointSummary => ({ point, runs: 0, failed: 0, estimates: {}, meets: null, precise: null }),
  );
  for (const [m, metric] of experiment.metrics.entries()) {
    units[metric] = metricCatalogue.find((info) => isNamed(info.name, metric))?.unit ?? '';
    const byPoint = new Map<string, RunRow[]>([...hashes].map((hash) => [hash, []]));
    for await (const row of store.rows([metric])) {
      if (row.replication > (asked.get(row.point) ?? 0)) continue;
      if (m === 0) {
        const count = counts.get(row.point) ?? { runs: 0, failed: 0 };
        counts.set(row.point, count);
        count.runs++;
        if (row.error !== null) {
          count.failed++;
          errors.set(row.error, (errors.get(row.error) ?? 0) + 1);
        }
      }
      if (row.error === null) byPoint.get(row.point)?.push(row);
    }
    for (const runs of byPoint.values()) runs.sort((a, b) => a.replication - b.replication);
    for (const summary of summaries)
      summary.estimates[metric] = estimateOf(byPoint.get(summary.point.resolved.hash)!, metric, units[metric]!);
    for (const [factor, told] of columnsOf(experiment))
      effects.push({
        factor,
        metric,
        groups: effectOf(
          points.map((point) => ({ value: told(point), runs: byPoint.get(point.resolved.hash)! })),
          metric,
          units[metric]!,
        ),
      });
  }
  const bounds = experiment.goals.filter(({ at_least, at_most }) => at_least !== undefined || at_most !== undefined);
  for (const summary of summaries) {
    Object.assign(summary, counts.get(summary.point.resolved.hash));
    summary.precise = isPrecise(experiment, summary.estimates);
    if (bounds.length > 0)
      summary.meets = bounds.every((goal) => meets(goal, summary.estimates[goal.metric]?.mean ?? null));
  }
  const all = [...counts].filter(([hash]) => hashes.has(hash)).map(([, count]) => count);
  const runs = all.reduce((sum, count) => sum + count.runs, 0);
  const wanted = [...asked.values()].reduce((sum, size) => sum + size, 0);
  return {
    experiment,
    points: summaries,
    effects,
    units,
    runs,
    failed: all.reduce((sum, count) => sum + count.failed, 0),
    missing: Math.max(0, wanted - runs),
    wide: wideOf(experiment, summaries),
    fresh: store.size - before,
    errors: [...errors].map(([error, times]) => ({ error, runs: times })).sort((a, b) => b.runs - a.runs),
    interrupted,
  };
}

/** What tells points apart: the base, where there are several, and the factors. */
export function columnsOf({
  bases,
  factors,
}: Experiment): [name: string, of: (point: DesignPoint) => number | string][] {
  const ofFactors = factors.map(({ name }, k): [string, (point: DesignPoint) => number | string] => [
    name,
    (point) => point.values[k]!,
  ]);
  return bases.length > 1 ? [['base', ({ base }) => base], ...ofFactors] : ofFactors;
}
