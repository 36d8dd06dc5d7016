/** How is the tuning of an experiment file run? Its plan on an evaluator that keeps every run, and the files that come of it. */
import { join, relative, resolve, sep } from 'node:path';
import { metricCatalogue } from '../../measures/index.ts';
import { isNamed } from '../../measures/record.ts';
import type { Files } from '../../results/files.ts';
import { openVariants } from '../../scenario/index.ts';
import type { Level } from '../file/factor.ts';
import type { Experiment } from '../file/load.ts';
import { openEvaluator } from '../task/evaluate.ts';
import type { Executor } from '../task/executor.ts';
import { TUNE_FOLDER, tuningFiles, winnerFiles } from './files.ts';
import { settingsOf, tunePlanOf } from './planOf.ts';
import { type Tuning, tune } from './tune.ts';

export interface RunTuningOptions {
  /** Of the results; runs that are there already are not done again. */
  directory: string;
  /** Opened by the caller, and closed here. */
  executor: Executor;
  /** `path=value`, for the base: as the experiment was loaded with. */
  set?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface TuningRun {
  tuning: Tuning;
  /** Of the folder `tune`: all but charts and page. */
  files: Files;
}

/** Unit of a metric; empty where it has none. */
export function unitOf(metric: string): string {
  return metricCatalogue.find((info) => isNamed(info.name, metric))?.unit ?? '';
}

/**
 * Throws ScenarioError where the file asks for no search, ResultsError while another process has the directory, an AbortError once
 * the signal came: runs that were done then are kept, and the same call goes on from them.
 */
export async function runTuning(experiment: Experiment, options: RunTuningOptions): Promise<TuningRun> {
  const { directory, executor, set, signal, onProgress } = options;
  let stage = { what: 'starting', done: 0, total: 1 };
  let plan: ReturnType<typeof tunePlanOf>;
  try {
    plan = tunePlanOf(experiment);
  } catch (error) {
    await executor.close();
    throw error;
  }
  const evaluator = await openEvaluator({
    directory,
    executor,
    set,
    seed: experiment.seed,
    signal,
    onRuns: (done, total) => onProgress?.(stage.what, stage.done + done / total, stage.total),
  });
  try {
    const tuning = await tune(plan, evaluator, {
      unitOf,
      onProgress: (what, done, total) => {
        stage = { what, done, total };
        onProgress?.(what, done, total);
      },
    });
    return { tuning, files: new Map([...tuningFiles(tuning), ...winnerOf(experiment, tuning, directory, set)]) };
  } finally {
    await evaluator.close();
  }
}

function winnerOf(
  experiment: Experiment,
  tuning: Tuning,
  directory: string,
  set: readonly string[] | undefined,
): Files {
  const found = tuning.finalists.find(({ candidate }) => candidate.number === tuning.winner);
  const [base] = experiment.bases;
  if (found === undefined || base === undefined) return new Map();
  const variants = openVariants(base.file, { set });
  const levels = found.candidate.levels as readonly Level[];
  return winnerFiles(tuning, {
    rulebook: variants.fragment(levels.flatMap(({ settings }) => settings)),
    whole: variants.fragment(settingsOf(experiment, levels)),
    base: relative(resolve(join(directory, TUNE_FOLDER)), resolve(base.file))
      .split(sep)
      .join('/'),
    name: `${experiment.name}-tuned`,
    question: experiment.question ?? base.scenario.question,
  });
}
