/** The gamma distribution, of which Erlang's is the case of an integer shape. */
import { GammaIntegral } from '../special/gamma.ts';
import { positive, refuse, type Sampler } from './spec.ts';

/** Shape a = 1 / scv, scale mean * scv. */
export class GammaSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;
  private readonly integral: GammaIntegral;
  private readonly scale: number;

  constructor(shape: number, mean: number) {
    this.mean = mean;
    this.scale = mean / shape;
    this.variance = mean * this.scale;
    this.integral = new GammaIntegral(shape);
  }

  quantile(u: number): number {
    return this.scale * this.integral.quantile(u);
  }
}

export function gammaSampler(mean: number, scv: number): GammaSampler {
  if (!(scv >= 1e-8 && scv <= 1e4)) refuse('gamma', 'scv', scv, 'from 1e-8 to 10000');
  return new GammaSampler(1 / scv, positive('gamma', 'mean', mean));
}

export function erlangSampler(k: number, mean: number): GammaSampler {
  if (!(Number.isInteger(k) && k >= 1 && k <= 1e8)) refuse('erlang', 'k', k, 'an integer from 1 to 1e8');
  return new GammaSampler(k, positive('erlang', 'mean', mean));
}
