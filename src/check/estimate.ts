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

type Ratio = { readonly num: number; readonly den: number };
type Spread = { readonly quantile: number; readonly places: readonly number[]; readonly cells: readonly number[] };

/** Throws TypeError where there is nothing, or things of several kinds. */
export function estimate(observations: readonly Observation[]): Measured {
  const [first] = observations;
  if (typeof first === 'number' && all(observations, (each): each is number => typeof each === 'number'))
    return of(meanInterval(observations));
  if (isRatio(first) && all(observations, isRatio))
    return of(
      ratioInterval(
        observations.map(({ num }) => num),
        observations.map(({ den }) => den),
      ),
    );
  if (isSpread(first) && all(observations, isSpread)) return quantileOf(observations, first.quantile);
  throw new TypeError('a label needs observations, all of one kind');
}

const of = ({ mean, se, n }: { mean: number; se: number; n: number }): Measured => ({ value: mean, se, n });

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
