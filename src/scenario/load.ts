/** How does a file become a checked scenario? Read, merge, set, parse, cross-check, resolve; every problem is reported at once. */
import { dirname, resolve } from 'node:path';
import { type Finding, type Problem, ScenarioError } from '../language/errors.ts';
import { checkAmounts, checkParsedAmounts } from './amounts.ts';
import { assign, parsePath } from './assign.ts';
import { changedTrees } from './changes.ts';
import { crossCheck } from './checks.ts';
import type { Registries } from './choice.ts';
import { type CsvReader, openCsv } from './csv.ts';
import { withAbsolutePaths, withFilesRead } from './files.ts';
import { type Fragment, fragmentOf } from './fragment.ts';
import { attempt, located, problemAt, tidied } from './problems.ts';
import { resolveScenario } from './resolve.ts';
import type { Scenario } from './scenario.ts';
import { type ParsedScenario, type ScenarioSchema, scenarioSchema } from './schema.ts';
import { checkFinite, type PartialScenario, parseSections } from './sections.ts';
import { readSource, readText, type Source } from './source.ts';
import { type MapNode, type Place, planted, type TreeNode } from './tree.ts';
import { parseYaml } from './yamlTree.ts';

export interface LoadOptions {
  /** `path=value`, applied in order after the file; the value is YAML. Relative paths start from the scenario's folder. */
  set?: readonly string[] | undefined;
  seed?: string | number | undefined;
  replications?: number | undefined;
  /** Folder of the presets that `extends` names; the shipped ones by default. */
  presets?: string | undefined;
}

/** Loads a scenario file. Throws ScenarioError with every problem. */
export function loadScenarioWith(registries: Registries, file: string, options: LoadOptions = {}): Promise<Scenario> {
  return load(registries, readSource(file, scenarioSchema(registries), options), file, options);
}

/** The same for text; `file` is its name in messages, and relative paths start from its folder. */
export function parseScenarioWith(
  registries: Registries,
  text: string,
  { file = 'scenario.yaml', ...options }: LoadOptions & { file?: string | undefined } = {},
): Promise<Scenario> {
  return load(registries, readText(text, file, scenarioSchema(registries), options), file, options);
}

/** What was found to be wrong with a loaded scenario later, at the places where it is written. */
export function placedWith(
  registries: Registries,
  file: string,
  findings: readonly Finding[],
  options: LoadOptions = {},
): ScenarioError {
  const schema = scenarioSchema(registries);
  const { tree, files } = readSource(file, schema, options);
  if (!tree) throw new Error(`${file} was read before and cannot be read now`);
  const settled = withSettings(tree, schema, dirname(resolve(file)), options, []);
  return new ScenarioError(
    tidied(
      findings.map((finding) => located(settled, finding)),
      files,
    ),
  );
}

async function load(registries: Registries, source: Source, file: string, options: LoadOptions): Promise<Scenario> {
  const problems = [...source.problems];
  if (!source.tree) throw new ScenarioError(tidied(problems, source.files));
  const tree = withSettings(source.tree, scenarioSchema(registries), dirname(resolve(file)), options, problems);
  return scenarioOf(registries, tree, source.files, problems, openCsv());
}

/** The scenario that a tree says, with what it changes in mid-run. Throws ScenarioError with `problems` and all that it has. */
async function scenarioOf(
  registries: Registries,
  tree: MapNode,
  files: readonly string[],
  problems: Problem[],
  csv: CsvReader,
): Promise<Scenario> {
  const schema = scenarioSchema(registries);
  const { scenario, parsed } = await interpret(tree, registries, problems, csv);
  const times = (parsed.changes ?? []).map((change) => change?.at);
  for (const change of changedTrees(tree, times, schema, problems)) {
    const { scenario: changed } = await interpret(
      withAbsolutePaths(change.tree, schema) as MapNode,
      registries,
      problems,
      csv,
    );
    if (scenario && changed) scenario.changes.push({ at: change.at, scenario: changed });
  }
  if (problems.length > 0 || !scenario) throw new ScenarioError(tidied(problems, files));
  return scenario;
}

/** A value at a path of a scenario, wherever it was written. */
export interface Setting {
  /** `flows.clients.arrivals.poisson.rate`, as after `--set`. */
  path: string;
  /** Where the path is written. */
  at: Place;
  value: TreeNode;
}

/** One scenario with other values here and there: read once, checked as a whole each time. */
export interface Variants {
  /** Throws ScenarioError; what is wrong with a value is told where that was written. */
  scenario(settings: readonly Setting[]): Promise<Scenario>;
  /** What was found to be wrong with such a scenario later, at the places where it is written. */
  placed(settings: readonly Setting[], findings: readonly Finding[]): ScenarioError;
  /** The settings as a piece of YAML. Throws ScenarioError where a path leads nowhere. */
  fragment(settings: readonly Setting[]): Fragment;
}

/** A value that was written nowhere, for the scenario of a file. */
export function settingOf(path: string, value: unknown, file: string): Setting {
  const at: Place = { file: `${file} with ${path}`, line: 0, column: 0, folder: dirname(resolve(file)) };
  return { path, at, value: planted(value, at) };
}

/** Reads a scenario file, to be varied. Throws ScenarioError where it cannot be read at all. */
export function variantsWith(registries: Registries, file: string, options: LoadOptions = {}): Variants {
  const schema = scenarioSchema(registries);
  const source = readSource(file, schema, options);
  const found = [...source.problems];
  const csv = openCsv();
  if (!source.tree) throw new ScenarioError(tidied(found, source.files));
  const tree = withSettings(source.tree, schema, dirname(resolve(file)), options, found);
  const varied = (settings: readonly Setting[], problems: Problem[]): MapNode => {
    const whole = settings.reduce((now, setting) => withSetting(now, setting, schema, problems), tree);
    return withAbsolutePaths(whole, schema) as MapNode;
  };
  return {
    async scenario(settings) {
      const problems = [...found];
      return scenarioOf(registries, varied(settings, problems), source.files, problems, csv);
    },
    placed(settings, findings) {
      const whole = varied(settings, []);
      return new ScenarioError(
        tidied(
          findings.map((finding) => located(whole, finding)),
          source.files,
        ),
      );
    },
    fragment(settings) {
      const problems = [...found];
      const whole = varied(settings, problems);
      if (problems.length > 0) throw new ScenarioError(tidied(problems, source.files));
      const paths = settings.map(({ path }) => parsePath(path));
      return fragmentOf(tree, whole, paths, schema);
    },
  };
}

/** The tree with one value set; as it was where the path leads nowhere, which is reported. */
function withSetting(
  tree: MapNode,
  { path, at, value }: Setting,
  schema: ScenarioSchema,
  problems: Problem[],
): MapNode {
  return (attempt(at, [], problems, () => assign(tree, parsePath(path), value, schema, at)) as MapNode) ?? tree;
}

/** One tree as a scenario without its changes; undefined when something is wrong with it. */
async function interpret(
  written: MapNode,
  registries: Registries,
  problems: Problem[],
  csv: CsvReader,
): Promise<{ scenario: Scenario | undefined; parsed: PartialScenario }> {
  const schema = scenarioSchema(registries);
  const found: Problem[] = [];
  checkFinite(written, found);
  const tree = withFilesRead(written, schema, found, csv) as MapNode;
  checkAmounts(tree, schema, found);
  const parsed = await parseSections(schema, tree, found);
  checkParsedAmounts(tree, parsed, found);
  crossCheck(tree, parsed, registries, found);
  const scenario = found.length === 0 ? resolveScenario(tree, parsed as ParsedScenario, found) : undefined;
  problems.push(...found);
  return { scenario, parsed };
}

/** `path=value` of the command line, in order; relative files in values start from `folder`. What is none is a problem. */
export function commandSettings(set: readonly string[], folder: string, problems: Problem[]): Setting[] {
  return set.flatMap((setting): Setting[] => {
    const equals = setting.indexOf('=');
    const path = equals < 0 ? setting : setting.slice(0, equals);
    const at: Place = { file: `--set ${path}`, line: 0, column: 0, folder };
    if (equals < 0) {
      problems.push(problemAt(at, [], 'has no value', 'path=value, such as nodes[0].count=20'));
      return [];
    }
    const read = parseYaml(setting.slice(equals + 1), at, true);
    problems.push(...read.problems);
    return read.problems.length > 0 ? [] : [{ path, at, value: read.tree ?? planted(null, at) }];
  });
}

/** The tree with the values of the command line. */
function withSettings(
  tree: MapNode,
  schema: ScenarioSchema,
  folder: string,
  options: LoadOptions,
  problems: Problem[],
): MapNode {
  const settings = commandSettings(options.set ?? [], folder, problems);
  let result = settings.reduce((now, setting) => withSetting(now, setting, schema, problems), tree);
  const given = (key: string): Place => ({ file: `--${key}`, line: 0, column: 0, folder });
  for (const key of ['seed', 'replications'] as const) {
    const value = options[key];
    if (value !== undefined) result = assign(result, [key], planted(value, given(key)), schema, given(key)) as MapNode;
  }
  return withAbsolutePaths(result, schema) as MapNode;
}
