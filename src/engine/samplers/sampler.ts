/**
 * From a distribution's description to something that can be drawn from. All draws are by inversion, one uniform each: a
 * job's luck is then one number, and a larger uniform never gives a smaller value.
 */
import { binomialSampler, poissonSampler } from './counts.ts';
import { EmpiricalSampler } from './empirical.ts';
import { erlangSampler, gammaSampler } from './gamma.ts';
import { HyperexponentialSampler } from './hyperexponential.ts';
import { LognormalSampler } from './lognormal.ts';
import {
  ConstantSampler,
  ExponentialSampler,
  LoguniformSampler,
  ParetoSampler,
  UniformSampler,
  WeibullSampler,
} from './simple.ts';
import type { DistributionSpec, Sampler } from './spec.ts';
import { zipfSampler } from './zipf.ts';

export type { DistributionSpec, Sampler } from './spec.ts';

/** Throws a RangeError that names the family, the parameter and its legal range. */
export function sampler(spec: DistributionSpec): Sampler {
  switch (spec.kind) {
    case 'constant':
      return new ConstantSampler(spec.value);
    case 'uniform':
      return new UniformSampler(spec.low, spec.high);
    case 'loguniform':
      return new LoguniformSampler(spec.low, spec.high);
    case 'exponential':
      return new ExponentialSampler(spec.mean);
    case 'lognormal':
      return new LognormalSampler(spec.mean, spec.scv);
    case 'gamma':
      return gammaSampler(spec.mean, spec.scv);
    case 'erlang':
      return erlangSampler(spec.k, spec.mean);
    case 'hyperexponential':
      return new HyperexponentialSampler(spec.mean, spec.scv);
    case 'pareto':
      return new ParetoSampler(spec);
    case 'weibull':
      return new WeibullSampler(spec.shape, spec.mean);
    case 'poisson':
      return poissonSampler(spec.mean);
    case 'binomial':
      return binomialSampler(spec.n, spec.p);
    case 'zipf':
      return zipfSampler(spec.n, spec.s);
    case 'empirical':
      return new EmpiricalSampler(spec.values);
  }
}
