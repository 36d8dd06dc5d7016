/**
 * Which of many factors matter at all, at few runs? Morris's screening: trajectories through a grid on which one factor after the other
 * moves once; what the move of a factor changes, over the length of the move, is an elementary effect (M. D. Morris, "Factorial sampling
 * plans for preliminary computational experiments", Technometrics 33, 1991). mu, the mean of a factor's effects, has a sign; mu*, the
 * mean of their sizes, does not cancel (F. Campolongo, J. Cariboni, A. Saltelli, "An effective screening design for sensitivity analysis
 * of large models", Environmental Modelling & Software 22, 2007); sigma, their standard deviation, is 0 for a factor that acts linearly
 * and alone.
 */
import { KeyedDraw } from '../engine/keyed.ts';
import { type BootstrapOptions, type Interval, percentileInterval, resample } from './bootstrap.ts';

/**
 * A factor on a grid of `levels` (even) places 0, 1/(levels - 1), ..., 1, which moves by levels / (2 (levels - 1)), or one that is one of
 * `choices` (at least 2) things, which changes to any other.
 */
export type MorrisFactor = { readonly levels: number } | { readonly choices: number };

export interface Trajectory {
  /** One more than factors; rows of coordinates in [0, 1]. Choice c of n stands at (c + 1/2) / n. */
  readonly points: readonly (readonly number[])[];
  /** Factor that moves between points s and s + 1. */
  readonly order: readonly number[];
  /**
   * Length of that move, with its sign. A change of choice has length 1: its effect is the change itself, counted as upwards where it
   * leads to a later choice.
   */
  readonly moves: readonly number[];
}

/** `count` trajectories, each a function of the seed and its own number. RangeError for levels or choices that there are not. */
export function morrisTrajectories(factors: readonly MorrisFactor[], count: number, seed: string): Trajectory[] {
  for (const factor of factors) {
    if ('levels' in factor && !(Number.isInteger(factor.levels) && factor.levels >= 2 && factor.levels % 2 === 0))
      throw new RangeError(`a factor's levels are an even number from 2 on, not ${factor.levels}`);
    if ('choices' in factor && !(Number.isInteger(factor.choices) && factor.choices >= 2))
      throw new RangeError(`a factor has at least 2 choices, not ${factor.choices}`);
  }
  return Array.from({ length: count }, (_, t) =>
    trajectory(factors, new KeyedDraw(seed, 'morris', 'trajectory', `${t}`)),
  );
}

function trajectory(factors: readonly MorrisFactor[], draw: KeyedDraw): Trajectory {
  const k = factors.length;
  const pick = (of: number, number: number, attempt: number): number => Math.floor(draw.uniform(number, attempt) * of);
  const order = Array.from({ length: k }, (_, i) => i);
  for (let i = k - 1; i > 0; i--) {
    const j = pick(i + 1, i, 0);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const start: number[] = [];
  const end: number[] = [];
  const lengths: number[] = [];
  factors.forEach((factor, i) => {
    if ('levels' in factor) {
      const { levels } = factor;
      const from = pick(levels, i, 1);
      const to = from < levels / 2 ? from + levels / 2 : from - levels / 2;
      start.push(from / (levels - 1));
      end.push(to / (levels - 1));
      lengths.push((to - from) / (levels - 1));
    } else {
      const { choices } = factor;
      const from = pick(choices, i, 1);
      const other = pick(choices - 1, i, 2);
      const to = other < from ? other : other + 1;
      start.push((from + 0.5) / choices);
      end.push((to + 0.5) / choices);
      lengths.push(to > from ? 1 : -1);
    }
  });
  const points = [start];
  for (const factor of order) points.push(points.at(-1)!.with(factor, end[factor]!));
  return { points, order, moves: order.map((factor) => lengths[factor]!) };
}

/** Effects of one seed, `[factor][trajectory]`. `values`: trajectory after trajectory, in the order of their points. */
export function elementaryEffects(trajectories: readonly Trajectory[], values: ArrayLike<number>): Float64Array[] {
  const k = trajectories[0]?.order.length ?? 0;
  if (values.length !== trajectories.length * (k + 1))
    throw new RangeError(
      `${trajectories.length} trajectories have ${trajectories.length * (k + 1)} values, not ${values.length}`,
    );
  const effects = Array.from({ length: k }, () => new Float64Array(trajectories.length));
  trajectories.forEach(({ order, moves }, t) => {
    order.forEach((factor, s) => {
      const at = t * (k + 1) + s;
      effects[factor]![t] = (values[at + 1]! - values[at]!) / moves[s]!;
    });
  });
  return effects;
}

export interface MorrisFactorEffect {
  readonly mu: Interval;
  readonly muStar: Interval;
  /** Standard deviation (n - 1) between trajectories, the mean of its square over seeds. */
  readonly sigma: Interval;
}

export interface MorrisScreening {
  readonly factors: readonly MorrisFactorEffect[];
  /**
   * What another seed changes at the same point, over all pairs of seeds: the mean size and the standard deviation of the change, to
   * be held beside mu* and sigma of a choice. Undefined for one seed alone.
   */
  readonly seed: { readonly muStar: number; readonly sigma: number } | undefined;
}

/** `values[r]`: what was seen under seed r. Intervals draw trajectories and seeds again. */
export function morrisScreening(
  trajectories: readonly Trajectory[],
  values: readonly ArrayLike<number>[],
  options: BootstrapOptions,
): MorrisScreening {
  const effects = values.map((each) => elementaryEffects(trajectories, each));
  const whole = moments(
    effects,
    new Float64Array(trajectories.length).fill(1),
    new Float64Array(values.length).fill(1),
  );
  const again: Moments[] = [];
  resample(trajectories.length, values.length, options, (rowTimes, seedTimes) => {
    again.push(moments(effects, rowTimes, seedTimes));
  });
  const interval = (of: (each: Moments) => number): Interval =>
    percentileInterval(of(whole), again.map(of), options.confidence);
  return {
    factors: whole.mu.map((_, i) => ({
      mu: interval(({ mu }) => mu[i]!),
      muStar: interval(({ muStar }) => muStar[i]!),
      sigma: interval(({ sigma }) => sigma[i]!),
    })),
    seed: values.length < 2 ? undefined : seedChange(values),
  };
}

interface Moments {
  readonly mu: readonly number[];
  readonly muStar: readonly number[];
  readonly sigma: readonly number[];
}

function moments(
  effects: readonly (readonly Float64Array[])[],
  rowTimes: Float64Array,
  seedTimes: Float64Array,
): Moments {
  const rows = rowTimes.reduce((sum, times) => sum + times, 0);
  const seeds = seedTimes.reduce((sum, times) => sum + times, 0);
  const k = effects[0]!.length;
  const [mu, muStar, sigma] = [new Array<number>(k), new Array<number>(k), new Array<number>(k)];
  for (let i = 0; i < k; i++) {
    let [signed, size, variance] = [0, 0, 0];
    effects.forEach((each, r) => {
      if (seedTimes[r] === 0) return;
      const of = each[i]!;
      let [sum, sizes, squares] = [0, 0, 0];
      for (let t = 0; t < of.length; t++) {
        sum += rowTimes[t]! * of[t]!;
        sizes += rowTimes[t]! * Math.abs(of[t]!);
      }
      const mean = sum / rows;
      for (let t = 0; t < of.length; t++) squares += rowTimes[t]! * (of[t]! - mean) * (of[t]! - mean);
      signed += seedTimes[r]! * mean;
      size += (seedTimes[r]! * sizes) / rows;
      variance += (seedTimes[r]! * squares) / (rows - 1);
    });
    mu[i] = signed / seeds;
    muStar[i] = size / seeds;
    sigma[i] = Math.sqrt(variance / seeds);
  }
  return { mu, muStar, sigma };
}

function seedChange(values: readonly ArrayLike<number>[]): { muStar: number; sigma: number } {
  let [count, size, squares] = [0, 0, 0];
  for (let r = 0; r < values.length; r++)
    for (let q = 0; q < r; q++)
      for (let m = 0; m < values[r]!.length; m++) {
        const change = values[r]![m]! - values[q]![m]!;
        count++;
        size += Math.abs(change);
        squares += change * change;
      }
  // A pair may be taken either way round: the mean of changes is 0.
  return { muStar: size / count, sigma: Math.sqrt(squares / count) };
}
