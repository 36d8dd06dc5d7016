/**
 * Which factors matter? Sobol's indices: the first index of a factor is the share of the variance that knowing it alone would take
 * away, the total index the share that would be left if everything else were known, the second index of a pair what the two do only
 * together. For a model with chance in it they are taken for each seed by itself, all points under the same luck, and averaged over
 * seeds in proportion to the variance that each seed leaves to the factors (as J. L. Hart, A. Alexanderian, P. A. Gremaud, "Efficient
 * computation of Sobol' indices for stochastic models", SIAM J. Sci. Comput. 39, 2017, take indices of a stochastic model for random
 * variables, and look at their mean). Beside them stands the share of the seed's own.
 */
import { type BootstrapOptions, type Interval, percentileInterval, resample } from './bootstrap.ts';
import { type SaltelliShape, saltelliStride } from './saltelli.ts';
import { type SeedShare, seedShare } from './seedShare.ts';
import { type VarianceParts, varianceParts } from './varianceParts.ts';

export interface SobolIndices {
  /** Over points and seeds. */
  readonly mean: number;
  /** Given the seed: what the factors' shares are shares of. */
  readonly variance: number;
  /** By factor. */
  readonly first: readonly Interval[];
  readonly total: readonly Interval[];
  /** By pair i < j. */
  readonly second: readonly { readonly i: number; readonly j: number; readonly index: Interval }[];
  /** What each seed says by itself: shares of its own variance, NaN where it has none. */
  readonly bySeed: readonly {
    readonly variance: number;
    readonly first: readonly number[];
    readonly total: readonly number[];
  }[];
  /** Undefined for one seed alone. */
  readonly seed: SeedShare | undefined;
}

/** `values[r]`: what was seen under seed r, in the order of `saltelliPoints`. Shares are NaN where nothing varies. */
export function sobolIndices(
  values: readonly ArrayLike<number>[],
  shape: SaltelliShape,
  options: BootstrapOptions,
): SobolIndices {
  const seeds = values.length;
  const { factors } = shape;
  const once = new Float64Array(seeds).fill(1);
  const parts = values.map((each) => varianceParts(each, shape));
  const whole = together(parts, once);
  const resampled: Shares[] = [];
  resample(shape.base, seeds, options, (rowTimes, seedTimes) => {
    const again = values.map((each, r) => (seedTimes[r] === 0 ? undefined : varianceParts(each, shape, rowTimes)));
    resampled.push(together(again, seedTimes));
  });
  const interval = (of: (shares: Shares) => number): Interval =>
    percentileInterval(of(whole), resampled.map(of), options.confidence);
  const each = (part: 'first' | 'total'): Interval[] =>
    Array.from({ length: factors }, (_, i) => interval((shares) => shares[part][i]!));
  const second = [];
  if (shape.second)
    for (let i = 0; i < factors; i++)
      for (let j = i + 1; j < factors; j++)
        second.push({ i, j, index: interval((shares) => shares.second[i * factors + j]!) });
  return {
    mean: parts.reduce((sum, { mean }) => sum + mean / seeds, 0),
    variance: whole.variance,
    first: each('first'),
    total: each('total'),
    second,
    bySeed: parts.map(({ variance, first, total }) => ({
      variance,
      first: Array.from(first, (part) => part / variance),
      total: Array.from(total, (part) => part / variance),
    })),
    seed:
      seeds < 2
        ? undefined
        : seedShare(
            values.map((one) => baseValues(one, shape)),
            options.confidence,
          ),
  };
}

interface Shares {
  readonly variance: number;
  readonly first: Float64Array;
  readonly total: Float64Array;
  readonly second: Float64Array;
}

/** Sums of parts over sums of variances, each seed counted as often as it was drawn. */
function together(parts: readonly (VarianceParts | undefined)[], times: Float64Array): Shares {
  const some = parts.find((part) => part !== undefined)!;
  const first = new Float64Array(some.first.length);
  const total = new Float64Array(some.total.length);
  const second = new Float64Array(some.second.length);
  let variance = 0;
  let count = 0;
  parts.forEach((part, r) => {
    if (!part) return;
    const weight = times[r]!;
    count += weight;
    variance += weight * part.variance;
    for (let i = 0; i < first.length; i++) {
      first[i]! += weight * part.first[i]!;
      total[i]! += weight * part.total[i]!;
    }
    for (let i = 0; i < second.length; i++) second[i]! += weight * part.second[i]!;
  });
  const share = (part: Float64Array): Float64Array => part.map((sum) => sum / variance);
  return { variance: variance / count, first: share(first), total: share(total), second: share(second) };
}

/** Values at A and B alone: points drawn independently of each other. */
function baseValues(values: ArrayLike<number>, shape: SaltelliShape): Float64Array {
  const stride = saltelliStride(shape);
  const base = new Float64Array(2 * shape.base);
  for (let n = 0; n < shape.base; n++) {
    base[2 * n] = values[n * stride]!;
    base[2 * n + 1] = values[n * stride + 1]!;
  }
  return base;
}
