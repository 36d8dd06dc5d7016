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
type Spread = Extract<Observation, { quantile: number }>;

/** Throws TypeError where there is nothing, or things of several kinds. */
export function estimate(observations: readonly Observation[]): Measured {
  const [first] = observations;
  if (typeof first === 'number' && all(observations, (each): each is number => typeof each === 'number'))
    return of(meanInterval(observations));
  if (isRatio(first) && all(observations, isRatio)) {
    return first.controls ? controlled(observations) : plain(observations);
  }
  if (isSpread(first) && all(observations, isSpread))
    return (first.whole ? wholeQuantileOf : quantileOf)(observations, first.quantile);
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
  const dens = observations.map(({ den }) => den);
  const below = dens.reduce((sum, den) => sum + den, 0);
  // What was never seen in so many is not known to be impossible: what comes once in so many would be missed one time in e.
  if (below > 0 && observations.every(({ num }) => num === 0))
    return { value: 0, se: 1 / below, n: observations.length };
  return of(
    ratioInterval(
      observations.map(({ num }) => num),
      dens,
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
  const data = new Float64Array(QuantileHistogram.LENGTH);
  const part = new QuantileHistogram({ data });
  /** One after the other in the same cells: there may be many. */
  const load = ({ places, cells }: Spread): void => {
    data.fill(0);
    places.forEach((place, i) => {
      data[place] = cells[i]!;
    });
  };
  for (const each of observations) {
    load(each);
    whole.merge(part);
  }
  const value = whole.quantile(share);
  const counts: number[] = [];
  const above = observations.map((each) => {
    load(each);
    counts.push(part.count);
    return part.count > 0 ? part.count * part.shareAbove(value) : 0;
  });
  const { se, n } = ratioInterval(above, counts);
  const low = whole.quantile(Math.max(0, share - se));
  const high = whole.quantile(Math.min(1, share + se));
  return { value, se: (high - low) / 2, n };
}

/**
 * The same for whole numbers: the smallest one that at least the share is not above. Its error is read back through the
 * distribution with each number spread over the unit below it: where the steps are coarse the quantile does not move at all until
 * the share crosses one, and a difference of quantiles would be 0 or 1. It reaches over the numbers that four errors reach.
 */
function wholeQuantileOf(observations: readonly Spread[], share: number): Measured {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { places, cells } of observations)
    places.forEach((place, i) => {
      counts.set(place, (counts.get(place) ?? 0) + cells[i]!);
      total += cells[i]!;
    });
  const steps = [...counts].sort(([a], [b]) => a - b);
  /** Where the spread distribution reaches a share, and the whole number there. */
  const reached = (of: number): { at: number; number: number } => {
    const target = of * total;
    let before = 0;
    for (const [number, count] of steps) {
      if (before + count >= target) return { at: number - 1 + Math.max(0, target - before) / count, number };
      before += count;
    }
    const [number] = steps.at(-1)!;
    return { at: number, number };
  };
  const { number: value } = reached(share);
  const sum = ({ places, cells }: Spread, counts: (place: number) => boolean): number =>
    cells.reduce((all, cell, i) => all + (counts(places[i]!) ? cell : 0), 0);
  const totals = observations.map((each) => sum(each, () => true));
  const sure = (most: number) =>
    ratioInterval(
      observations.map((each) => sum(each, (place) => place <= most)),
      totals,
    );
  // The quantile lies on the step between the two.
  const { se: below } = sure(value - 1);
  const { se: upTo, n } = sure(value);
  const se = Math.max(below, upTo);
  const around = (errors: number) => ({
    low: reached(Math.max(0, share - errors * se)),
    high: reached(Math.min(1, share + errors * se)),
  });
  const one = around(1);
  // Where a step is near, the number before or after it is as likely.
  const four = around(4);
  const steps4 = Math.max(value - four.low.number, four.high.number - value) / 4;
  return { value, se: Math.max((one.high.at - one.low.at) / 2, steps4), n };
}

const isRatio = (each: Observation | undefined): each is Ratio => typeof each === 'object' && 'num' in each;
const isSpread = (each: Observation | undefined): each is Spread => typeof each === 'object' && 'places' in each;

function all<T extends Observation>(
  observations: readonly Observation[],
  is: (each: Observation) => each is T,
): observations is readonly T[] {
  return observations.every(is);
}
