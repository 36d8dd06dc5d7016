/** How are many runs over a design made? What is done is kept; asked again, only what is missing is run. */
import type { SweepResult } from '../experiment/sweep/sweep.ts';
import type { ExperimentOptions } from './experiment.ts';

export interface SweepOptions extends ExperimentOptions {
  /** Do runs again that failed. */
  retry?: boolean | undefined;
}

export interface SweepOutcome {
  /** Every point with its intervals; what failed, and what is missing. `interrupted` where the signal came. */
  result: SweepResult;
  directory: string;
  /** Path of the page. */
  report: string;
}

/**
 * Runs the design of an experiment file and writes `<out>/<name>/`. Throws ScenarioError with what is wrong with the experiment,
 * ResultsError for a directory that holds something else or that another process writes to, UsageError and ClusterError for
 * an executor that cannot be had, an AbortError when the signal came before the points were known.
 */
export async function sweep(file: string, options: SweepOptions = {}): Promise<SweepOutcome> {
  const { openExperiment } = await import('./experiment.ts');
  const { sweep } = await import('../experiment/sweep/sweep.ts');
  const { experiment, opened } = await openExperiment(file, options);
  const result = await sweep(experiment, { ...opened, retry: options.retry });
  options.onProgress?.('charts and report', 1, 1);
  const { publishSweep } = await import('../report/sweep.ts');
  const { directory } = opened;
  return { result, directory, report: await publishSweep(directory, result) };
}
