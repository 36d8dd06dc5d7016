/** How are scenarios run? All are checked before the first one starts; each gives its result, in memory and as a directory. */
import type { Result } from '../results/result.ts';
import type { Scenario } from '../scenario/schema.ts';

export interface SimulateOptions {
  /** Threads; default all cores. */
  workers?: number | undefined;
  /** Aborting stops at once; finished replications are kept. */
  signal?: AbortSignal | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface RunOptions extends SimulateOptions {
  /** `path=value`, checked as the file is. */
  set?: readonly string[] | undefined;
  /** Master seed and number of replications, instead of the scenario's. */
  seed?: string | undefined;
  replications?: number | undefined;
  /** Directory that holds a directory per result; default `results`. */
  out?: string | undefined;
  /** Keep this share (0..1] of the jobs, a row each, in jobs.parquet. */
  trace?: number | undefined;
  /** Called when a scenario begins. */
  onScenario?: ((scenario: Scenario) => void) | undefined;
}

export interface RunOutcome {
  name: string;
  /** Where the result is. */
  directory: string;
  /** Path of the report; null, as the result, when it was stopped before the first replication was done. */
  report: string | null;
  result: Result | null;
  interrupted: boolean;
}

/** Runs one scenario file and writes its results. Throws as `runs` does. */
export async function run(file: string, options: RunOptions = {}): Promise<RunOutcome> {
  for await (const outcome of runs([file], options)) return outcome;
  throw new RangeError('no scenario');
}

/**
 * Runs scenario files one after another, results as they are done; ends after one that was interrupted. Throws ScenarioError with
 * the problems of all files before any is run, UsageError for two scenarios of one name, ResultsError for a directory that
 * holds something else, RunInputError and InvariantError of a run.
 */
export async function* runs(files: readonly string[], options: RunOptions = {}): AsyncGenerator<RunOutcome> {
  const { dirname, join, resolve } = await import('node:path');
  const { loadAll } = await import('./load.ts');
  const { UsageError } = await import('./error.ts');
  const { checkReplaceable } = await import('../results/directory.ts');
  const { set = [], seed, replications, out = 'results', trace, workers, signal, onProgress, onScenario } = options;
  const loaded = await loadAll(files, { set, seed, replications });
  const names = loaded.map(({ scenario }) => scenario.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UsageError(
      `two scenarios are named ${twice}: their results would overwrite each other; use --set name=...`,
    );
  for (const name of names) await checkReplaceable(join(out, name));
  const { runExperiment } = await import('../experiment/replications/run.ts');
  const { MisfitError } = await import('../language/errors.ts');
  const { placed } = await import('../scenario/index.ts');
  const { publish } = await import('../report/publish.ts');
  for (const { file, scenario } of loaded) {
    const directory = join(out, scenario.name);
    onScenario?.(scenario);
    const { result, files, interrupted } = await runExperiment(scenario, {
      base: dirname(resolve(file)),
      directory,
      trace,
      ...(workers === undefined ? {} : { workers }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    }).catch((error: unknown) => {
      throw error instanceof MisfitError ? placed(file, error.findings, { set, seed, replications }) : error;
    });
    const report = result === null ? null : await publish(directory, result, files);
    yield { name: scenario.name, directory, report, result, interrupted };
    if (interrupted) return;
  }
}

/**
 * Runs a scenario and writes nothing. Throws MisfitError for models that cannot be used as it says, RunInputError and
 * InvariantError of a run, and the signal's reason where it came before the first replication was done.
 */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<Result> {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const { runExperiment } = await import('../experiment/replications/run.ts');
  const { workers, signal, onProgress } = options;
  // Profiles measured on the way are kept by results only.
  const directory = await mkdtemp(join(tmpdir(), 'verisim-'));
  try {
    const { result } = await runExperiment(scenario, {
      base: process.cwd(),
      directory,
      ...(workers === undefined ? {} : { workers }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    if (result === null) throw signal?.reason ?? new Error('stopped');
    return result;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
