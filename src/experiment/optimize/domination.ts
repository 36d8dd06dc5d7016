/**
 * Which of many answers to several goals are better? Constrained domination, fast non-dominated sorting and crowding distance
 * of K. Deb, A. Pratap, S. Agarwal, T. Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
 * Transactions on Evolutionary Computation 6 (2002), sections III and VI.
 */

/** What an answer is worth. */
export interface Judged {
  /** To be minimised, all of them finite. */
  readonly objectives: readonly number[];
  /** By how much constraints are broken: 0 when the answer is feasible, finite and above 0 when it is not. */
  readonly violation: number;
}

/**
 * -1 if a constrained-dominates b, 1 if b does a, 0 if neither: a feasible answer dominates an infeasible one, of two infeasible ones
 * the smaller violation does, and of two feasible ones that which is nowhere worse and somewhere better.
 */
export function compareJudged(a: Judged, b: Judged): -1 | 0 | 1 {
  if (a.violation > 0 || b.violation > 0) {
    if (a.violation === b.violation) return 0;
    return a.violation < b.violation ? -1 : 1;
  }
  let better = false;
  let worse = false;
  for (let m = 0; m < a.objectives.length; m++) {
    if (a.objectives[m]! < b.objectives[m]!) better = true;
    else if (a.objectives[m]! > b.objectives[m]!) worse = true;
  }
  if (better === worse) return 0;
  return better ? -1 : 1;
}

/**
 * Indices by front, the best first, in ascending order within each: front 0 is dominated by nobody, front k by none but those of
 * fronts before it. O(M N^2) comparisons.
 */
export function nondominatedFronts(judged: readonly Judged[]): number[][] {
  const dominates: number[][] = judged.map(() => []);
  const dominatedBy = new Int32Array(judged.length);
  for (let p = 0; p < judged.length; p++) {
    for (let q = p + 1; q < judged.length; q++) {
      const which = compareJudged(judged[p]!, judged[q]!);
      if (which === 0) continue;
      const [winner, loser] = which < 0 ? [p, q] : [q, p];
      dominates[winner]!.push(loser);
      dominatedBy[loser]!++;
    }
  }
  const fronts: number[][] = [];
  let front = [...judged.keys()].filter((p) => dominatedBy[p] === 0);
  while (front.length > 0) {
    fronts.push(front);
    const next: number[] = [];
    for (const p of front) {
      for (const q of dominates[p]!) if (--dominatedBy[q]! === 0) next.push(q);
    }
    front = next.sort((a, b) => a - b);
  }
  return fronts;
}

/**
 * Crowding distance of each member of one front, in its order: over the objectives, the sum of the distances between a member's
 * two neighbours, each divided by the front's range; infinite for the ends. An objective in which all are equal adds nothing
 * but its ends.
 */
export function crowdingDistances(front: readonly Judged[]): Float64Array {
  const distances = new Float64Array(front.length);
  const count = front[0]?.objectives.length ?? 0;
  for (let m = 0; m < count; m++) {
    const value = (i: number): number => front[i]!.objectives[m]!;
    // Sorting is stable: ties stay in the order of the front.
    const order = [...front.keys()].sort((a, b) => value(a) - value(b));
    const first = order[0]!;
    const last = order[order.length - 1]!;
    const range = value(last) - value(first);
    distances[first] = Number.POSITIVE_INFINITY;
    distances[last] = Number.POSITIVE_INFINITY;
    if (range === 0) continue;
    for (let k = 1; k < order.length - 1; k++)
      distances[order[k]!]! += (value(order[k + 1]!) - value(order[k - 1]!)) / range;
  }
  return distances;
}
