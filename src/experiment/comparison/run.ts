/**
 * How is a comparison made? Replication r of every contender draws from `seed/r` and runs wherever a core is free, pair by pair,
 * so that what is finished when it is stopped can be compared.
 */
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  COMPARISON_FORMAT,
  type Comparison,
  type ComparisonManifest,
  type RunValue,
  runsFile,
} from '../../results/comparison.ts';
import { checkReplaceable, PROFILES } from '../../results/directory.ts';
import type { Files } from '../../results/files.ts';
import { canonicalJson, sha256 } from '../../results/hash.ts';
import { gitCommit, verisimVersion } from '../../results/version.ts';
import { portable } from '../replications/collect.ts';
import { changesBetween } from '../task/changed.ts';
import type { Executor } from '../task/executor.ts';
import { taskOf } from '../task/point.ts';
import type { RunRow } from '../task/runRow.ts';
import { compareSides, type Side } from './compare.ts';
import { type Contender, type Contenders, type ContendersOptions, gather } from './contenders.ts';
import { ComparisonError } from './error.ts';
import { answersOf, checkMetrics, sensibleMetrics } from './metrics.ts';

export interface ComparisonOptions extends Omit<ContendersOptions, 'directory'> {
  /** Default: the answers of the scenarios and a few that matter for all. */
  metrics?: readonly string[] | undefined;
  /** Of the results; default composed of the contenders'. */
  name?: string | undefined;
  /** Directory that will hold that of the results. */
  out: string;
  /** Opened by the caller, and closed by it. */
  executor: Executor;
  signal?: AbortSignal | undefined;
}

export interface Compared {
  /** Null when it was stopped before two pairs were done. */
  comparison: Comparison | null;
  manifest: ComparisonManifest;
  directory: string;
  /** Runs, and profiles measured for them. */
  files: Files;
  interrupted: boolean;
  /** Runs that failed, in words. */
  failures: string[];
}

/**
 * Throws ScenarioError and ComparisonError before anything runs for what cannot be compared, and the error of a run where runs
 * fail so often that fewer than two pairs are left.
 */
export async function runComparison(options: ComparisonOptions): Promise<Compared> {
  const workshop = await mkdtemp(join(tmpdir(), 'verisim-compare-'));
  try {
    return await compareIn(workshop, options);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function compareIn(workshop: string, options: ComparisonOptions): Promise<Compared> {
  // Profiles measured for an earlier comparison of this name are found again.
  if (options.name !== undefined)
    await cp(join(options.out, options.name, PROFILES), join(workshop, PROFILES), { recursive: true }).catch(() => {});
  const contenders = await gather({ ...options, directory: workshop });
  const scenarios = contenders.all.map(({ point }) => point.scenario);
  checkMetrics(options.metrics ?? [], scenarios);
  const name = options.name ?? nameOf(contenders);
  const directory = join(options.out, name);
  await checkReplaceable(directory);
  const rows = await runAll(contenders, options);
  const { sides, failures } = sidesOf(contenders, rows);
  const pairs = sides[0]!.runs.length;
  const interrupted = options.signal?.aborted ?? false;
  if (pairs < 2 && !interrupted) throw tooFew(failures);
  const manifest = await manifestOf(contenders, sides, name, workshop);
  const files = new Map<string, string | Uint8Array>(await profilesOf(workshop));
  if (pairs < 2) return { comparison: null, manifest, directory, files, interrupted, failures };
  const all = sides.flatMap(({ runs }) => runs);
  const metrics = [...new Set(options.metrics?.length ? options.metrics : sensibleMetrics(scenarios, all))];
  if (metrics.length === 0) throw new ComparisonError('none of the usual metrics is there; name some with --metric');
  for (const [path, content] of runsFile(valuesOf(sides, metrics))) files.set(path, content);
  const answers = answersOf(scenarios);
  const base = contenders.all.find(({ name: each }) => each === contenders.baseline)!;
  const comparison: Comparison = {
    name,
    baseline: contenders.baseline,
    seed: contenders.seed,
    replications: pairs,
    contenders: contenders.all.map(({ name: each, point: { scenario } }) => ({
      name: each,
      question: scenario.question ?? null,
      horizon: scenario.horizon,
      replications: pairs,
    })),
    ...compareSides(sides, contenders.baseline, metrics, answers),
    remarks: [...contenders.remarks, ...remarksOf(contenders, pairs, interrupted, failures)],
    changes: contenders.all.filter((each) => each !== base).flatMap((each) => changesOf(base, each)),
    symbol: base.point.scenario.token.symbol,
  };
  return { comparison, manifest, directory, files, interrupted, failures };
}

/** By hash of the point and replication. */
async function runAll(contenders: Contenders, { executor, signal, onProgress }: ComparisonOptions) {
  const { all, bases, replications } = contenders;
  const rows = new Map<string, RunRow>();
  const points = [...new Map(all.map(({ point }) => [point.hash, point])).values()];
  const total = points.length * replications;
  function* tasks() {
    for (let r = 1; r <= replications; r++) for (const point of points) yield taskOf(point, r);
  }
  onProgress?.('runs', 0, total);
  const sink = (row: RunRow): void => {
    rows.set(`${row.point}/${row.replication}`, row);
    onProgress?.('runs', rows.size, total);
  };
  await executor.run(tasks(), sink, { ground: bases.ground, signal });
  return rows;
}

/** Runs by contender, of the replications that all of them finished. */
function sidesOf({ all, replications }: Contenders, rows: ReadonlyMap<string, RunRow>) {
  const failures: string[] = [];
  const sides: { name: string; runs: RunRow[] }[] = all.map(({ name }) => ({ name, runs: [] }));
  for (let r = 1; r <= replications; r++) {
    const found = all.map(({ point }) => rows.get(`${point.hash}/${r}`));
    found.forEach((row, i) => {
      if (row?.error) failures.push(`${all[i]!.name}, replication ${r}: ${row.error}`);
    });
    if (found.every((row) => row !== undefined && row.error === null))
      found.forEach((row, i) => {
        sides[i]!.runs.push(row!);
      });
  }
  return { sides, failures };
}

/** The error of runs that leave nothing to compare: the scenario's fault where the run says so. */
function tooFew(failures: readonly string[]): Error {
  const [first = 'no run was done'] = failures;
  const text = `fewer than 2 pairs of runs are left: ${failures.length} failed, the first was ${first}`;
  return failures.every((failure) => failure.includes(': RunInputError: '))
    ? new ComparisonError(text)
    : new Error(text);
}

function remarksOf(
  { all, replications }: Contenders,
  pairs: number,
  interrupted: boolean,
  failures: readonly string[],
) {
  const remarks: string[] = [];
  if (interrupted) remarks.push(`Stopped: ${pairs} of ${replications} pairs are done.`);
  if (failures.length > 0)
    remarks.push(
      `${failures.length} runs failed, and their pairs are left out: if they fail because of what they do, the rest is a biased choice. ${failures.slice(0, 3).join('; ')}`,
    );
  all.forEach(({ name, point }, i) => {
    const twin = all.slice(0, i).find((other) => other.point.hash === point.hash);
    if (twin !== undefined) remarks.push(`${name} and ${twin.name} are the same scenario under two names.`);
  });
  return remarks;
}

const LONGEST = 60;

function nameOf({ all, baseline }: Contenders): string {
  const names = [baseline, ...all.map(({ name }) => name).filter((name) => name !== baseline)];
  const whole = names.join('-vs-');
  return whole.length <= LONGEST ? whole : `${names[0]}-vs-${names.length - 1}-others`;
}

/** Differing values as text, the name and the question aside. */
function changesOf(base: Contender, other: Contender): Comparison['changes'] {
  const shown = ({ point: { scenario }, file }: Contender) => {
    const { name: _, question: __, replications: ___, measures, ...rest } = portable(scenario, dirname(resolve(file)));
    const { answer: ____, ...measured } = measures;
    return { ...rest, measures: measured };
  };
  const [from, to] = [shown(base), shown(other)];
  return changesBetween(from, to).map(({ path, value }) => ({
    name: other.name,
    path: pathOf(path),
    baseline: textOf(path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)?.[key], from)),
    here: textOf(value),
  }));
}

const pathOf = (path: readonly (string | number)[]): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');

const textOf = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));

function valuesOf(sides: readonly Side[], metrics: readonly string[]): RunValue[] {
  return sides.flatMap(({ name, runs }) =>
    runs.flatMap((run) =>
      metrics
        .filter((metric) => metric in run.metrics)
        .map((metric): RunValue => {
          const ratio = run.ratios[metric];
          return {
            scenario: name,
            replication: run.replication,
            seed: run.seed,
            metric,
            value: run.metrics[metric] ?? null,
            numerator: ratio?.num ?? null,
            denominator: ratio?.den ?? null,
          };
        }),
    ),
  );
}

async function profilesOf(workshop: string): Promise<[string, string][]> {
  const names = await readdir(join(workshop, PROFILES)).catch(() => [] as string[]);
  const files: [string, string][] = [];
  for (const file of names.sort())
    files.push([`${PROFILES}/${file}`, await readFile(join(workshop, PROFILES, file), 'utf8')]);
  return files;
}

async function manifestOf(
  { all, seed, baseline, replications }: Contenders,
  sides: readonly Side[],
  name: string,
  workshop: string,
): Promise<ComparisonManifest> {
  const measuredHere =
    (await profilesOf(workshop)).length > 0 ||
    all.some(
      ({ point: { scenario } }) => scenario.inference.mode === 'live' && scenario.models.some((m) => m.behaviour),
    );
  return {
    format: COMPARISON_FORMAT,
    name,
    seed,
    baseline,
    replications_requested: replications,
    contenders: all.map(({ name: each, file, point }, i) => {
      const shown = portable(point.scenario, dirname(resolve(file)));
      return {
        name: each,
        scenario_sha256: sha256(canonicalJson(shown)),
        scenario: shown,
        replications: sides[i]!.runs.map(({ replication, seed: own, fingerprint, events }) => ({
          replication,
          seed: own,
          fingerprint,
          events,
        })),
      };
    }),
    reproducible: measuredHere ? 'machine-class' : 'everywhere',
    verisim_version: verisimVersion(),
    environment: { git_commit: gitCommit(), node: process.version },
    files: [],
  };
}
