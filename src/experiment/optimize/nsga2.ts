/**
 * How are several goals sought at once? NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002): parents and children compete, whole
 * fronts survive while they fit, and of the front that does not fit those in the emptiest places; parents are winners of
 * binary tournaments. As published with `pruning: at-once`; the default prunes that front one by one (pruning.ts), which spreads
 * the front more evenly. It is asked for candidates and told what they are worth: its state is plain data, and a function of the settings
 * and of what it was told.
 */
import { compareJudged, type Judged, nondominatedFronts } from './domination.ts';
import { type Pruning, prune } from './pruning.ts';
import { type Genes, generationDraw, uniformGenes, type Variable } from './variable.ts';
import { type Crossover, cross, type Mutation, mutate } from './variation.ts';

export interface Nsga2Settings {
  readonly variables: readonly Variable[];
  /** Even, at least 4. */
  readonly population: number;
  readonly crossover: Crossover;
  readonly mutation: Mutation;
  readonly pruning: Pruning;
  readonly seed: string;
}

export interface Individual extends Judged {
  readonly genes: Genes;
}

export interface Nsga2State {
  /** Of the candidates that are asked about, from 0. */
  readonly generation: number;
  /** Best front first; empty until the first generation was told. */
  readonly parents: readonly Individual[];
  /** The candidates, as many as the population. */
  readonly asked: readonly Genes[];
}

/** The values of the paper: p_c = 0.9, eta_c = 20, p_m = 1 / n, eta_m = 20. */
export function nsga2Settings(
  variables: readonly Variable[],
  population: number,
  seed: string,
  own: { crossover?: Partial<Crossover>; mutation?: Partial<Mutation>; pruning?: Pruning } = {},
): Nsga2Settings {
  if (!Number.isInteger(population) || population < 4 || population % 2 !== 0)
    throw new RangeError(`a population of NSGA-II is even and at least 4, not ${population}`);
  if (variables.length === 0) throw new RangeError('there is nothing to vary');
  return {
    variables,
    population,
    seed,
    crossover: { probability: 0.9, eta: 20, ...own.crossover },
    mutation: { probability: 1 / variables.length, eta: 20, ...own.mutation },
    pruning: own.pruning ?? 'one-by-one',
  };
}

const STREAM = 'nsga2';

export function startNsga2(settings: Nsga2Settings): Nsga2State {
  const draw = generationDraw(settings.seed, STREAM, 0);
  const asked = Array.from({ length: settings.population }, () => uniformGenes(settings.variables, draw));
  return { generation: 0, parents: [], asked };
}

/** The state after `judged`, the worth of `state.asked` in its order. Throws a RangeError if it is not one each. */
export function tellNsga2(settings: Nsga2Settings, state: Nsga2State, judged: readonly Judged[]): Nsga2State {
  if (judged.length !== state.asked.length)
    throw new RangeError(`${state.asked.length} candidates were asked about, and ${judged.length} judged`);
  const children = state.asked.map(
    (genes, i): Individual => ({ genes, objectives: judged[i]!.objectives, violation: judged[i]!.violation }),
  );
  const { chosen, crowding } = survivors([...state.parents, ...children], settings.population, settings.pruning);
  const generation = state.generation + 1;
  return { generation, parents: chosen, asked: offspring(settings, chosen, crowding, generation) };
}

interface Survivors {
  chosen: Individual[];
  crowding: number[];
}

function survivors(all: readonly Individual[], places: number, pruning: Pruning): Survivors {
  const chosen: Individual[] = [];
  const crowding: number[] = [];
  for (const front of nondominatedFronts(all)) {
    const members = front.map((index) => all[index]!);
    for (const { index, crowding: distance } of prune(members, places - chosen.length, pruning)) {
      chosen.push(members[index]!);
      crowding.push(distance);
    }
    if (chosen.length === places) break;
  }
  return { chosen, crowding };
}

/** As many children as there are parents. Everybody stands in two tournaments, as in Deb's code: two shuffles, paired off. */
function offspring(
  settings: Nsga2Settings,
  parents: readonly Individual[],
  crowding: readonly number[],
  generation: number,
): Genes[] {
  const draw = generationDraw(settings.seed, STREAM, generation);
  const n = parents.length;
  const winner = (a: number, b: number): number => {
    const which = compareJudged(parents[a]!, parents[b]!);
    if (which !== 0) return which < 0 ? a : b;
    if (crowding[a] !== crowding[b]) return crowding[a]! > crowding[b]! ? a : b;
    return draw() <= 0.5 ? a : b;
  };
  const winners: number[] = [];
  for (let round = 0; round < 2; round++) {
    const order = [...parents.keys()];
    for (let i = 0; i < n - 1; i++) {
      const j = i + Math.floor(draw() * (n - i));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (let i = 0; i < n; i += 2) winners.push(winner(order[i]!, order[i + 1]!));
  }
  const children: Genes[] = [];
  for (let i = 0; i < n; i += 2) {
    const [mother, father] = [parents[winners[i]!]!.genes, parents[winners[i + 1]!]!.genes];
    for (const child of cross(settings.variables, mother, father, settings.crossover, draw))
      children.push(mutate(settings.variables, child, settings.mutation, draw));
  }
  return children;
}
