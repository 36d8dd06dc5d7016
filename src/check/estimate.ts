/** What do observations say together? Their mean, ratio or quantile, with a standard error. */
import { meanInterval, ratioInterval } from '../stats/intervals.ts';
import { QuantileHistogram } from '../stats/quantileHistogram.ts';
import type { Observation } from './case.ts';

export interface Measured {
  readonly value: number;
  /** 0 where no chance is in the value; NaN where too little was seen. */
  readonly se: number;
  /** Batches or replications. */
  readonly n: number;
}

type Ratio = { readonly num: number; readonly den: number; readonly controls?: readonly number[] };
type Spread = { readonly quantile: number; readonly places: readonly number[]; readonly cells: readonly number[] };

/** Throws TypeError where there is nothing, or things of several kinds. */
export function estimate(observations: readonly Observation[]): Measured {
  const [first] = observations;
  if (typeof first === 'number' && all(observations, (each): each is number => typeof each === 'number'))
    return of(meanInterval(observations));
  if (isRatio(first) && all(observations, isRatio)) {
    return first.controls ? controlled(observations) : plain(observations);
  }
  if (isSpread(first) && all(observations, isSpread)) return quantileOf(observations, first.quantile);
  throw new TypeError('a label needs observations, all of one kind');
}

const of = ({ mean, se, n }: { mean: number; se: number; n: number }): Measured => ({ value: mean, se, n });

/** Groups that are left out in turn. */
const GROUPS = 20;

/**
 * The ratio of sums, less what the controls explain by linear regression over batches (S. S. Lavenberg, P. D. Welch, "A perspective
 * on the use of control variables to increase the efficiency of Monte Carlo simulations", Management Science 27, 1981). Where a
 * batch is no straight line in its controls that is biased by the order of 1/n, which the jackknife over groups takes away.
 */
function controlled(observations: readonly Ratio[]): Measured {
  const n = observations.length;
  const whole = regression(observations);
  const groups = Math.min(GROUPS, n);
  if (!whole) return plain(observations);
  let sum = 0;
  for (let g = 0; g < groups; g++) {
    const without = regression(observations.filter((_, i) => i % groups !== g));
    if (!without) return plain(observations);
    sum += without.value;
  }
  const value = groups * whole.value - (groups - 1) * (sum / groups);
  return { value, se: whole.se, n: n - observations[0]!.controls!.length };
}

function plain(observations: readonly Ratio[]): Measured {
  return of(
    ratioInterval(
      observations.map(({ num }) => num),
      observations.map(({ den }) => den),
    ),
  );
}

/** Undefined where the controls say nothing, or there are too few batches. */
function regression(observations: readonly Ratio[]): { value: number; se: number } | undefined {
  const n = observations.length;
  const counts = observations[0]!.controls!.length;
  if (n < counts + 3) return undefined;
  let above = 0;
  let below = 0;
  const means = Array.from({ length: counts }, () => 0);
  for (const { num, den, controls } of observations) {
    above += num;
    below += den / n;
    for (let k = 0; k < counts; k++) means[k]! += controls![k]! / n;
  }
  const ratio = above / n / below;
  // What a batch adds to the ratio, to first order, against each control less its mean.
  const matrix = means.map(() => means.map(() => 0));
  const right = means.map(() => 0);
  let squares = 0;
  for (const { num, den, controls } of observations) {
    const part = (num - ratio * den) / below;
    squares += part * part;
    for (let k = 0; k < counts; k++) {
      const x = controls![k]! - means[k]!;
      right[k]! += x * part;
      for (let l = 0; l < counts; l++) matrix[k]![l]! += x * (controls![l]! - means[l]!);
    }
  }
  // A control that is the same in every batch, but for rounding.
  const still = means.some((mean, k) => matrix[k]![k]! <= 1e-18 * n * mean * mean);
  if (still) return undefined;
  const slopes = solve(matrix, right);
  const leverage = solve(matrix, means);
  if (!slopes || !leverage) return undefined;
  const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((total, x, k) => total + x * b[k]!, 0);
  const left = Math.max(0, squares - dot(slopes, right));
  const variance = (left / (n - 1 - counts)) * (1 / n + dot(means, leverage));
  return { value: ratio - dot(slopes, means), se: Math.sqrt(variance) };
}

/** x with A x = b, A symmetric and positive; undefined where it is not. */
function solve(A: readonly (readonly number[])[], b: readonly number[]): number[] | undefined {
  const rows = A.map((row, i) => [...row, b[i]!]);
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows[k]![k]!;
    if (!(pivot > 1e-12 * A[k]![k]!)) return undefined;
    for (let i = k + 1; i < rows.length; i++) {
      const factor = rows[i]![k]! / pivot;
      rows[i] = rows[i]!.map((value, j) => value - factor * rows[k]![j]!);
    }
  }
  const x = [...b];
  for (let k = rows.length - 1; k >= 0; k--) {
    let rest = rows[k]![rows.length]!;
    for (let j = k + 1; j < rows.length; j++) rest -= rows[k]![j]! * x[j]!;
    x[k] = rest / rows[k]![k]!;
  }
  return x;
}

/** What a histogram holds, as an observation of its quantile. */
export function spread(histogram: QuantileHistogram, quantile: number): Observation {
  const cells = { data: new Float64Array(QuantileHistogram.LENGTH) };
  new QuantileHistogram(cells).merge(histogram);
  const places: number[] = [];
  cells.data.forEach((cell, place) => {
    if (cell !== 0) places.push(place);
  });
  return { quantile, places, cells: places.map((place) => cells.data[place]!) };
}

/**
 * The quantile of all observations together. Its error is that of the share below it, a ratio over batches, read back through
 * the distribution (R. S. Woodruff, "Confidence intervals for medians and other position measures", JASA 47, 1952): a mean of
 * the batches' own quantiles would be biased by their small number of independent values.
 */
function quantileOf(observations: readonly Spread[], share: number): Measured {
  const whole = new QuantileHistogram();
  const parts = observations.map(({ places, cells }) => {
    const data = new Float64Array(QuantileHistogram.LENGTH);
    places.forEach((place, i) => {
      data[place] = cells[i]!;
    });
    const part = new QuantileHistogram({ data });
    whole.merge(part);
    return part;
  });
  const value = whole.quantile(share);
  const { se, n } = ratioInterval(
    parts.map((part) => (part.count > 0 ? part.count * part.shareAbove(value) : 0)),
    parts.map((part) => part.count),
  );
  const low = whole.quantile(Math.max(0, share - se));
  const high = whole.quantile(Math.min(1, share + se));
  return { value, se: (high - low) / 2, n };
}

const isRatio = (each: Observation | undefined): each is Ratio => typeof each === 'object' && 'num' in each;
const isSpread = (each: Observation | undefined): each is Spread => typeof each === 'object' && 'places' in each;

function all<T extends Observation>(
  observations: readonly Observation[],
  is: (each: Observation) => each is T,
): observations is readonly T[] {
  return observations.every(is);
}
