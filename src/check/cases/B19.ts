/** B19: are the distributions that scenarios draw from as unequal as they should be? Large samples, measured as holdings. */
import * as z from 'zod';
import { KeyedDraw } from '../../engine/keyed.ts';
import { type DistributionSpec, sampler } from '../../engine/samplers/sampler.ts';
import { hhi, topShare } from '../../stats/concentration.ts';
import { gini } from '../../stats/inequality.ts';
import { defineCase, type Label, type Luck, type Observation } from '../case.ts';

interface Params {
  sigma?: number;
  alpha?: number;
  top?: number;
  n?: number;
  c?: number;
}

/** Holdings of one observation. */
const HOLDERS = 20_000;
/** Dirichlet vectors behind one observation. */
const VECTORS = 20;

const alpha = z.number().gt(1).max(100).describe('tail index, above 1: at 1 and below the mean is infinite');
const lognormal: Label<Params>['params'] = z.strictObject({
  sigma: z.number().gt(0).max(5).describe('standard deviation of the logarithm'),
});
const pareto: Label<Params>['params'] = z.strictObject({ alpha });
const tops: Label<Params>['params'] = z.strictObject({
  alpha,
  top: z.number().gt(0).lt(1).default(0.01).describe('share of holders, the largest ones'),
});
const dirichlet: Label<Params>['params'] = z.strictObject({
  n: z.int().min(1).max(100_000).describe('holders'),
  c: z.number().gt(0).max(1000).describe('concentration parameter of each'),
});

/** How each label is measured; the sums of an observation, so that all of them together are one large sample. */
const MEASURES: Record<string, (params: Params, uniform: Uniform) => Observation> = {
  gini_lognormal: ({ sigma = 1 }, uniform) =>
    inequality(drawn({ kind: 'lognormal', mean: 1, scv: Math.exp(sigma * sigma) - 1 }, HOLDERS, uniform)),
  gini_pareto: ({ alpha: tail = 2 }, uniform) =>
    inequality(drawn({ kind: 'pareto', alpha: tail, min: 1 }, HOLDERS, uniform)),
  gini_exponential: (_, uniform) => inequality(drawn({ kind: 'exponential', mean: 1 }, HOLDERS, uniform)),
  top_share_pareto({ alpha: tail = 2, top = 0.01 }, uniform) {
    const holdings = drawn({ kind: 'pareto', alpha: tail, min: 1 }, HOLDERS, uniform);
    return weighed(topShare(holdings, Math.round(top * HOLDERS)), holdings);
  },
  hhi_dirichlet({ n = 1, c = 1 }, uniform) {
    let sum = 0;
    for (let v = 0; v < VECTORS; v++) sum += hhi(drawn({ kind: 'gamma', mean: c, scv: 1 / c }, n, uniform));
    return sum / VECTORS;
  },
};

type Uniform = () => number;

function drawn(spec: DistributionSpec, count: number, uniform: Uniform): Float64Array {
  const from = sampler(spec);
  return Float64Array.from({ length: count }, () => from.quantile(uniform()));
}
const inequality = (holdings: Float64Array): Observation => weighed(gini(holdings), holdings);
function weighed(share: number, holdings: Float64Array): Observation {
  const total = holdings.reduce((sum, x) => sum + x, 0);
  return { num: share * total, den: total };
}

export const B19 = defineCase<Params>({
  id: 'B19',
  title: 'Generators of unequal holdings',
  shows: 'Stakes and sizes drawn from a distribution are as unequal as it says.',
  method:
    "20,000 draws per observation by the scenario language's own samplers, measured by the functions of `stats`; Dirichlet shares are gamma draws over their sum. Over observations, ratios of sums: with heavy tails a mean of samples' Gini coefficients would be too low.",
  sources: [{ tag: ['D'], text: 'Gini coefficients, top shares and expected HHI of the distributions' }],
  labels: {
    gini_lognormal: { summary: 'Gini coefficient of a lognormal distribution', unit: '1', params: lognormal },
    gini_pareto: { summary: 'Gini coefficient of a Pareto distribution', unit: '1', params: pareto },
    gini_exponential: {
      summary: 'Gini coefficient of an exponential distribution',
      unit: '1',
      params: z.strictObject({}),
    },
    top_share_pareto: { summary: 'what the largest holders have of a Pareto distribution', unit: '1', params: tops },
    hhi_dirichlet: { summary: 'HHI of symmetric Dirichlet shares', unit: 'points', params: dirichlet },
  },
  precision: 0.02,
  prepare(point, labels) {
    return {
      batches: 50,
      run: (luck) => Object.fromEntries(labels.map((label) => [label, observations(label, point, luck)])),
    };
  },
});

function observations(label: string, point: Params, { seed, replication, batches }: Luck): Observation[] {
  const draw = new KeyedDraw(`${seed}/${replication}`, label);
  let drawn = 0;
  const uniform = () => draw.uniform(drawn++, 0);
  return Array.from({ length: batches }, () => MEASURES[label]!(point, uniform));
}
