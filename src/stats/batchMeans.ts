/**
 * How sure is a mean taken from one long run, whose values depend on each other? Cut the run into batches long enough that their
 * means hardly do, and treat these as replications (R. W. Conway 1963; A. M. Law, "Simulation Modeling and Analysis", 9.5.3).
 */
import { type Estimate, meanInterval } from './intervals.ts';

export interface BatchMeans extends Estimate {
  readonly batchSize: number;
  /** Correlation of neighbouring batch means; far from 0 the interval is too narrow. NaN if they are all alike. */
  readonly lag1: number;
}

/** `batches` >= 2 equal batches; what is left over (fewer values than batches) is dropped from the start. */
export function batchMeans(values: ArrayLike<number>, batches: number, confidence = 0.95): BatchMeans {
  const batchSize = Math.floor(values.length / batches);
  if (!(Number.isInteger(batches) && batches >= 2 && batchSize >= 1))
    throw new RangeError(`batch means need 2 to ${values.length} batches for ${values.length} values, not ${batches}`);
  const means = new Float64Array(batches);
  let i = values.length - batches * batchSize;
  for (let batch = 0; batch < batches; batch++) {
    let sum = 0;
    for (const end = i + batchSize; i < end; i++) sum += values[i]!;
    means[batch] = sum / batchSize;
  }
  const estimate = meanInterval(means, confidence);
  let products = 0;
  let squares = 0;
  for (let batch = 0; batch < batches; batch++) {
    const deviation = means[batch]! - estimate.mean;
    squares += deviation * deviation;
    if (batch > 0) products += deviation * (means[batch - 1]! - estimate.mean);
  }
  return { ...estimate, batchSize, lag1: products / squares };
}
