/** How are scenarios compared? Under the same luck, replication by replication: paired differences, and a page of them. */
import type { Variant } from '../experiment/comparison/variant.ts';
import type { Comparison } from '../results/comparison.ts';

export interface CompareOptions {
  /** Files of two scenarios or more; of one where there are variants. */
  scenarios: readonly string[];
  /**
   * Variants of the one scenario, which comes first as it stands: `name:path=value,path=value`, or a name and plain values by
   * path. Relative files in values start from the scenario's folder.
   */
  variants?: readonly (string | Pick<Variant, 'name' | 'settings'>)[] | undefined;
  /** Name of the contender that others are compared with; default the first. */
  baseline?: string | undefined;
  /** Metrics by name; default the answers to the scenarios' questions, and a few that matter for all. */
  metrics?: readonly string[] | undefined;
  /** Name of the results; default composed of the contenders' names. */
  name?: string | undefined;
  /** Directory that holds a directory per result; default `results`. */
  out?: string | undefined;
  /** `path=value`, for all scenarios. */
  set?: readonly string[] | undefined;
  /** Master seed of all; default the baseline's own. */
  seed?: string | undefined;
  /** At least 2; default the most that one of the scenarios says. */
  replications?: number | undefined;
  /** Threads; default all cores. */
  workers?: number | undefined;
  /** Aborting stops at once; pairs of runs that are done are compared. */
  signal?: AbortSignal | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface CompareOutcome {
  /** Null when it was stopped before two pairs were done: nothing was written. */
  comparison: Comparison | null;
  directory: string;
  /** Path of the page. */
  report: string;
  interrupted: boolean;
  /** Runs that failed, in words; their pairs are left out. */
  failures: string[];
}

/**
 * Runs and writes `<out>/<name>/`. Throws ScenarioError and ComparisonError for wrong input before anything runs, ResultsError
 * where the directory holds something else.
 */
export async function compare(options: CompareOptions): Promise<CompareOutcome> {
  const { runComparison } = await import('../experiment/comparison/run.ts');
  const { executors } = await import('../experiment/executors/all.ts');
  const { publishComparison } = await import('../report/comparison.ts');
  const { REPORT_FILE } = await import('../results/files.ts');
  const { join } = await import('node:path');
  const { scenarios, out = 'results', workers, ...rest } = options;
  const executor = await executors.local({ workers, directory: out });
  try {
    const compared = await runComparison({ ...rest, files: scenarios, out, executor });
    const { comparison, manifest, directory, files, interrupted, failures } = compared;
    if (comparison !== null) await publishComparison(directory, comparison, manifest, files);
    return { comparison, directory, report: join(directory, REPORT_FILE), interrupted, failures };
  } finally {
    await executor.close();
  }
}
