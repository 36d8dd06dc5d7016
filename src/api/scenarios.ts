/** How are scenarios and experiments read and checked without running them? */

import type { Experiment } from '../experiment/file/load.ts';
import type { Problem } from '../language/errors.ts';
import type { JsonSchema } from '../language/jsonSchema.ts';
import type { LoadOptions } from '../scenario/load.ts';
import type { Scenario } from '../scenario/schema.ts';

/** A scenario file, checked, defaults filled in. Throws ScenarioError with every problem that it has. */
export async function loadScenario(file: string, options: LoadOptions = {}): Promise<Scenario> {
  return (await import('../scenario/index.ts')).loadScenario(file, options);
}

/** The same of YAML text; `file` is its name in messages, and relative paths in it start from that file's folder. */
export async function parseScenario(text: string, options: LoadOptions & { file?: string } = {}): Promise<Scenario> {
  return (await import('../scenario/index.ts')).parseScenario(text, options);
}

/** An experiment file, checked. Throws ScenarioError with every problem that it has. */
export async function loadExperiment(
  file: string,
  options: { set?: readonly string[]; seed?: string } = {},
): Promise<Experiment> {
  return (await import('../experiment/file/load.ts')).loadExperiment(file, options);
}

export interface Validity {
  file: string;
  valid: boolean;
  /** Each with file, line, column, path, what is wrong and what was expected. */
  problems: readonly Problem[];
  /** The same in words, a line each; empty where there is none. */
  message: string;
}

export interface ValidateOptions {
  /** `path=value`, for the scenario or every base. */
  set?: readonly string[] | undefined;
  /** `done` of `total` points of an experiment's design or analysis. */
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/**
 * Is a scenario or experiment file right, its models included? Of an experiment, all points of its design and of its section
 * `sensitivity` are looked at, too: what is valid is not refused by `run`, `sweep`, `sensitivity` or `tune`.
 */
export async function validate(file: string, { set = [], onProgress }: ValidateOptions = {}): Promise<Validity> {
  const { loadScenario, placed } = await import('../scenario/index.ts');
  const { modelMisfits } = await import('../experiment/replications/models.ts');
  const { unknownAnswers } = await import('../experiment/replications/questions.ts');
  const { isExperiment, loadExperiment } = await import('../experiment/file/load.ts');
  const { ScenarioError } = await import('../language/errors.ts');
  try {
    if (isExperiment(file)) {
      const { foreseenProblems } = await import('../experiment/sweep/foreseen.ts');
      const problems = await foreseenProblems(await loadExperiment(file, { set }), {
        set,
        onProgress: (done, total) => onProgress?.('points', done, total),
      });
      if (problems.length > 0) throw new ScenarioError(problems);
    } else {
      const scenario = await loadScenario(file, { set });
      const misfits = [...unknownAnswers(scenario), ...(await modelMisfits(scenario, { load: true }))];
      if (misfits.length > 0) throw placed(file, misfits, { set });
    }
    return { file, valid: true, problems: [], message: '' };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return { file, valid: false, problems: error.problems, message: error.message };
  }
}

/** JSON Schema (draft 7) of scenario or experiment files, for editors. */
export async function schema(of: 'scenario' | 'experiment' = 'scenario'): Promise<JsonSchema> {
  if (of === 'experiment') return (await import('../experiment/file/schema.ts')).experimentJsonSchema();
  return (await import('../scenario/index.ts')).scenarioJsonSchema();
}

/** Writes `<name>.yaml`, a commented scenario to start from, into `folder`; returns its path. Throws UsageError where it is there. */
export async function init(name: string, folder = '.'): Promise<string> {
  const { writeFileSync } = await import('node:fs');
  const { join, relative, resolve, sep } = await import('node:path');
  const { packageRoot } = await import('../results/version.ts');
  const { starter } = await import('./starter.ts');
  const { UsageError } = await import('./error.ts');
  const plain = name.replace(/\.ya?ml$/, '');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(plain))
    throw new UsageError(`${name}: a name is made of lower-case letters, digits and single hyphens, e.g. my-network`);
  const file = join(folder, `${plain}.yaml`);
  const schema = relative(resolve(folder), join(packageRoot, 'schema', 'scenario.json'))
    .split(sep)
    .join('/');
  try {
    writeFileSync(file, starter(plain, schema), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new UsageError(`${file} is already there`);
    throw error;
  }
  return file;
}
