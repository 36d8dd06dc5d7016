/**
 * How is chance written? A one-key map, `{lognormal: {mean: 0.8, scv: 2}}`; a bare value is a constant. Parameters that
 * are values of the quantity itself (mean, low, high...) are written in its unit, so `{exponential: {mean: 1s}}`.
 * scv is the squared coefficient of variation, variance / mean^2.
 */
import * as z from 'zod';
import { sampler } from '../engine/samplers/sampler.ts';
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import { duration } from './duration.ts';
import { money } from './money.ts';
import { number } from './number.ts';
import { declareTags, type TagTable } from './schemaTree.ts';
import { share } from './share.ts';
import { passOn, selectTag } from './tagged.ts';
import { type Bounds, type Clock, complain, isMap, WordError } from './word.ts';

/** What is drawn: seconds, plain numbers, whole tokens or dollars. */
type Quantity = 'duration' | 'number' | 'token' | 'usd';

export interface DistributionOptions {
  unit: Quantity;
  /** Only for durations, and required there. */
  clock?: Clock;
  /** Least value that may be drawn; 0 unless said otherwise. */
  min?: number;
  /** Every value drawn must be more than 0. */
  positive?: boolean;
  description?: string;
}

const MEAN = 'Mean.';
const SCV = 'Squared coefficient of variation: variance / mean^2.';

/** The value of each tag, with `value` the word for one value of the quantity. */
function kinds(options: DistributionOptions) {
  const value = valueWord(options, false);
  const mean = valueWord({ ...options, positive: true }, false).describe(MEAN);
  const scv = (min = 0) => number({ min, positive: min === 0, description: SCV });
  const counts = options.unit === 'number';
  return {
    constant: valueWord(options, true).describe('The one value that is always drawn.'),
    uniform: z
      .strictObject({ low: value.describe('Least value.'), high: value.describe('Greatest value.') })
      .describe('Equally likely between low and high.'),
    loguniform: z
      .strictObject({
        low: valueWord({ ...options, positive: true }, false).describe('Least value.'),
        high: valueWord({ ...options, positive: true }, false).describe('Greatest value.'),
      })
      .describe('Its logarithm is equally likely between those of low and high.'),
    exponential: z.strictObject({ mean }).describe('Exponential: memoryless.'),
    lognormal: z.strictObject({ mean, scv: scv() }).describe('Lognormal: its logarithm is normal.'),
    gamma: z.strictObject({ mean, scv: scv() }).describe('Gamma, of shape 1 / scv.'),
    erlang: z
      .strictObject({ k: z.int().min(1).max(1000).describe('Number of phases.'), mean })
      .describe('Sum of k exponentials; its scv is 1 / k.'),
    hyperexponential: z
      .strictObject({ mean, scv: scv(1) })
      .describe('Mixture of two exponentials with balanced means.'),
    pareto: z
      .strictObject({
        alpha: number({ positive: true, description: 'Tail index; the mean is finite above 1.' }),
        min: value.describe('Least value. Give this or the mean.').optional(),
        mean: value.describe('Mean (alpha above 1). Give this or the least value.').optional(),
      })
      .describe('Pareto: P(X > x) = (min / x)^alpha.'),
    weibull: z
      .strictObject({ shape: number({ positive: true, description: 'Shape; 1 is the exponential.' }), mean })
      .describe('Weibull.'),
    empirical: z
      .strictObject({
        values: z.array(value).min(1).describe('The values; each is drawn with equal probability.').optional(),
        file: z.string().meta({ word: 'file', description: 'CSV file with a header line.' }).optional(),
        column: z.string().describe('Its column.').optional(),
      })
      .meta({ csvColumn: true, description: 'One of given values: listed, or a column of a CSV file.' }),
    ...(counts
      ? {
          poisson: z.strictObject({ mean }).describe('Poisson counts.'),
          binomial: z
            .strictObject({
              n: z.int().min(0).describe('Trials.'),
              p: share({ description: 'Probability of success.' }),
            })
            .describe('Successes in n trials.'),
          zipf: z
            .strictObject({
              n: z.int().min(1).describe('Greatest value.'),
              s: number({ min: 0, description: 'Exponent; 0 is uniform.' }),
            })
            .describe('Zipf: P(k) proportional to k^-s for k = 1..n.'),
        }
      : {}),
  };
}

/** The word for one value of the quantity. Only a constant has to be an exact amount: what is drawn is rounded anyway. */
function valueWord({ unit, clock, min = 0, positive }: DistributionOptions, constant: boolean): z.ZodType<number> {
  const bounds: Bounds = { min, positive };
  switch (unit) {
    case 'duration':
      if (!clock) throw new Error('a distribution of durations needs its clock');
      return duration({ clock, ...bounds });
    case 'number':
      return number(bounds);
    default:
      return money({ assets: [unit], bare: unit, exact: constant && unit === 'token', ...bounds }).transform(
        ({ amount }) => amount,
      );
  }
}

/** A DistributionSpec of seconds, numbers, whole tokens or dollars. */
export function distribution(options: DistributionOptions) {
  const schemas: Record<string, z.ZodType> = kinds(options);
  const value = schemas.constant!;
  const table: TagTable = {
    tags: () => Object.keys(schemas),
    schemaOf: (tag) => (Object.hasOwn(schemas, tag) ? schemas[tag] : undefined),
    bare: value,
  };
  const { unit, clock, description } = options;
  const schema = z
    .custom<string | number | Record<string, unknown>>()
    .transform((written, ctx): DistributionSpec => {
      try {
        const bare = !isMap(written);
        const chosen = bare
          ? { tag: 'constant', value: written as unknown, schema: value }
          : selectTag(written, table, 'a distribution');
        const parsed = chosen.schema.safeParse(chosen.value);
        if (!parsed.success) {
          passOn(ctx, parsed.error, chosen.schema, chosen.value, bare ? [] : [chosen.tag]);
          return z.NEVER;
        }
        return drawable(specOf(chosen.tag, parsed.data));
      } catch (fault) {
        if (!(fault instanceof WordError)) throw fault;
        complain(ctx, fault);
        return z.NEVER;
      }
    })
    .meta({
      word: 'distribution',
      unit: { duration: 's', number: '1', token: 'token', usd: 'USD' }[unit],
      ...(clock ? { clock } : {}),
      ...(description ? { description } : {}),
    });
  declareTags(schema, table);
  return schema;
}

/** The sampler's spec of a tag and its checked parameters; conditions over several of them are checked here. */
function specOf(tag: string, parameters: unknown): DistributionSpec {
  if (tag === 'constant') return { kind: 'constant', value: parameters as number };
  const given = parameters as Record<string, number | undefined> & { values?: number[]; file?: string };
  if ((tag === 'uniform' || tag === 'loguniform') && !(given.low! <= given.high!))
    throw new WordError(`goes from ${given.low} to ${given.high}`, 'low at most high');
  if (tag === 'pareto') {
    if ((given.min === undefined) === (given.mean === undefined))
      throw new WordError('is not determined', 'either min or mean');
    if (given.mean !== undefined && !(given.alpha! > 1))
      throw new WordError(
        `has alpha ${given.alpha}, so its mean is infinite`,
        'alpha above 1, or min in place of mean',
      );
    if (!((given.min ?? given.mean)! > 0)) throw new WordError('has no positive scale', 'min or mean above 0');
  }
  if (tag === 'empirical') {
    if (given.values === undefined) throw new WordError('has no values', 'values: [...], or file and column');
    return { kind: 'empirical', values: given.values };
  }
  const kept = Object.entries(given).filter(([, parameter]) => parameter !== undefined);
  return { kind: tag, ...Object.fromEntries(kept) } as unknown as DistributionSpec;
}

/** The spec itself. Throws WordError for parameters that no sampler takes, in the sampler's own words. */
function drawable(spec: DistributionSpec): DistributionSpec {
  try {
    sampler(spec);
    return spec;
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    throw new WordError(`cannot be drawn from: ${fault.message}`, 'parameters within their ranges');
  }
}

/**
 * The distribution of `factor` times what is drawn, for the continuous kinds (tokens to base units).
 * Throws RangeError for a kind without a scale.
 */
export function scaled(spec: DistributionSpec, factor: (value: number) => number): DistributionSpec {
  switch (spec.kind) {
    case 'constant':
      return { kind: 'constant', value: factor(spec.value) };
    case 'loguniform':
      return { kind: 'loguniform', low: factor(spec.low), high: factor(spec.high) };
    case 'uniform':
      return { kind: 'uniform', low: factor(spec.low), high: factor(spec.high) };
    case 'empirical':
      return { kind: 'empirical', values: Array.from(spec.values, factor) };
    case 'pareto':
      return 'min' in spec ? { ...spec, min: factor(spec.min) } : { ...spec, mean: factor(spec.mean) };
    case 'exponential':
    case 'lognormal':
    case 'gamma':
    case 'erlang':
    case 'hyperexponential':
    case 'weibull':
      return { ...spec, mean: factor(spec.mean) };
    default:
      throw new RangeError(`a ${spec.kind} distribution has no scale`);
  }
}
