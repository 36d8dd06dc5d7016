/** Which values of the factors reach the goals of an experiment? A search, its finalists run again on fresh seeds. */
import type { Tuning } from '../experiment/tune/tune.ts';
import type { ExperimentOptions } from './experiment.ts';

export interface TuneOutcome {
  /**
   * The search generation by generation, the finalists on fresh seeds with the optimism of the search, and what the best of them
   * changes against the base scenario. `tuning.winner` is the number of that candidate, null where none keeps the constraints.
   */
  tuning: Tuning;
  /** Of the experiment; what the search found is in its folder `tune`. */
  directory: string;
  /** Path of the page. */
  report: string;
  /** Path of the winning rules as a piece of a scenario, for `extends`; null where there is no winner. */
  winner: string | null;
}

/**
 * Does the search that the section `tune` of an experiment file asks for. Throws as `sweep` does, ScenarioError where there is no such
 * section, UsageError for `detach`; an AbortError once the signal came: finished runs are kept.
 */
export async function tune(file: string, options: ExperimentOptions = {}): Promise<TuneOutcome> {
  const { join } = await import('node:path');
  const { UsageError } = await import('./error.ts');
  const { openExperiment } = await import('./experiment.ts');
  const { TUNE_FOLDER, WINNER_FILE } = await import('../experiment/tune/files.ts');
  const { tunePlanOf } = await import('../experiment/tune/planOf.ts');
  const { runTuning } = await import('../experiment/tune/run.ts');
  if (options.detach)
    throw new UsageError('detach is not for tune: a search looks at each generation before it makes the next');
  const { experiment, opened } = await openExperiment(file, options, (loaded) => {
    tunePlanOf(loaded);
    return loaded;
  });
  const run = await runTuning(experiment, opened);
  options.onProgress?.('charts and report', 1, 1);
  const { publishTuning } = await import('../report/tuning.ts');
  const { directory } = opened;
  const { tuning } = run;
  const report = await publishTuning(directory, experiment, run);
  return {
    tuning,
    directory,
    report,
    winner: tuning.winner === null ? null : join(directory, TUNE_FOLDER, WINNER_FILE),
  };
}
