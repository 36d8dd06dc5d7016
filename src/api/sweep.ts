/** How are many runs over a design made? What is done is kept; asked again, only what is missing is run. */
import type { ServeOptions } from '../experiment/bullmq/serve.ts';
import type { executors } from '../experiment/executors/all.ts';
import type { SweepResult } from '../experiment/sweep/sweep.ts';
import type { Executor } from '../experiment/task/executor.ts';

/** `local` (threads), `inline` (one after another, no thread), `slurm`, `bullmq`. */
export type ExecutorName = keyof typeof executors;

export interface SweepOptions {
  /** `path=value`, for every base. */
  set?: readonly string[] | undefined;
  /** Master seed, instead of the experiment's. */
  seed?: string | undefined;
  /** Directory that holds a directory per result; default `results`. */
  out?: string | undefined;
  workers?: number | undefined;
  /**
   * Who does the runs; default `local`, threads of this machine. A function opens one with settings of its own, such as
   * `(directory) => executors.slurm({directory, slurm})`.
   */
  executor?: ExecutorName | ((directory: string) => Promise<Executor>) | undefined;
  /** Do runs again that failed. */
  retry?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface SweepOutcome {
  result: SweepResult;
  directory: string;
  /** Path of the page. */
  report: string;
}

/** Throws ScenarioError with what is wrong with the experiment, ResultsError while another process writes to its directory. */
export async function sweep(file: string, options: SweepOptions = {}): Promise<SweepOutcome> {
  const { join } = await import('node:path');
  const { executors } = await import('../experiment/executors/all.ts');
  const { loadExperiment } = await import('../experiment/file/load.ts');
  const { checkSweepDirectory } = await import('../experiment/sweep/sweepFiles.ts');
  const { sweep } = await import('../experiment/sweep/sweep.ts');
  const { publishSweep } = await import('../report/sweep.ts');
  const { set, seed, out = 'results', workers, executor: who = 'local', retry, signal, onProgress } = options;
  const experiment = await loadExperiment(file, { set: set ?? [], seed });
  const directory = join(out, experiment.name);
  await checkSweepDirectory(directory);
  const executor = typeof who === 'function' ? await who(directory) : await executors[who]({ directory, workers });
  const result = await sweep(experiment, { directory, executor, retry, signal, onProgress });
  return { result, directory, report: await publishSweep(directory, result) };
}

/** Does runs for experiments anywhere that ask for workers over Redis, until the signal comes. */
export async function serve(options: ServeOptions): Promise<void> {
  return (await import('../experiment/bullmq/serve.ts')).serve(options);
}
