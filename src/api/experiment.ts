/** What have all functions in common that do the runs of an experiment file? How it is read, where its runs are kept, who does them. */
import type { Experiment } from '../experiment/file/load.ts';
import type { Executor } from '../experiment/task/executor.ts';
import type { ExecutorChoice } from './executor.ts';

export interface ExperimentOptions extends ExecutorChoice {
  /** `path=value`, for every base, checked as the file is. */
  set?: readonly string[] | undefined;
  /** Master seed, instead of the experiment's. */
  seed?: string | undefined;
  /** Directory that holds a directory per result; default `results`. */
  out?: string | undefined;
  /** Aborting stops at once; finished runs are kept, and the same call goes on from them. */
  signal?: AbortSignal | undefined;
  /** `done` of `total` of what is under way, in words. */
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
  /** Called when the file has been read and checked, before anything is run. */
  onExperiment?: ((experiment: Experiment) => void) | undefined;
}

/** What the methods of src/experiment are called with. */
export interface Opened {
  directory: string;
  /** Closed by the method. */
  executor: Executor;
  set: readonly string[] | undefined;
  signal: AbortSignal | undefined;
  onProgress: ExperimentOptions['onProgress'];
}

/**
 * Reads an experiment file and opens what its runs need. `prepared` gives the experiment that is really meant, and throws where
 * the method cannot do it. Throws ScenarioError with what is wrong with the file, ResultsError for a directory that holds something
 * else, UsageError and ClusterError for an executor that cannot be had; nothing has been run then.
 */
export async function openExperiment(
  file: string,
  options: ExperimentOptions,
  prepared: (experiment: Experiment) => Experiment = (experiment) => experiment,
): Promise<{ experiment: Experiment; opened: Opened }> {
  const { join } = await import('node:path');
  const { loadExperiment } = await import('../experiment/file/load.ts');
  const { checkSweepDirectory } = await import('../experiment/sweep/sweepFiles.ts');
  const { checkChoice, openExecutor } = await import('./executor.ts');
  const { set, seed, out = 'results', signal, onProgress, onExperiment } = options;
  await checkChoice(options);
  const experiment = prepared(await loadExperiment(file, { set, seed }));
  const directory = join(out, experiment.name);
  await checkSweepDirectory(directory);
  onExperiment?.(experiment);
  const executor = await openExecutor(options, directory, experiment);
  return { experiment, opened: { directory, executor, set, signal, onProgress } };
}
