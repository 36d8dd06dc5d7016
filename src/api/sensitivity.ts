/** Which factors of an experiment matter, alone and together, and how much is luck? Sobol's indices, or Morris's screening. */
import type { Sensitivity } from '../results/sensitivity.ts';
import type { ExperimentOptions } from './experiment.ts';

export interface SensitivityOptions extends ExperimentOptions {
  /** Seeds that every point is run under, from 1, instead of the experiment's. */
  replications?: number | undefined;
  /** Do runs again that failed. */
  retry?: boolean | undefined;
}

export interface SensitivityOutcome {
  /**
   * Indices of every metric of the experiment that all runs define: shares of the variance, 0..1 but for their error (sobol), or
   * effects in the metric's unit (morris). `leftOut` has the other metrics, with the reason.
   */
  sensitivity: Sensitivity;
  /** Of the experiment; what was found is in its folder `sensitivity`. */
  directory: string;
  /** Path of the page; null where nothing can be said of any metric: then no file is written beside the runs. */
  report: string | null;
}

/**
 * Runs the points that the section `sensitivity` of an experiment file asks for, and analyses them. Throws as `sweep` does, and
 * ScenarioError for an experiment that cannot be analysed; an AbortError once the signal came: finished runs are kept.
 */
export async function sensitivity(file: string, options: SensitivityOptions = {}): Promise<SensitivityOutcome> {
  const { openExperiment } = await import('./experiment.ts');
  const { UsageError } = await import('./error.ts');
  const { analyseSensitivity } = await import('../experiment/sensitivity/analyse.ts');
  const { planOf } = await import('../experiment/sensitivity/plan.ts');
  const { replications, retry, onProgress } = options;
  if (replications !== undefined && !(Number.isSafeInteger(replications) && replications >= 1))
    throw new UsageError('replications must be a whole number of at least 1');
  const { experiment, opened } = await openExperiment(file, options, (loaded) => {
    const meant = replications === undefined ? loaded : { ...loaded, replications };
    planOf(meant);
    return meant;
  });
  const found = await analyseSensitivity(experiment, { ...opened, retry });
  const { directory } = opened;
  if (found.metrics.length === 0) return { sensitivity: found, directory, report: null };
  onProgress?.('charts and report', 1, 1);
  const { publishSensitivity } = await import('../report/sensitivity.ts');
  return { sensitivity: found, directory, report: await publishSensitivity(directory, experiment, found) };
}
