/** The lognormal distribution, by its own mean and scv rather than by those of its logarithm. */
import { exp, log1p } from '../portable.ts';
import { normalQuantile } from '../special/normal.ts';
import { notNegative, positive, type Sampler } from './spec.ts';

/** x = mean exp(sigma z - sigma^2 / 2), z standard normal, sigma^2 = ln(1 + scv). */
export class LognormalSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;
  private readonly sigma: number;
  private readonly shift: number;

  constructor(mean: number, scv: number) {
    this.mean = positive('lognormal', 'mean', mean);
    this.variance = notNegative('lognormal', 'scv', scv) * mean * mean;
    const sigmaSquared = log1p(scv);
    this.sigma = Math.sqrt(sigmaSquared);
    this.shift = -sigmaSquared / 2;
  }

  quantile(u: number): number {
    return this.mean * exp(this.sigma * normalQuantile(u) + this.shift);
  }
}
