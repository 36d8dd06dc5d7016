/**
 * What is a sensitivity analysis? Indices of every factor for every metric, in memory: what `sensitivity` writes to `results/<name>/`
 * and its page is made from.
 */
import { type Files, printJson } from './files.ts';
import { type Columns, printTable } from './table.ts';

/** A number with its 95 % interval; null where it is not defined. */
export interface Index {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface SobolFindings {
  kind: 'sobol';
  /** Of what varies given the seed: the variance that shares are shares of, averaged over seeds. */
  variance: number;
  /** By factor, in the order of `factors`. Null where the metric does not vary. */
  first: Index[];
  total: Index[];
  /** Pairs i < j; none where they were not asked for. */
  second: { i: number; j: number; index: Index }[];
  /** What each seed says by itself. */
  bySeed: { replication: number; variance: number; first: (number | null)[]; total: (number | null)[] }[];
  /** Shares of the variance of all, seeds among the factors; null for one seed. */
  seed: { first: Index; total: Index } | null;
}

export interface MorrisFindings {
  kind: 'morris';
  /** By factor: change of the metric over the whole range, or by another choice. */
  effects: { mu: Index; muStar: Index; sigma: Index }[];
  /** What another seed changes at the same point; null for one seed. */
  seed: { muStar: number; sigma: number } | null;
}

export interface MetricSensitivity {
  metric: string;
  unit: string;
  /** The words of the scenario's own question, or of the catalogue. */
  words: string;
  /** Over all points and seeds. */
  mean: number;
  least: number;
  greatest: number;
  findings: SobolFindings | MorrisFindings;
}

export interface Sensitivity {
  name: string;
  question: string | null;
  /** Name of the scenario that was varied. */
  base: string;
  method: { sobol: { base: number; second: boolean } } | { morris: { trajectories: number; levels: number } };
  /** Master seed: replication r of every point draws from `seed/r`. */
  seed: string;
  /** Seeds that every point was run under. */
  replications: number;
  resamples: number;
  factors: { name: string; unit: string; choices: boolean; range: string }[];
  /** Points of the method, and those that are different scenarios. */
  points: number;
  distinct: number;
  /** Hash of the hashes of the points, in their order. */
  points_sha256: string;
  metrics: MetricSensitivity[];
  /** Metrics about which nothing is said, and why. */
  leftOut: { metric: string; reason: string }[];
}

interface Line {
  metric: string;
  index: string;
  factor: string;
  /** Second factor of a pair. */
  with: string;
  /** Empty for what is over all seeds. */
  replication: number | null;
  value: number | null;
  lo: number | null;
  hi: number | null;
  /** Of Sobol's shares: share of the variance of all, seeds included. */
  of_all: number | null;
}

const INDICES: Columns<Line> = {
  metric: 'text',
  index: 'text',
  factor: 'text',
  with: 'text',
  replication: 'number?',
  value: 'number?',
  lo: 'number?',
  hi: 'number?',
  of_all: 'number?',
};

/** What stands for the seed where factors are named. */
export const SEED_FACTOR = 'seed';

/** Folder of an analysis in the directory of its experiment: the runs are shared with a sweep, pages and charts are not. */
export const SENSITIVITY_FOLDER = 'sensitivity';

/** All files but the manifest, charts and page. */
export function sensitivityFiles(sensitivity: Sensitivity): Files {
  return new Map([
    ['sensitivity.json', printJson(sensitivity)],
    ['indices.csv', printTable(INDICES, linesOf(sensitivity))],
  ]);
}

function linesOf({ metrics, factors }: Sensitivity): Line[] {
  const name = (i: number): string => factors[i]!.name;
  return metrics.flatMap(({ metric, findings }) => {
    const line = (index: string, factor: string, { value, low, high }: Index, more: Partial<Line> = {}): Line => ({
      ...{ metric, index, factor, with: '', replication: null, value, lo: low, hi: high, of_all: null },
      ...more,
    });
    if (findings.kind === 'morris') {
      const lines = findings.effects.flatMap(({ mu, muStar, sigma }, i) => [
        line('mu', name(i), mu),
        line('mu_star', name(i), muStar),
        line('sigma', name(i), sigma),
      ]);
      const { seed } = findings;
      if (seed === null) return lines;
      const bare = (value: number): Index => ({ value, low: null, high: null });
      return [...lines, line('mu_star', SEED_FACTOR, bare(seed.muStar)), line('sigma', SEED_FACTOR, bare(seed.sigma))];
    }
    const { first, total, second, bySeed, seed } = findings;
    const shares = (index: Index): Partial<Line> => ({ of_all: ofAll(findings, index) });
    const lines = [
      ...first.map((index, i) => line('first', name(i), index, shares(index))),
      ...total.map((index, i) => line('total', name(i), index, shares(index))),
      ...second.map(({ i, j, index }) => line('second', name(i), index, { with: name(j), ...shares(index) })),
    ];
    if (seed !== null)
      for (const kind of ['first', 'total'] as const)
        lines.push(line(kind, SEED_FACTOR, seed[kind], { of_all: seed[kind].value }));
    for (const { replication, ...own } of bySeed)
      for (const kind of ['first', 'total'] as const)
        own[kind].forEach((value, i) => {
          lines.push(line(kind, name(i), { value, low: null, high: null }, { replication }));
        });
    return lines;
  });
}

/** A factor's share of the variance of all: of what varies given the seed, which is what the seed alone leaves. */
export function ofAll({ seed }: SobolFindings, { value }: Index): number | null {
  if (value === null || seed?.first.value === null) return null;
  return value * (1 - (seed?.first.value ?? 0));
}
