/**
 * What does an optimizer vary? Genes: a number for each variable, which says nothing of what it means. A real gene lies
 * in [low, high], an integer one is a whole number of it, and a choice is the number of one of its options, which have no order.
 */

import { Streams } from '../../engine/alea.ts';
import { Store } from '../../engine/state.ts';

export type Variable =
  | { readonly kind: 'real'; readonly low: number; readonly high: number }
  | { readonly kind: 'integer'; readonly low: number; readonly high: number }
  | { readonly kind: 'choice'; readonly options: number };

export type Genes = readonly number[];

/** A uniform of the open interval (0, 1). */
export type Draw = () => number;

/**
 * The luck of one generation, from a stream of its own: `seed/name/generation`. An optimizer's state therefore holds no
 * generator, and a generation that is made twice is made alike.
 */
export function generationDraw(seed: string, name: string, generation: number): Draw {
  const stream = new Streams(new Store(), seed).stream(name);
  return () => stream.next(generation);
}

/** Genes drawn uniformly. */
export function uniformGenes(variables: readonly Variable[], draw: Draw): number[] {
  return variables.map((variable) => {
    const u = draw();
    if (variable.kind === 'choice') return Math.min(variable.options - 1, Math.floor(u * variable.options));
    const { low, high } = variable;
    if (variable.kind === 'real') return low + u * (high - low);
    return Math.min(high, low + Math.floor(u * (high - low + 1)));
  });
}
