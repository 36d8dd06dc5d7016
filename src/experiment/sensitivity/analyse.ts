/** What does `sensitivity` do? Every point of the method under every seed, each run once however often it is begun; then indices. */
import { metricCatalogue } from '../../measures/index.ts';
import { isNamed } from '../../measures/record.ts';
import { canonicalJson, sha256 } from '../../results/hash.ts';
import type { MetricSensitivity, Sensitivity } from '../../results/sensitivity.ts';
import type { Factor } from '../file/factor.ts';
import type { Experiment } from '../file/load.ts';
import { type DesignPoint, designPoints } from '../sweep/designed.ts';
import { Runner } from '../task/evaluate.ts';
import type { Executor } from '../task/executor.ts';
import type { RunRow } from '../task/runRow.ts';
import { type Plan, planOf } from './plan.ts';

export interface SensitivityOptions {
  /** `results/<name>`: runs are kept in its `runs`. */
  directory: string;
  /** Closed with the analysis. */
  executor: Executor;
  /** Runs that failed are done again. */
  retry?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/**
 * Runs what is missing and gives the indices of every metric of the experiment that every run defines. Throws ScenarioError, before
 * anything runs, for points that are no scenario; ResultsError while another process writes to the directory; an AbortError once the
 * signal came: what is done is kept.
 */
export async function analyseSensitivity(experiment: Experiment, options: SensitivityOptions): Promise<Sensitivity> {
  const { signal, onProgress } = options;
  let plan: Plan;
  try {
    plan = planOf(experiment);
  } catch (error) {
    await options.executor.close();
    throw error;
  }
  const runner = await Runner.open({
    directory: options.directory,
    executor: options.executor,
    seed: experiment.seed,
    retry: options.retry,
    signal,
    onProgress,
    onRuns: (done, total) => onProgress?.('runs', done, total),
  });
  try {
    const points = await designPoints(experiment, runner.bases, {
      rows: plan.rows,
      at: 'sensitivity',
      signal,
      onProgress: (made, total) => onProgress?.('points', made, total),
    });
    const distinct = new Map(points.map(({ resolved }) => [resolved.hash, resolved]));
    await runner.run(distinct.values(), { first: 1, count: plan.replications });
    const runs = await runner.store.runsOf(new Set(distinct.keys()), experiment.metrics);
    return analysed(experiment, plan, points, runs, onProgress);
  } finally {
    await runner.close();
  }
}

function analysed(
  experiment: Experiment,
  plan: Plan,
  points: readonly DesignPoint[],
  runs: ReadonlyMap<string, readonly RunRow[]>,
  onProgress: SensitivityOptions['onProgress'],
): Sensitivity {
  const { factors, seed, metrics: wanted } = experiment;
  const { scenario } = experiment.bases[0]!;
  const hashes = points.map(({ resolved }) => resolved.hash);
  const metrics: MetricSensitivity[] = [];
  const leftOut: Sensitivity['leftOut'] = [];
  for (const [m, metric] of wanted.entries()) {
    onProgress?.('indices', m, wanted.length);
    const values = valuesOf(metric, experiment, plan, points, runs);
    if (typeof values === 'string') {
      leftOut.push({ metric, reason: values });
      continue;
    }
    const info = metricCatalogue.find(({ name }) => isNamed(name, metric));
    metrics.push({
      metric,
      unit: info?.unit ?? '',
      words: scenario.measures.answer?.[metric] ?? info?.summary ?? metric,
      ...spanOf(values),
      findings: plan.findings(values),
    });
  }
  return {
    name: experiment.name,
    question: experiment.question ?? null,
    base: scenario.name,
    method: plan.method,
    seed,
    replications: plan.replications,
    resamples: plan.resamples,
    factors: factors.map((factor) => ({
      name: factor.name,
      unit: factor.unit,
      choices: factor.range === undefined,
      range: rangeText(factor),
    })),
    points: points.length,
    distinct: new Set(hashes).size,
    points_sha256: sha256(canonicalJson(hashes)),
    metrics,
    leftOut,
  };
}

/** `[seed][point]`, or why there are none: a single value that is not there leaves no share of a variance. */
function valuesOf(
  metric: string,
  { factors }: Experiment,
  { replications }: Plan,
  points: readonly DesignPoint[],
  runs: ReadonlyMap<string, readonly RunRow[]>,
): Float64Array[] | string {
  const values = Array.from({ length: replications }, () => new Float64Array(points.length));
  const lacking = { failed: new Set<string>(), undefined: new Set<string>(), missing: new Set<string>() };
  let first = '';
  for (const [p, { resolved, values: levels }] of points.entries()) {
    const byReplication = new Map((runs.get(resolved.hash) ?? []).map((run) => [run.replication, run]));
    for (let r = 1; r <= replications; r++) {
      const run = byReplication.get(r);
      const value = run?.metrics[metric] ?? null;
      if (value !== null) {
        values[r - 1]![p] = value;
        continue;
      }
      const kind = run === undefined ? 'missing' : run.error !== null ? 'failed' : 'undefined';
      lacking[kind].add(`${resolved.hash} ${r}`);
      const where = factors.map(({ name }, k) => `${name} = ${levels[k]}`).join(', ');
      if (first === '') first = `first at ${where}, replication ${r}${run?.error ? `: ${run.error}` : ''}`;
    }
  }
  const parts = [
    [lacking.undefined.size, 'leave it undefined (0/0)'],
    [lacking.failed.size, 'failed'],
    [lacking.missing.size, 'are not done yet'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} runs ${what}`);
  return told.length === 0 ? values : `${told.join(', ')}; ${first}`;
}

function spanOf(values: readonly Float64Array[]): { mean: number; least: number; greatest: number } {
  let [sum, count] = [0, 0];
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of values)
    for (const value of row) {
      sum += value;
      count++;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  return { mean: sum / count, least, greatest };
}

/** `0.01 to 0.5, log scale`, or the choices. */
function rangeText({ range, levels, unit }: Factor): string {
  if (range === undefined) return levels.map(({ value }) => value).join(', ');
  const parts = [`${range.low} to ${range.high}${unit === '' ? '' : ` ${unit}`}`];
  if (range.integer) parts.push('whole numbers');
  if (range.log) parts.push('log scale');
  return parts.join(', ');
}
