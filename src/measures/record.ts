/** What does one replication leave behind? Plain JSON, so that it can come back from a worker thread. */

import type { JobColumns } from './jobTrace.ts';

/** How a metric treats the start of a run: a level in equilibrium, a sum over the whole run, or a path over time. */
export type MetricKind = 'steady' | 'total' | 'path';

/** One line of `list metrics`: everything a reader must know before quoting the number. */
export interface MetricInfo {
  /** `<name>` in it stands for a name of the scenario's. */
  name: string;
  unit: string;
  kind: MetricKind;
  summary: string;
  /** What is counted, what is left out, what happens at ties, zeros and empty runs. */
  convention: string;
}

/** Is `metric` what the catalogue calls `name`, where `<...>` stands for any name? */
export function isNamed(name: string, metric: string): boolean {
  if (!name.includes('<')) return name === metric;
  const [head, tail] = [name.slice(0, name.indexOf('<')), name.slice(name.indexOf('>') + 1)];
  return metric.startsWith(head) && metric.endsWith(tail) && metric.length > head.length + tail.length;
}

/** A party at the end of a run. Money in base units of the token. */
export interface EntityRow {
  role: 'node' | 'validator' | 'operator' | 'client' | 'delegator';
  id: number;
  group: string;
  /** Index of the controlling operator; -1 where there is none. */
  operator: number;
  region: string;
  /** Who hosts it; empty where it is not stated. */
  provider: string;
  /** Name of the adversary that holds it, or empty. */
  adversary: string;
  status: string;
  /** Jobs answered first (nodes), blocks proposed (validators), jobs sent (clients). */
  jobs: number;
  /** Executions of any role: answers, copies, audits. */
  executions: number;
  /** Share of its slots busy over the run. */
  utilization: number;
  /** Token income from all sources. */
  revenue: number;
  /** Bonded at the end. */
  stake: number;
  reputation: number;
  /** Fraudulent results given, and how many of these were convicted. */
  offences: number;
  convictions: number;
  /** Convictions without an offence. */
  falseConvictions: number;
  slashed: number;
}

/** A cell of the flow matrix. `amount` is an exact decimal integer of base units: it may exceed 2^53. */
export interface LedgerRow {
  from: string;
  to: string;
  reason: string;
  asset: 'token' | 'usd';
  amount: string;
}

/** One offence of the ground truth, or one conviction without an offence (`fate` = false-conviction). */
export interface OffenceRow {
  kind: string;
  time: number;
  flow: string;
  /** Number of the job within its flow. */
  job: number;
  node: number;
  operator: number;
  adversary: string;
  /** Behaviour class executed, e.g. substitute. */
  behaviour: string;
  value_usd: number;
  fate: 'detected' | 'missed' | 'pending' | 'false-conviction';
  /** Time of the verdict; null while pending. */
  settled: number | null;
}

/** Verdicts of jobs that were really executed, against what the profile says of the same jobs. */
export interface LiveAgreement {
  model: string;
  jobs: number;
  /** Pairs of outputs compared in these jobs. */
  comparisons: number;
  /** Comparisons in which measured and recorded verdicts are the same. */
  agreed: number;
}

export interface RunRecord {
  replication: number;
  seed: string;
  fingerprint: number;
  events: number;
  /** By dotted name; null where the run leaves it undefined (0/0). */
  metrics: Record<string, number | null>;
  /**
   * The metrics that are a ratio of two totals of the run: their value is scale x num / den. Over replications they are
   * estimated from the sums, not from the mean of ratios. `count`: num counts events among den / 1 trials.
   */
  ratios: Record<string, { num: number; den: number; scale: number; count: boolean }>;
  /** Where steady measures start, and whether MSER-5 found an equilibrium in the first half. */
  warmup: { seconds: number; reached: boolean };
  /** One row a window: `time` is the window's end in seconds; null where nothing happened. */
  series: { time: number[]; values: Record<string, (number | null)[]> };
  entities: EntityRow[];
  ledger: LedgerRow[];
  offences: OffenceRow[];
  /** Share of all offences that `offences` lists, chosen at random. */
  offencesInclusion: number;
  live: LiveAgreement[];
  /** Where a trace was asked for. */
  jobs?: JobColumns;
}
