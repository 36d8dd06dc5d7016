/** Which files hold a sweep, beside its runs? Its points, its summary, and a manifest over all. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { checkWritable, PROFILES } from '../../results/directory.ts';
import { ResultsError } from '../../results/error.ts';
import type { Files } from '../../results/files.ts';
import { printJson } from '../../results/files.ts';
import { canonicalJson, sha256 } from '../../results/hash.ts';
import { printRows } from '../../results/table.ts';
import { gitCommit, verisimVersion } from '../../results/version.ts';
import { identify } from '../../results/write.ts';
import { RUNS } from '../store/store.ts';
import { columnsOf, type SweepResult } from './sweep.ts';

export const EXPERIMENT_FORMAT = 'verisim-experiment/1';

/**
 * Throws ResultsError when the directory holds something that no experiment wrote: to write there would mix with it or destroy
 * it. Missing, empty, or begun by an experiment: fine.
 */
export async function checkSweepDirectory(directory: string): Promise<void> {
  await checkWritable(directory);
  if (!existsSync(directory)) return;
  const names = await readdir(directory);
  if (names.length === 0 || names.includes(RUNS) || names.every((name) => name === PROFILES)) return;
  throw new ResultsError(
    `${directory} holds files that are no earlier experiment (no folder ${RUNS}); choose another --out or another name, or empty it`,
  );
}

/** points.csv, a row a point, and summary.csv, a row a point and metric: the same bytes however the runs were made. */
export function sweepTables(result: SweepResult): Files {
  const { experiment, points } = result;
  const columns = columnsOf(experiment);
  const names = columns.map(([name]) => name);
  const values = ({ point }: SweepResult['points'][number]): (number | string)[] => columns.map(([, of]) => of(point));
  const rows = points.map((summary) => [
    summary.point.resolved.hash,
    summary.point.number,
    ...values(summary),
    summary.runs,
    summary.failed,
    ...(summary.meets === null ? [] : [summary.meets]),
    ...(summary.precise === null ? [] : [summary.precise]),
  ]);
  const told = [
    ...(points[0]?.meets === null ? [] : ['meets_goals']),
    ...(points[0]?.precise === null ? [] : ['precise']),
  ];
  const summaries = points.flatMap((summary) =>
    Object.entries(summary.estimates).map(([metric, { mean, sd, ci95, n, unit }]) => [
      summary.point.resolved.hash,
      ...values(summary),
      metric,
      unit,
      mean,
      sd,
      ci95?.[0] ?? null,
      ci95?.[1] ?? null,
      n,
    ]),
  );
  return new Map([
    ['points.csv', printRows(['point', 'number', ...names, 'runs', 'failed', ...told], rows)],
    [
      'summary.csv',
      printRows(['point', ...names, 'metric', 'unit', 'mean', 'sd', 'ci95_lo', 'ci95_hi', 'n'], summaries),
    ],
  ]);
}

/** manifest.json; `files` are all others but the parts of runs, whose number depends on when the sweep was interrupted. */
export function sweepManifest(result: SweepResult, files: Files, kind: string): string {
  const { experiment, points } = result;
  const { name, question, seed, written } = experiment;
  return printJson({
    format: EXPERIMENT_FORMAT,
    kind,
    name,
    ...(question === undefined ? {} : { question }),
    seed,
    experiment_sha256: sha256(canonicalJson(points.map(({ point }) => point.resolved.hash))),
    experiment: written,
    bases: experiment.bases.map(({ scenario }) => scenario.name),
    factors: experiment.factors.map(({ name, unit, numeric }) => ({ name, unit, numeric })),
    runs: result.runs,
    failed: result.failed,
    missing: result.missing,
    wide: result.wide,
    verisim_version: verisimVersion(),
    environment: { git_commit: gitCommit(), node: process.version },
    points: points.map(({ point, runs, failed }) => ({
      point: point.resolved.hash,
      number: point.number,
      base: point.base,
      settings: point.point.settings,
      runs,
      failed,
    })),
    files: identify(files),
  });
}
