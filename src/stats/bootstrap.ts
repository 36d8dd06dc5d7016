/**
 * How sure is a number that is no mean? As sure as it is the same when what was seen is drawn again, with replacement, from itself
 * (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979). Where rows and seeds cross, both are
 * drawn again, each for itself: the pigeonhole bootstrap, whose intervals are rather too wide than too narrow (A. B. Owen, Annals of
 * Applied Statistics 1, 2007).
 */
import { KeyedDraw } from '../engine/keyed.ts';

export interface BootstrapOptions {
  /** Times that what was seen is drawn again; 1,000 or more for ends of intervals. */
  readonly resamples: number;
  /** The same seed gives the same intervals. */
  readonly seed: string;
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface Interval {
  readonly value: number;
  /** NaN where nothing follows. */
  readonly low: number;
  readonly high: number;
}

/**
 * Calls `of` once for every resample with how often each row and each seed was drawn, arrays that are used again. A seed alone is
 * always drawn once. What a resample says of a row does not depend on how many seeds there are.
 */
export function resample(
  rows: number,
  seeds: number,
  { resamples, seed }: BootstrapOptions,
  of: (rowTimes: Float64Array, seedTimes: Float64Array) => void,
): void {
  const draw = new KeyedDraw(seed, 'bootstrap');
  const rowTimes = new Float64Array(rows);
  const seedTimes = new Float64Array(seeds);
  for (let b = 0; b < resamples; b++) {
    rowTimes.fill(0);
    for (let n = 0; n < rows; n++) rowTimes[Math.floor(draw.uniform(b * rows + n, 0) * rows)]!++;
    seedTimes.fill(0);
    for (let r = 0; r < seeds; r++) seedTimes[Math.floor(draw.uniform(b * seeds + r, 1) * seeds)]!++;
    of(rowTimes, seedTimes);
  }
}

/** Percentiles of what resamples gave, around the value of what was seen. Resamples without a finite value say nothing. */
export function percentileInterval(value: number, resampled: readonly number[], confidence = 0.95): Interval {
  const sorted = resampled.filter(Number.isFinite).sort((a, b) => a - b);
  if (!Number.isFinite(value) || sorted.length < resampled.length / 2)
    return { value, low: Number.NaN, high: Number.NaN };
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
  };
  return { value, low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}
