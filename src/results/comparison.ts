/**
 * What is a comparison? Paired differences of several scenarios under the same luck, in memory: what `compare` writes to
 * `results/<name>/` and what is read back, so that a page made from files equals the one made after the runs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenario/schema.ts';
import { ResultsError } from './error.ts';
import { type Files, MANIFEST_FILE, printJson } from './files.ts';
import type { FileIdentity, ReplicationIdentity } from './manifest.ts';
import type { Estimate } from './result.ts';
import { type Columns, printTable } from './table.ts';

export const COMPARISON_FORMAT = 'verisim-comparison/1';
const DATA_FILE = 'comparison.json';

/** a - b over pairs of replications. */
export interface Difference {
  a: string;
  b: string;
  /** Null where fewer than two pairs define the metric. */
  mean: number | null;
  sd: number | null;
  ci95: [number, number] | null;
  /** Pairs. */
  n: number;
  /** Mean over the size of b's mean; null where that is 0 or unknown. */
  relative: number | null;
  /** Two-sided p-value of no difference, by itself, and adjusted after Holm over all tests of the comparison. */
  p: number | null;
  p_adjusted: number | null;
  /**
   * `t`: Student's, of paired differences, for ratios of sums by the jackknife over pairs. `sign`: the same difference in every
   * pair. `equal`: no pair differs. `square-and-add`: shares of which one side has no events, or nothing else.
   */
  test: 't' | 'sign' | 'equal' | 'square-and-add' | null;
  /** Cohen's d_z, and without its bias (Hedges) with the 95 % interval; null where the test is not `t`, or of two pairs. */
  effect: { d: number; g: number; ci95: [number, number] } | null;
  /** Of a and b over pairs; null where one does not vary. */
  correlation: number | null;
  /** Replications that independent random numbers would need for as narrow an interval, per pair; null where nothing varies. */
  gain: number | null;
}

export interface MetricComparison {
  metric: string;
  unit: string;
  /** The words of the scenarios' own questions, or of the catalogue. */
  words: string;
  /** Whether a scenario names it among its answers. */
  answers: boolean;
  /** One a contender, in their order. */
  estimates: Estimate[];
  /** From the greatest mean to the least, those without one last. Two that share a letter cannot be told apart. */
  ranking: { name: string; letters: string }[];
  /** Of each contender against the baseline first, in order, then of all other pairs. */
  differences: Difference[];
  /** What a reader must know of it. */
  remarks: string[];
}

export interface Comparison {
  name: string;
  baseline: string;
  /** Master seed of all: replication r of each draws from `seed/r`. */
  seed: string;
  /** Pairs: replications that every contender finished. */
  replications: number;
  /** The baseline is among them, in the order given. */
  contenders: { name: string; question: string | null; horizon: number; replications: number }[];
  /** How many tests Holm's correction is over, all of the comparison's. */
  tests: number;
  metrics: MetricComparison[];
  /** What is to be known before a number is quoted. */
  remarks: string[];
  /** Values in which a contender's scenario is not the baseline's, as text; `path` as of `--set`. */
  changes: { name: string; path: string; baseline: string; here: string }[];
  /** Symbol of the baseline's token. */
  symbol: string;
}

/** One value of one run, of the metrics that are compared. */
export interface RunValue {
  scenario: string;
  replication: number;
  seed: string;
  metric: string;
  value: number | null;
  /** Where it is a ratio: value = scale x numerator / denominator. */
  numerator: number | null;
  denominator: number | null;
}

export interface ComparisonManifest {
  format: typeof COMPARISON_FORMAT;
  name: string;
  seed: string;
  baseline: string;
  replications_requested: number;
  contenders: {
    name: string;
    /** Hash of the resolved scenario below, as JSON with sorted keys. */
    scenario_sha256: string;
    scenario: Scenario;
    replications: ReplicationIdentity[];
  }[];
  reproducible: 'everywhere' | 'machine-class';
  verisim_version: string;
  environment: { git_commit: string | null; node: string };
  /** Every other file of the directory. */
  files: FileIdentity[];
}

interface DifferenceLine {
  metric: string;
  unit: string;
  a: string;
  b: string;
  mean: number | null;
  lo: number | null;
  hi: number | null;
  n: number;
  relative: number | null;
  p: number | null;
  p_holm: number | null;
  test: string;
  g: number | null;
  g_lo: number | null;
  g_hi: number | null;
  correlation: number | null;
  gain: number | null;
}

const DIFFERENCES: Columns<DifferenceLine> = {
  metric: 'text',
  unit: 'text',
  a: 'text',
  b: 'text',
  mean: 'number?',
  lo: 'number?',
  hi: 'number?',
  n: 'number',
  relative: 'number?',
  p: 'number?',
  p_holm: 'number?',
  test: 'text',
  g: 'number?',
  g_lo: 'number?',
  g_hi: 'number?',
  correlation: 'number?',
  gain: 'number?',
};

interface EstimateLine {
  metric: string;
  unit: string;
  scenario: string;
  mean: number | null;
  lo: number | null;
  hi: number | null;
  n: number;
  letters: string;
}

const ESTIMATES: Columns<EstimateLine> = {
  metric: 'text',
  unit: 'text',
  scenario: 'text',
  mean: 'number?',
  lo: 'number?',
  hi: 'number?',
  n: 'number',
  letters: 'text',
};

const RUNS: Columns<RunValue> = {
  scenario: 'text',
  replication: 'number',
  seed: 'text',
  metric: 'text',
  value: 'number?',
  numerator: 'number?',
  denominator: 'number?',
};

/** The data files of a comparison, all but its manifest and runs.csv. */
export function comparisonFiles(comparison: Comparison): Files {
  const differences = comparison.metrics.flatMap(({ metric, unit, differences }) =>
    differences.map((d): DifferenceLine => {
      const [lo, hi] = d.ci95 ?? [null, null];
      const [low, high] = d.effect?.ci95 ?? [null, null];
      const effect = { g: d.effect?.g ?? null, g_lo: low, g_hi: high };
      const { a, b, mean, n, relative, p, correlation, gain } = d;
      const tested = { relative, p, p_holm: d.p_adjusted, test: d.test ?? '' };
      return { metric, unit, a, b, mean, lo, hi, n, ...tested, ...effect, correlation, gain };
    }),
  );
  const estimates = comparison.metrics.flatMap(({ metric, unit, estimates, ranking }) =>
    estimates.map(({ mean, ci95, n }, i): EstimateLine => {
      const scenario = comparison.contenders[i]!.name;
      const { letters } = ranking.find(({ name }) => name === scenario)!;
      return { metric, unit, scenario, mean, lo: ci95?.[0] ?? null, hi: ci95?.[1] ?? null, n, letters };
    }),
  );
  return new Map([
    [DATA_FILE, printJson(comparison)],
    ['comparison.csv', printTable(DIFFERENCES, differences)],
    ['estimates.csv', printTable(ESTIMATES, estimates)],
  ]);
}

/** runs.csv: what the comparison was made of. */
export function runsFile(values: readonly RunValue[]): Files {
  return new Map([[RUNS_FILE, printTable(RUNS, values)]]);
}

const RUNS_FILE = 'runs.csv';

/** True where the directory holds a comparison, not the result of one scenario. */
export function isComparison(directory: string): boolean {
  try {
    const { format } = JSON.parse(readFileSync(join(directory, MANIFEST_FILE), 'utf8')) as { format: string };
    return format === COMPARISON_FORMAT;
  } catch {
    return false;
  }
}

/** Reads a comparison back, with the files of it that cannot be made from its data. Throws ResultsError where it is none. */
export function readComparison(directory: string): {
  comparison: Comparison;
  manifest: ComparisonManifest;
  kept: Files;
} {
  if (!existsSync(join(directory, MANIFEST_FILE)) || !isComparison(directory))
    throw new ResultsError(`${directory} is no comparison: no ${MANIFEST_FILE} of one`);
  const text = (path: string): string => {
    try {
      return readFileSync(join(directory, path), 'utf8');
    } catch (error) {
      throw new ResultsError(`${directory}: ${(error as Error).message}`, { cause: error });
    }
  };
  const manifest = JSON.parse(text(MANIFEST_FILE)) as ComparisonManifest;
  const kept = manifest.files
    .map(({ path }) => path)
    .filter((path) => path === RUNS_FILE || path.startsWith('profiles/'));
  return {
    comparison: JSON.parse(text(DATA_FILE)) as Comparison,
    manifest,
    kept: new Map(kept.map((path) => [path, text(path)])),
  };
}
