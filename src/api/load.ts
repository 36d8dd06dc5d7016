/** How do commands load scenarios? All of them first, so that every problem of every file is told before anything runs. */
import type { Scenario } from '../scenario/schema.ts';

export interface LoadArguments {
  set: readonly string[];
  seed?: string | undefined;
  replications?: number | undefined;
}

export interface Loaded {
  file: string;
  scenario: Scenario;
}

/** Throws ScenarioError with the problems of all files. */
export async function loadAll(files: readonly string[], options: LoadArguments): Promise<Loaded[]> {
  const { loadScenario } = await import('../scenario/index.ts');
  const { ScenarioError } = await import('../language/errors.ts');
  const problems: import('../language/errors.ts').Problem[] = [];
  const loaded: Loaded[] = [];
  for (const file of files) {
    try {
      const { set, seed, replications } = options;
      loaded.push({ file, scenario: await loadScenario(file, { set, seed, replications }) });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return loaded;
}
