/**
 * Which members of a front survive when not all do? Those in the emptiest places. As published in 2002 all are chosen at
 * once by the crowding distances of the whole front, so that of a cluster all go or none; pruned one by one, the most crowded
 * first, each departure makes room for its neighbours (S. Kukkonen and K. Deb, "Improved pruning of non-dominated solutions based
 * on crowding distance for bi-objective optimization problems", IEEE CEC 2006).
 */
import { crowdingDistances, type Judged } from './domination.ts';

export const PRUNINGS = ['at-once', 'one-by-one'] as const;
export type Pruning = (typeof PRUNINGS)[number];

export interface Survivor {
  /** In the front. */
  readonly index: number;
  readonly crowding: number;
}

/**
 * `places` members of the front in its order, or all of them when there is room, with the crowding distance by which they
 * will compete: at once, that in the whole front; one by one, that among those who are left.
 */
export function prune(front: readonly Judged[], places: number, how: Pruning): Survivor[] {
  const distances = crowdingDistances(front);
  if (front.length > places) return how === 'at-once' ? atOnce(distances, places) : oneByOne(front, places);
  return [...front.keys()].map((index) => ({ index, crowding: distances[index]! }));
}

function atOnce(distances: Float64Array, places: number): Survivor[] {
  return [...distances.keys()]
    .sort((a, b) => (distances[a] === distances[b] ? a - b : distances[b]! - distances[a]!))
    .slice(0, places)
    .sort((a, b) => a - b)
    .map((index) => ({ index, crowding: distances[index]! }));
}

/** One objective's order of those who are left, as a list that links neighbours; -1 beyond its ends. */
interface Order {
  readonly value: (i: number) => number;
  readonly range: number;
  readonly previous: Int32Array;
  readonly next: Int32Array;
}

function oneByOne(front: readonly Judged[], places: number): Survivor[] {
  const orders = front[0]!.objectives.map((_, m) => orderOf(front, m));
  const distance = (i: number): number => {
    let sum = 0;
    for (const { value, range, previous, next } of orders) {
      if (previous[i]! < 0 || next[i]! < 0) return Number.POSITIVE_INFINITY;
      if (range > 0) sum += (value(next[i]!) - value(previous[i]!)) / range;
    }
    return sum;
  };
  const distances = Float64Array.from(front, (_, i) => distance(i));
  const left = new Set(front.keys());
  while (left.size > places) {
    let most = -1;
    // Of equals the last goes: the others came first.
    for (const i of left) if (most < 0 || distances[i]! <= distances[most]!) most = i;
    left.delete(most);
    for (const { previous, next } of orders) {
      const [before, after] = [previous[most]!, next[most]!];
      if (before >= 0) next[before] = after;
      if (after >= 0) previous[after] = before;
    }
    for (const { previous, next } of orders)
      for (const neighbour of [previous[most]!, next[most]!])
        if (neighbour >= 0) distances[neighbour] = distance(neighbour);
  }
  return [...left].map((index) => ({ index, crowding: distances[index]! }));
}

function orderOf(front: readonly Judged[], m: number): Order {
  const value = (i: number): number => front[i]!.objectives[m]!;
  const sorted = [...front.keys()].sort((a, b) => value(a) - value(b));
  const previous = new Int32Array(front.length).fill(-1);
  const next = new Int32Array(front.length).fill(-1);
  for (let k = 1; k < sorted.length; k++) {
    previous[sorted[k]!] = sorted[k - 1]!;
    next[sorted[k - 1]!] = sorted[k]!;
  }
  return { value, range: value(sorted[sorted.length - 1]!) - value(sorted[0]!), previous, next };
}
