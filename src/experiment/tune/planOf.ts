/** Which search does an experiment file ask for? */
import type { Setting } from '../../scenario/index.ts';
import { plain } from '../../scenario/tree.ts';
import type { Level } from '../file/factor.ts';
import { type Experiment, lastWords } from '../file/load.ts';
import type { Point } from '../task/point.ts';
import type { Constraint, Goals, Objective } from './goals.ts';
import type { TunePlan } from './plan.ts';
import { spaceOf } from './space.ts';

/** Throws ScenarioError, at the file, where it has no section `tune`. */
export function tunePlanOf(experiment: Experiment): TunePlan {
  const { tune } = experiment.written;
  if (tune === undefined)
    throw experiment.placed([
      { path: [], message: 'has no section tune', expected: 'tune: {method: nsga2} or more; see docs' },
    ]);
  const [base] = experiment.bases;
  const pointOf = (levels: readonly Level[]): Point => ({
    base: base!.file,
    settings: Object.fromEntries(settingsOf(experiment, levels).map(({ path, value }) => [path, plain(value)])),
  });
  const { method, population, crossover, mutation, pruning, sigma, generations, replications, finalists } = tune;
  return {
    name: experiment.name,
    question: experiment.question ?? '',
    baseline: pointOf([]),
    space: spaceOf(experiment.factors),
    pointOf: pointOf as TunePlan['pointOf'],
    goals: goalsOf(experiment),
    seed: experiment.seed,
    searcher: { method, population, crossover, mutation, pruning, sigma },
    generations,
    replications,
    finalists,
    freshReplications: tune.fresh_replications,
    metrics: experiment.metrics,
    budget: experiment.budget,
  };
}

/** What is set for all points, and then by factors; the last word at a path is the one that counts. */
export function settingsOf({ fixed }: Experiment, levels: readonly Level[]): Setting[] {
  return lastWords([...fixed, ...levels.flatMap(({ settings }) => settings)]);
}

function goalsOf({ goals }: Experiment): Goals {
  return {
    objectives: goals.flatMap(({ metric, minimize, maximize }): Objective[] =>
      minimize ? [{ metric, direction: 'minimize' }] : maximize ? [{ metric, direction: 'maximize' }] : [],
    ),
    constraints: goals.flatMap(({ metric, at_least, at_most }): Constraint[] => [
      ...(at_least === undefined ? [] : [{ metric, bound: 'at_least' as const, value: at_least }]),
      ...(at_most === undefined ? [] : [{ metric, bound: 'at_most' as const, value: at_most }]),
    ]),
  };
}
