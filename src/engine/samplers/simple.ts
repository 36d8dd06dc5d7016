/** Distributions whose quantile is one line: constant, uniform, log-uniform, exponential, Pareto, Weibull. */
import { exp, expm1, log, log1m } from '../portable.ts';
import { gamma1p, logGamma1p } from '../special/gamma.ts';
import { type DistributionSpec, positive, refuse, type Sampler } from './spec.ts';

/** x = value. */
export class ConstantSampler implements Sampler {
  readonly mean: number;
  readonly variance = 0;

  constructor(value: number) {
    if (!Number.isFinite(value)) refuse('constant', 'value', value, 'a finite number');
    this.mean = value;
  }

  quantile(_u: number): number {
    return this.mean;
  }
}

/** F(x) = (x - low) / (high - low). */
export class UniformSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;
  private readonly low: number;
  private readonly width: number;

  constructor(low: number, high: number) {
    if (!Number.isFinite(low)) refuse('uniform', 'low', low, 'a finite number');
    if (!(high >= low && high < Number.POSITIVE_INFINITY))
      refuse('uniform', 'high', high, `finite and at least low (${low})`);
    this.low = low;
    this.width = high - low;
    if (this.width === Number.POSITIVE_INFINITY) refuse('uniform', 'high', high, 'a finite distance above low');
    this.mean = low + this.width / 2;
    this.variance = (this.width * this.width) / 12;
  }

  quantile(u: number): number {
    return this.low + this.width * u;
  }
}

/** F(x) = ln(x / low) / ln(high / low), low <= x <= high. */
export class LoguniformSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;
  private readonly low: number;
  private readonly high: number;
  private readonly width: number;

  constructor(low: number, high: number) {
    this.low = positive('loguniform', 'low', low);
    if (!(high >= low && high < Number.POSITIVE_INFINITY))
      refuse('loguniform', 'high', high, `finite and at least low (${low})`);
    this.high = high;
    this.width = log(high / low);
    this.mean = this.width > 0 ? (high - low) / this.width : low;
    const square = this.width > 0 ? ((high - low) * (high + low)) / (2 * this.width) : low * low;
    this.variance = Math.max(0, square - this.mean * this.mean);
  }

  quantile(u: number): number {
    return Math.min(this.high, this.low * exp(u * this.width));
  }
}

/** F(x) = 1 - exp(-x / mean). */
export class ExponentialSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;

  constructor(mean: number) {
    this.mean = positive('exponential', 'mean', mean);
    this.variance = mean * mean;
  }

  quantile(u: number): number {
    return -this.mean * log1m(u);
  }
}

/** F(x) = 1 - (min / x)^alpha, x >= min. */
export class ParetoSampler implements Sampler {
  readonly mean: number;
  /** Infinite for alpha <= 2. */
  readonly variance: number;
  private readonly min: number;
  private readonly inverseAlpha: number;

  constructor(spec: Extract<DistributionSpec, { kind: 'pareto' }>) {
    const { alpha } = spec;
    if (!(alpha > 1 && alpha < Number.POSITIVE_INFINITY))
      refuse('pareto', 'alpha', alpha, 'a finite number above 1 (at 1 and below the mean is infinite)');
    if ('min' in spec) {
      this.min = positive('pareto', 'min', spec.min);
      this.mean = (alpha / (alpha - 1)) * spec.min;
    } else {
      this.mean = positive('pareto', 'mean', spec.mean);
      this.min = ((alpha - 1) / alpha) * spec.mean;
    }
    this.inverseAlpha = 1 / alpha;
    const excess = alpha - 1;
    this.variance =
      alpha > 2 ? (this.min * this.min * alpha) / (excess * excess * (alpha - 2)) : Number.POSITIVE_INFINITY;
  }

  quantile(u: number): number {
    return this.min * exp(-log1m(u) * this.inverseAlpha);
  }
}

/** F(x) = 1 - exp(-(x / scale)^shape), with scale = mean / Gamma(1 + 1 / shape). */
export class WeibullSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;
  private readonly scale: number;
  private readonly inverseShape: number;

  constructor(shape: number, mean: number) {
    if (!(shape >= 0.02 && shape <= 1e4)) refuse('weibull', 'shape', shape, 'from 0.02 to 10000');
    this.mean = positive('weibull', 'mean', mean);
    this.inverseShape = 1 / shape;
    this.scale = mean / gamma1p(this.inverseShape);
    // Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 - 1.
    this.variance = mean * mean * expm1(logGamma1p(2 * this.inverseShape) - 2 * logGamma1p(this.inverseShape));
  }

  quantile(u: number): number {
    return this.scale * exp(log(-log1m(u)) * this.inverseShape);
  }
}
