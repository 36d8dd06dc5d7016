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

const alpha = z
  .number()
  .min(1.15)
  .max(100)
  .describe('tail index, at least 1.15: at 1 the mean is infinite, and near it doubles end before the tail does');
const lognormal: Label<Params>['params'] = z.strictObject({
  sigma: z.number().gt(0).max(4).describe('standard deviation of the logarithm'),
});
const pareto: Label<Params>['params'] = z.strictObject({ alpha });
const tops: Label<Params>['params'] = z.strictObject({
  alpha,
  top: z.number().min(0.001).lt(1).default(0.01).describe('share of holders, the largest ones: at least 0.001'),
});
const dirichlet: Label<Params>['params'] = z.strictObject({
  n: z.int().min(2).max(100_000).describe('holders'),
  c: z
    .number()
    .min(0.02)
    .max(1000)
    .describe(
      'concentration parameter of each, at least 0.02: below, all shares but one are less than doubles can say',
    ),
});

type Uniform = () => number;
/** What is measured of a sample: the part of its total that is sought. */
type Part = (holdings: Float64Array) => number;

const uneven: Record<string, { of: (params: Params) => DistributionSpec; part: (params: Params) => Part }> = {
  gini_lognormal: {
    of: ({ sigma = 1 }) => ({ kind: 'lognormal', mean: 1, scv: Math.exp(sigma * sigma) - 1 }),
    part: () => gini,
  },
  gini_pareto: { of: ({ alpha: tail = 2 }) => ({ kind: 'pareto', alpha: tail, min: 1 }), part: () => gini },
  gini_exponential: { of: () => ({ kind: 'exponential', mean: 1 }), part: () => gini },
  top_share_pareto: {
    of: ({ alpha: tail = 2 }) => ({ kind: 'pareto', alpha: tail, min: 1 }),
    part:
      ({ top = 0.01 }) =>
      (holdings) => {
        // Between two whole numbers of holders, as much of the next one as there is of them.
        const many = Math.floor(top * HOLDERS);
        const more = top * HOLDERS - many;
        return (1 - more) * topShare(holdings, many) + more * topShare(holdings, many + 1);
      },
  },
};

function drawn({ quantile }: Drawn, count: number, uniform: Uniform): Float64Array {
  return Float64Array.from({ length: count }, () => quantile(uniform()));
}

interface Drawn {
  readonly quantile: (u: number) => number;
}

const from = (spec: DistributionSpec): Drawn => {
  const of = sampler(spec);
  return { quantile: (u) => of.quantile(u) };
};

/** Holders beyond this share are the tail. */
const BODY = 0.99;
/** Power of a uniform that the distance from 1 is, where the tail is drawn more often than it comes. */
const POWER = 8;
/** Distance from 1 that doubles still tell well. */
const NEAREST = Number.EPSILON * 256;

/**
 * What a holding is above `from`, on average, that being the quantile at 0.99: importance sampling with u = 1 - 0.01 v^8, each
 * point weighed by how much too often it is drawn. Of tails without a variance a plain sample holds too little nearly always, and
 * far too much now and then.
 */
function excess({ quantile }: Drawn, from: number, count: number, uniform: Uniform): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const v = uniform();
    const v2 = v * v;
    const v7 = v2 * v2 * v2 * v;
    const distance = (1 - BODY) * v7 * v;
    if (distance >= NEAREST) sum += (quantile(1 - distance) - from) * (1 - BODY) * POWER * v7;
  }
  // Simpson's rule over the last factor of 2; those beyond, which no double reaches, go on as the last two do.
  const octave = (d: number): number =>
    (d / 6) * (quantile(1 - d) + 4 * quantile(1 - 1.5 * d) + quantile(1 - 2 * d) - 6 * from);
  const last = octave(NEAREST);
  const ratio = last / octave(2 * NEAREST);
  return sum / count + (last * ratio) / (1 - ratio);
}

/**
 * A part of the total: all of it less the rest, which a plain sample tells well even where the largest holders decide what the
 * total is.
 */
function unequal(of: Drawn, part: Part, uniform: Uniform): Observation {
  const holdings = drawn(of, HOLDERS, uniform);
  const most = of.quantile(BODY);
  let all = 0;
  let body = 0;
  for (const x of holdings) {
    all += x;
    body += Math.min(x, most);
  }
  const total = body + HOLDERS * excess(of, most, HOLDERS / 10, uniform);
  return { num: total - (1 - part(holdings)) * all, den: total };
}

function dirichletIndex({ n = 1, c = 1 }: Params, uniform: Uniform): number {
  const of = from({ kind: 'gamma', mean: c, scv: 1 / c });
  let sum = 0;
  for (let v = 0; v < VECTORS; v++) sum += hhi(drawn(of, n, uniform));
  return sum / VECTORS;
}

export const B19 = defineCase<Params>({
  id: 'B19',
  title: 'Generators of unequal holdings',
  shows: 'Stakes and sizes drawn from a distribution are as unequal as it says.',
  method:
    "20,000 draws per observation by the scenario language's own samplers, measured by the functions of `stats`: what they leave to others than the largest. The total is drawn anew, the tail of it more often than it comes (importance sampling), because the plain total of a heavy tail is nearly always too small. Dirichlet shares are gamma draws over their sum.",
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
  const found = uneven[label];
  if (!found) return Array.from({ length: batches }, () => dirichletIndex(point, uniform));
  const of = from(found.of(point));
  const part = found.part(point);
  return Array.from({ length: batches }, () => unequal(of, part, uniform));
}
