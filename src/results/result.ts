/**
 * What is a result? Everything that one experiment of R replications leaves in `results/<name>/`, in memory: what is
 * written there, and what is read back, so that a report made from files equals the one made after the run.
 */
import type { EntityRow, LedgerRow, LiveAgreement, OffenceRow } from '../measures/record.ts';
import type { Manifest } from './manifest.ts';

/** One metric over replications. Nulls (a ratio 0/0) are left out of all of it and counted. */
export interface Estimate {
  /** Null when no replication defines the metric. */
  mean: number | null;
  /** Sample standard deviation over replications; null when n < 2. */
  sd: number | null;
  /** 95 % interval of the mean; null when n < 2, but for `clopper-pearson`. */
  ci95: [number, number] | null;
  /**
   * How the interval was made; absent: Student t over replications. `jackknife`: a ratio of sums over replications, and
   * `sd` is that of its pseudo-values. `clopper-pearson`: none or all of the trials are events, so that one end is the mean.
   */
  method?: 'jackknife' | 'clopper-pearson';
  /** Replications that define the metric. */
  n: number;
  unit: string;
  /** Replications in which the metric is undefined. */
  undefined: number;
}

export interface WarmUp {
  /** Mean over replications of what was cut off the start of steady metrics, seconds. */
  seconds: number;
  /** True when every replication found an equilibrium. */
  reached: boolean;
  /** Replications that found none in the first half of the run. */
  notReached: number;
}

/** The content of summary.json. */
export interface Summary {
  /** By dotted name, as `list metrics` has them. */
  metrics: Record<string, Estimate>;
  replications: number;
  warmup: WarmUp;
  /** Verdicts of really executed jobs against the profile, summed over replications. */
  live: LiveAgreement[];
  /** Share of all offences that offences.csv lists. */
  offencesInclusion: number;
}

/** One line of timeseries.csv: a metric in the window that ends at `time` seconds. */
export interface SeriesRow {
  time: number;
  metric: string;
  mean: number | null;
  /** Ends of the 95 % interval of the mean; null when n < 2. */
  lo: number | null;
  hi: number | null;
  n: number;
}

export type EntityResult = { replication: number } & EntityRow;
export type LedgerResult = { replication: number } & LedgerRow;
export type OffenceResult = { replication: number } & OffenceRow;

/** One bin of the histogram of distances between the answers of two classes. */
export interface DistanceRow {
  model: string;
  /** How tensors are compared, e.g. relative_l2. */
  metric: string;
  class_a: string;
  class_b: string;
  /** `honest`: both classes run the model as asked; `cheat`: the second does not. */
  kind: 'honest' | 'cheat';
  /** `chosen`: inputs that the threshold was chosen on; `tested`: all others, and the only ones that rates may be told of. */
  half: 'chosen' | 'tested';
  /** Bin (bin_low, bin_high]; 0 and 0 for answers that are equal to the last bit. */
  bin_low: number;
  bin_high: number;
  count: number;
  /** Answers further apart than this are told to disagree. */
  threshold: number;
}

export interface Result {
  manifest: Manifest;
  summary: Summary;
  series: SeriesRow[];
  /** Replication 1 only: one row a party. */
  entities: EntityResult[];
  ledger: LedgerResult[];
  offences: OffenceResult[];
  distances: DistanceRow[];
}
