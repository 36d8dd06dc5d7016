/** Published problems with known answers: what an optimizer is asked before it is trusted. */
import type { Judged } from '../../../src/experiment/optimize/domination.ts';
import { type Nsga2State, nsga2Settings, startNsga2, tellNsga2 } from '../../../src/experiment/optimize/nsga2.ts';
import type { Pruning } from '../../../src/experiment/optimize/pruning.ts';
import type { Genes, Variable } from '../../../src/experiment/optimize/variable.ts';
import { hypervolume } from '../../../src/stats/hypervolume.ts';

/** Zitzler, Deb and Thiele (2000): f1 = x1, f2 = g h(f1 / g), g = 1 + 9 mean(x2..x30); the best have g = 1. */
function zdt(h: (ratio: number) => number): (genes: Genes) => Judged {
  return (genes) => {
    const rest = genes.slice(1);
    const g = 1 + (9 * rest.reduce((sum, x) => sum + x, 0)) / rest.length;
    return { objectives: [genes[0]!, g * h(genes[0]! / g)], violation: 0 };
  };
}

export const zdt1 = zdt((ratio) => 1 - Math.sqrt(ratio));
export const zdt2 = zdt((ratio) => 1 - ratio * ratio);

export const unitCube = (n: number): Variable[] => Array.from({ length: n }, () => ({ kind: 'real', low: 0, high: 1 }));

export function evolve(
  problem: (genes: Genes) => Judged,
  variables: readonly Variable[],
  options: { population: number; generations: number; seed: string; pruning?: Pruning },
): Nsga2State {
  const { population, generations, seed, pruning } = options;
  const settings = nsga2Settings(variables, population, seed, pruning === undefined ? {} : { pruning });
  let state = startNsga2(settings);
  for (let g = 0; g < generations; g++) state = tellNsga2(settings, state, state.asked.map(problem));
  return state;
}

/** Hypervolume of the last population: N = 100, 250 generations, up to (1.1, 1.1). */
export function zdtVolume(problem: (genes: Genes) => Judged, seed: string, pruning?: Pruning): number {
  const options = { population: 100, generations: 250, seed, ...(pruning === undefined ? {} : { pruning }) };
  const { parents } = evolve(problem, unitCube(30), options);
  return hypervolume(
    parents.map(({ objectives }) => objectives),
    [1.1, 1.1],
  );
}
