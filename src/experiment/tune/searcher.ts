/** Which optimizer searches? NSGA-II for any number of goals, CMA-ES for one: both are asked for genes and told what they are worth. */
import { cmaSettings, defaultPopulation, exhausted, startCma, tellCma } from '../optimize/cmaEs.ts';
import type { Judged } from '../optimize/domination.ts';
import { nsga2Settings, startNsga2, tellNsga2 } from '../optimize/nsga2.ts';
import type { Pruning } from '../optimize/pruning.ts';
import type { Genes } from '../optimize/variable.ts';
import type { Crossover, Mutation } from '../optimize/variation.ts';
import type { Space } from './space.ts';

export const METHODS = ['nsga2', 'cma-es'] as const;
export type Method = (typeof METHODS)[number];

export interface SearcherSettings {
  readonly method: Method;
  /** Candidates a generation; default 24 (nsga2), 4 + floor(3 ln n) (cma-es). */
  readonly population?: number | undefined;
  readonly crossover?: Partial<Crossover> | undefined;
  readonly mutation?: Partial<Mutation> | undefined;
  readonly pruning?: Pruning | undefined;
  /** First step of cma-es, as a share of the ranges. */
  readonly sigma?: number | undefined;
}

export interface Searcher {
  readonly population: number;
  ask(): readonly Genes[];
  tell(judged: readonly Judged[]): void;
  /** Why no further generation is of use, or null. */
  ended(): string | null;
}

const NSGA2_POPULATION = 24;
/** A first step that reaches every corner from the middle of the ranges. */
const SIGMA = 0.3;
/** Least deviation of a whole number in cma-es, in steps: what it is rounded to must go on changing. */
const LEAST_STEP = 0.2;
/** Steps smaller than this share of the ranges change no digit that is kept. */
const SMALLEST = 1e-4;

export function populationOf({ method, population }: SearcherSettings, variables: number): number {
  return population ?? (method === 'nsga2' ? NSGA2_POPULATION : defaultPopulation(variables));
}

export function openSearcher(settings: SearcherSettings, space: Space, seed: string): Searcher {
  return settings.method === 'nsga2' ? nsga2(settings, space, seed) : cmaEs(settings, space, seed);
}

function nsga2(settings: SearcherSettings, space: Space, seed: string): Searcher {
  const { crossover = {}, mutation = {}, pruning } = settings;
  const population = populationOf(settings, space.variables.length);
  const own = nsga2Settings(space.variables, population, seed, {
    crossover: defined(crossover),
    mutation: defined(mutation),
    ...(pruning === undefined ? {} : { pruning }),
  });
  let state = startNsga2(own);
  return {
    population,
    ask: () => state.asked,
    tell: (judged) => {
      state = tellNsga2(own, state, judged);
    },
    ended: () => null,
  };
}

function cmaEs(settings: SearcherSettings, space: Space, seed: string): Searcher {
  const dimensions = space.variables.length;
  const population = populationOf(settings, dimensions);
  const own = cmaSettings(new Array<number>(dimensions).fill(0.5), settings.sigma ?? SIGMA, seed, {
    population,
    leastDeviation: space.steps.map((step) => LEAST_STEP * step),
  });
  let state = startCma(own);
  return {
    population,
    ask: () => state.asked.map((coordinates) => space.fromUnit(coordinates)),
    tell: (judged) => {
      state = tellCma(own, state, ranking(judged));
    },
    ended: () => exhausted(state, SMALLEST),
  };
}

/** The best first: the feasible by their first objective, then the others by violation; equals in their order. */
export function ranking(judged: readonly Judged[]): number[] {
  const worth = (i: number): [number, number] => [
    judged[i]!.violation,
    judged[i]!.violation > 0 ? 0 : judged[i]!.objectives[0]!,
  ];
  return [...judged.keys()].sort((a, b) => worth(a)[0] - worth(b)[0] || worth(a)[1] - worth(b)[1] || a - b);
}

/** Without keys whose value is undefined. */
function defined<T extends object>(partial: T): T {
  return Object.fromEntries(Object.entries(partial).filter(([, value]) => value !== undefined)) as T;
}
