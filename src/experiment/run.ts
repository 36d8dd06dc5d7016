/** What is an experiment of one scenario? Profiles, replications, and what they say together. */
import { printProfile } from '../inference/profile.ts';
import { metricCatalogue } from '../measures/index.ts';
import type { RunRecord } from '../measures/record.ts';
import type { Files } from '../results/files.ts';
import type { Result } from '../results/result.ts';
import type { Scenario } from '../scenario/schema.ts';
import { collect } from './collect.ts';
import { prepareProfiles, profileFile } from './profiles.ts';
import { replicate } from './replicate.ts';

export interface ExperimentOptions {
  /** Folder of the scenario's file. */
  base: string;
  /** Where the results will lie; profiles measured for them are kept in its `profiles` folder. */
  directory: string;
  workers?: number;
  signal?: AbortSignal;
  onProgress?: (what: string, done: number, total: number) => void;
}

export interface Experiment {
  /** Null when it was interrupted before the first replication was done. */
  result: Result | null;
  /** Profiles measured for this result, to be kept with it. */
  files: Files;
  interrupted: boolean;
}

/** Jobs of a run that were answered, from their rate in every window. */
function answeredJobs({ series }: RunRecord): number {
  const rates = series.values['throughput.jobs_per_second'] ?? [];
  return rates.reduce<number>((sum, rate, w) => sum + (rate ?? 0) * (series.time[w]! - (series.time[w - 1] ?? 0)), 0);
}

/** Throws InferenceError and ProfileError (models), InvariantError (a run), and what else a rule throws. */
export async function runExperiment(scenario: Scenario, options: ExperimentOptions): Promise<Experiment> {
  const started = new Date();
  const { signal, onProgress } = options;
  const nothing: Experiment = { result: null, files: new Map(), interrupted: true };
  const preparation = await untilAborted(prepareProfiles(scenario, options), signal);
  if (preparation === 'aborted') return nothing;
  const before = Date.now();
  const { records, interrupted } = await replicate(scenario, {
    banks: preparation.banks,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done, total) => onProgress?.('replications', done, total),
  });
  if (records.length === 0) return nothing;
  const now = Date.now();
  const simulation = Math.max(0.001, (now - before) / 1000);
  const events = records.reduce((sum, record) => sum + record.events, 0);
  const result = collect({
    scenario,
    base: options.base,
    records,
    preparation,
    catalogue: metricCatalogue,
    wallClock: {
      started: started.toISOString(),
      seconds: (now - started.getTime()) / 1000,
      simulation_seconds: simulation,
      events_per_second: Math.round(events / simulation),
      jobs_per_second: Math.round(records.reduce((sum, record) => sum + answeredJobs(record), 0) / simulation),
    },
  });
  const files: Files = new Map(
    preparation.calibrated.map((model) => [profileFile(model), printProfile(preparation.banks.profiles[model]!)]),
  );
  return { result, files, interrupted };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | 'aborted'> {
  if (signal === undefined) return work;
  if (signal.aborted) return 'aborted';
  let stop = (): void => {};
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = () => resolve('aborted');
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
