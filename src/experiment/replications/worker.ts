/** What does a worker thread do? One replication. */
import type { RunRecord } from '../../measures/record.ts';
import { type ProfileSet, runScenario } from '../../measures/run.ts';
import type { Scenario } from '../../scenario/schema.ts';

export interface Task {
  replication: number;
}

/** What every task of a pool shares: sent once per thread, not once per replication. */
export interface Shared {
  scenario: Scenario;
  banks: ProfileSet;
  /** Probability with which a job is traced; absent: none is. */
  trace?: number | undefined;
  /** Per mille done of each replication, for the thread that shows it. */
  progress?: Int32Array;
}

/** The rows of parties are kept for the first replication alone: a million nodes times thirty runs is not wanted. */
export function replicateOnce(shared: Shared, replication: number): RunRecord {
  const { scenario, banks, trace, progress } = shared;
  const record = runScenario(scenario, {
    replication,
    banks,
    ...(trace === undefined ? {} : { trace }),
    onProgress(done) {
      if (progress !== undefined) Atomics.store(progress, replication - 1, Math.floor(1000 * done));
      return true;
    },
  });
  return replication === 1 ? record : { ...record, entities: [] };
}
