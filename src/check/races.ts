/**
 * How do shares of stake end when rewards are drawn by stake and join it? Many independent races of two miners in one process,
 * by the very draws that the division rules of scenarios make.
 */
import * as z from 'zod';
import { Streams } from '../engine/alea.ts';
import { Store } from '../engine/state.ts';
import { drawRewards, type Law } from '../rules/lotteries.ts';

/** Base units that stake and rewards together stay below. */
const ROOM = 2_251_799_813_685_248;

/** Initial share of the first of two miners. */
export const share = z.number().gt(0).lt(1).describe('initial share of stake, between 0 and 1');
/** Reward of a block, the initial stake being 1. */
export const reward = z
  .number()
  .min(1e-9)
  .max(1000)
  .describe('reward of a block over the initial stake of all, 1e-9 to 1000');
export const blocks = z.int().min(1).max(10_000_000).describe('blocks, 1 to 10 million');

/** A race of miners with shares a and 1 - a: n blocks of w each. */
export interface Race {
  readonly a: number;
  readonly w: number;
  readonly n: number;
}

/** Share of stake and share of rewards of the first miner at the end of a race. */
export interface End {
  readonly stake: number;
  readonly rewards: number;
}

/** Runs a race; `compounds`: rewards join the stake. */
export function race(law: Law, { a, w, n }: Race, compounds: boolean, seed: string): End {
  const whole = Math.floor(ROOM / (1 + n * w));
  const each = Math.round(w * whole);
  if (each < 1) throw new RangeError(`${n} blocks of ${w} are more than can be counted: n x w at most 1e5`);
  const first = Math.round(a * whole);
  const stakes = Float64Array.of(first, whole - first);
  const luck = new Streams(new Store(), seed).stream('draws');
  const won = drawRewards(law, stakes, n * each, n, compounds, luck);
  return { stake: stakes[0] / (stakes[0] + stakes[1]), rewards: won[0] / (n * each) };
}

/** Races that make one observation of a spread or of a probability. */
export const GROUP = 32;

/**
 * Standard deviation of a group's values with its first-order bias taken out (M. H. Quenouille, "Notes on bias in estimation",
 * Biometrika 43, 1956): a mean of plain ones would be too low by about 1/4 over their number.
 */
export function deviation(values: readonly number[]): number {
  const n = values.length;
  let mean = 0;
  for (const x of values) mean += x / n;
  let squares = 0;
  for (const x of values) squares += (x - mean) * (x - mean);
  let without = 0;
  // Leaving one out takes n / (n - 1) (x - mean)^2 off the sum of squares.
  for (const x of values)
    without += Math.sqrt(Math.max(0, squares - (n / (n - 1)) * (x - mean) * (x - mean)) / (n - 2)) / n;
  return n * Math.sqrt(squares / (n - 1)) - (n - 1) * without;
}

/** Observations, each made of the values of a group of races with seeds of their own. */
export function groups<T, Seen>(
  { seed, replication, batches }: { seed: string; replication: number; batches: number },
  size: number,
  one: (seed: string) => T,
  of: (values: T[]) => Seen,
): Seen[] {
  return Array.from({ length: batches }, (_, batch) =>
    of(Array.from({ length: size }, (_, k) => one(`${seed}/${replication}/${batch}/${k}`))),
  );
}
