/** What is an experiment of one scenario? Profiles, replications, and what they say together. */
import { printProfile } from '../../inference/profile.ts';
import { type Finding, MisfitError } from '../../language/errors.ts';
import { metricCatalogue } from '../../measures/index.ts';
import type { RunRecord } from '../../measures/record.ts';
import type { Files } from '../../results/files.ts';
import { JOBS_FILE, printJobs } from '../../results/jobs.ts';
import type { Result } from '../../results/result.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { collect } from './collect.ts';
import { allMisfits, modelMisfits } from './models.ts';
import { prepareProfiles, profileFile } from './profiles.ts';
import { unknownAnswers } from './questions.ts';
import { replicate } from './replicate.ts';
import { startStopwatch } from './wallClock.ts';

export interface ExperimentOptions {
  /** Folder of the scenario's file. */
  base: string;
  /** Where the results will lie; profiles measured for an earlier result are found in its `profiles` folder. */
  directory: string;
  workers?: number;
  /** Keep this share (0..1] of the jobs, a row each, in jobs.parquet. */
  trace?: number | undefined;
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

/** Throws MisfitError (models that cannot be used as the scenario says), InvariantError (a run), and what else a rule throws. */
export async function runExperiment(scenario: Scenario, options: ExperimentOptions): Promise<Experiment> {
  const stopwatch = startStopwatch();
  const { signal, onProgress } = options;
  const nothing: Experiment = { result: null, files: new Map(), interrupted: true };
  refuse(unknownAnswers(scenario));
  refuse(await modelMisfits(scenario, { load: false }));
  const preparation = await untilAborted(prepareProfiles(scenario, options), signal);
  if (preparation === 'aborted') return nothing;
  // Runtimes that this machine lacks, and metrics that do not suit the outputs, are known only now.
  refuse(allMisfits(scenario, preparation.banks));
  stopwatch.simulating();
  const { records, interrupted } = await replicate(scenario, {
    banks: preparation.banks,
    trace: options.trace,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done, total) => onProgress?.('replications', done, total),
  });
  if (records.length === 0) return nothing;
  const result = collect({
    scenario,
    base: options.base,
    records,
    preparation,
    catalogue: metricCatalogue,
    wallClock: stopwatch.stop(records),
  });
  const files: Files = new Map(
    preparation.calibrated.map((model) => [profileFile(model), printProfile(preparation.banks.profiles[model]!)]),
  );
  if (options.trace !== undefined) files.set(JOBS_FILE, tracedJobs(scenario, records, options.trace));
  return { result, files, interrupted };
}

function tracedJobs(scenario: Scenario, records: readonly RunRecord[], share: number): Uint8Array {
  const traced = records.flatMap(({ replication, jobs }) => (jobs ? [{ replication, jobs }] : []));
  return printJobs(traced, {
    flows: scenario.flows.map((flow) => flow.name),
    unit: Number(`1e${scenario.token.decimals}`),
    share,
  });
}

function refuse(misfits: readonly Finding[]): void {
  if (misfits.length > 0) throw new MisfitError(misfits);
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
