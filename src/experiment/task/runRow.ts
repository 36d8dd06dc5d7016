/** What is kept of one run of many? What identifies it and every number that it gave: plain data, a row of a Parquet part. */
import type { RunRecord } from '../../measures/record.ts';

/** One run: replication `replication` (1, 2, ...) of the point with the hash `point`. */
export interface RunRow
  extends Pick<RunRecord, 'replication' | 'seed' | 'fingerprint' | 'events' | 'metrics' | 'ratios'> {
  /** Hash of the point, as `Bases.resolve` gives it. */
  point: string;
  /** Why there are no numbers: the run failed. Null where it did not. */
  error: string | null;
}

/** The row of a run that went well. */
export function rowOf(point: string, record: RunRecord): RunRow {
  const { replication, seed, fingerprint, events, metrics, ratios } = record;
  return { point, replication, seed, fingerprint, events, error: null, metrics, ratios };
}

/** The row of a run that failed; `seed` is the scenario's own. */
export function failedRow(point: string, replication: number, seed: string, error: unknown): RunRow {
  const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    point,
    replication,
    seed: `${seed}/${replication}`,
    fingerprint: 0,
    events: 0,
    error: told,
    metrics: {},
    ratios: {},
  };
}
