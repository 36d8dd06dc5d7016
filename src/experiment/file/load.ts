/**
 * How does a file become a checked experiment? As a scenario does: every problem is reported at once, where it is written. Every
 * value of every factor is tried on every base, so that a range whose end is impossible is known before anything runs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type Finding, type Problem, ScenarioError } from '../../language/errors.ts';
import { openVariants, type Setting } from '../../scenario/index.ts';
import { located, problemAt, tidied } from '../../scenario/problems.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { checkFinite, parseEach } from '../../scenario/sections.ts';
import { type MapNode, nodeAt, type Place, placeOf, plain, type TreeNode } from '../../scenario/tree.ts';
import { parseYaml } from '../../scenario/yamlTree.ts';
import { type CheckedParts, checkParts } from './checks.ts';
import type { Design } from './design.ts';
import { type Factor, factorOf, type WrittenFactor } from './factor.ts';
import { faultsOf } from './faults.ts';
import type { Goal } from './goals.ts';
import { checkLevels } from './levels.ts';
import type { Replications } from './replications.ts';
import { experimentSchema, type WrittenExperiment } from './schema.ts';

export interface Base {
  /** As messages name it, from where the command runs. */
  file: string;
  scenario: Scenario;
}

export interface Experiment {
  /** As it was named. */
  file: string;
  name: string;
  question?: string | undefined;
  bases: Base[];
  /** Values of every point. */
  fixed: Setting[];
  factors: Factor[];
  design: Design;
  /** Whether the design is meant: it is written, or no section asks for anything else. */
  designed: boolean;
  replications: Replications;
  /** What is told; every run keeps all metrics. */
  metrics: string[];
  goals: Goal[];
  budget?: number | undefined;
  /** Master seed of every run, of the design and of the methods. */
  seed: string;
  /** As it is written, each part parsed: for methods with parts of their own. */
  written: WrittenExperiment;
  /** What was found to be wrong later, at the places where it is written. */
  placed(findings: readonly Finding[]): ScenarioError;
}

export interface LoadExperimentOptions {
  /** `path=value`, for every base. */
  set?: readonly string[] | undefined;
  seed?: string | number | undefined;
}

/** Is the file an experiment, and no scenario? False where it cannot be read. */
export function isExperiment(file: string): boolean {
  const tree = treeOf(file, []);
  return tree !== undefined && (tree.entries.has('factors') || tree.entries.has('base'));
}

/** Loads an experiment file. Throws ScenarioError with every problem that it has. */
export async function loadExperiment(file: string, options: LoadExperimentOptions = {}): Promise<Experiment> {
  const problems: Problem[] = [];
  const fail = (): never => {
    throw new ScenarioError(tidied(problems, [file]));
  };
  const tree = treeOf(file, problems);
  if (tree === undefined) return fail();
  checkFinite(tree, problems);
  const parts = (await parseEach(experimentSchema.shape, tree, problems)) as CheckedParts;
  const report = (finding: Finding): void => {
    problems.push(located(tree, finding));
  };
  const fixed = settingsOf(tree);
  const bases = await basesOf(tree, file, fixed, options, problems);
  const factors = factorsOf(tree, parts.factors ?? [], report);
  const seed = String(options.seed ?? parts.seed ?? bases[0]?.scenario.seed ?? 1);
  const metrics = checkParts({ parts, bases, factors, report });
  if (problems.length === 0) await checkLevels({ tree, bases, fixed, factors, set: options.set, problems });
  if (problems.length > 0) return fail();
  const written = parts as WrittenExperiment;
  const { name, question, design, replications, goals, budget } = written;
  return {
    file,
    name,
    question,
    bases,
    fixed,
    factors: factors as Factor[],
    design,
    designed: tree.entries.has('design') || (written.sensitivity === undefined && written.tune === undefined),
    replications,
    metrics,
    goals,
    budget,
    seed,
    written,
    placed: (findings) =>
      new ScenarioError(
        tidied(
          findings.map((finding) => located(tree, finding)),
          [file],
        ),
      ),
  };
}

function treeOf(file: string, problems: Problem[]): MapNode | undefined {
  const start: Place = { file, line: 0, column: 0, folder: '' };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : code;
    problems.push(problemAt(start, [], `${file} cannot be read: ${reason}`, 'a YAML file'));
    return undefined;
  }
  const read = parseYaml(text, { file, folder: dirname(resolve(file)) });
  problems.push(...read.problems);
  if (read.tree?.kind === 'map') return read.tree;
  if (read.problems.length === 0)
    problems.push(
      problemAt({ ...start, line: 1, column: 1 }, [], 'is no map', 'a map of keys such as base and factors'),
    );
  return undefined;
}

/** Values of every point, where they are written. */
function settingsOf(tree: MapNode): Setting[] {
  const node = nodeAt(tree, ['set']);
  return node?.kind === 'map'
    ? [...node.entries].map(([path, { key, node: value }]): Setting => ({ path, at: key, value }))
    : [];
}

/** The bases that can be loaded; what is wrong with the others is told where it is written. */
async function basesOf(
  tree: MapNode,
  file: string,
  fixed: readonly Setting[],
  { set, seed }: LoadExperimentOptions,
  problems: Problem[],
): Promise<Base[]> {
  const node = nodeAt(tree, ['base']);
  const nodes: [TreeNode, PropertyKey[]][] =
    node?.kind === 'list' ? node.items.map((item, i) => [item, ['base', i]]) : node ? [[node, ['base']]] : [];
  const written = nodeAt(tree, ['seed']);
  const master = seed ?? (written?.kind === 'scalar' ? (plain(written) as string | number) : undefined);
  const bases: Base[] = [];
  for (const [each, path] of nodes) {
    if (each.kind !== 'scalar' || typeof each.value !== 'string' || each.value === '') continue;
    const shown = isAbsolute(each.value) ? each.value : join(dirname(file), each.value);
    if (!existsSync(shown)) {
      problems.push(problemAt(each.at, path, `names ${shown}, which is not there`, 'a scenario file'));
      continue;
    }
    try {
      bases.push({ file: shown, scenario: await openVariants(shown, { set, seed: master }).scenario(fixed) });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  return bases;
}

/** Factors that fit together in themselves; undefined where one does not. */
function factorsOf(
  tree: MapNode,
  written: readonly (WrittenFactor | undefined)[],
  report: (finding: Finding) => void,
): (Factor | undefined)[] {
  return written.map((one, i) => {
    if (one === undefined) return undefined;
    const place = (...steps: PropertyKey[]) => {
      const path = ['factors', i, ...steps];
      return { at: placeOf(tree, path), node: nodeAt(tree, path) };
    };
    const faults = faultsOf(one).map((fault) => ({ ...fault, path: ['factors', i, ...fault.path] }));
    for (const fault of faults) report(fault);
    if (faults.length > 0) return undefined;
    try {
      return factorOf(one, place);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'RunInputError') throw error;
      report({ path: ['factors', i, 'set'], message: error.message });
      return undefined;
    }
  });
}
