/** Zipf's law on ranks 1..n, by a table of its distribution function. */
import { pow } from '../pow.ts';
import { refuse, type Sampler } from './spec.ts';
import { StepTable } from './steps.ts';

const LARGEST = 4194304;

/** P(X = i) = i^-s / (1 + 2^-s + ... + n^-s). Holds 16 n bytes; a draw costs log2(n) comparisons. */
export function zipfSampler(n: number, s: number): Sampler {
  if (!(Number.isInteger(n) && n >= 1 && n <= LARGEST)) refuse('zipf', 'n', n, `an integer from 1 to ${LARGEST}`);
  if (!(s >= 0 && s <= 1000)) refuse('zipf', 's', s, 'from 0 (all alike) to 1000');
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) weights[i] = pow(i + 1, -s);
  return new StepTable(1, weights);
}
