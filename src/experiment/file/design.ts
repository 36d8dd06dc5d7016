/** Which points of all that the factors span are run? Every combination, a list, or so many spread over the whole. */
import seedrandom from 'seedrandom';
import * as z from 'zod';
import { choice } from '../../language/choice.ts';
import { latinHypercube } from '../../stats/latinHypercube.ts';
import { sobolPoints } from '../../stats/sobolSequence.ts';
import type { Factor, Level } from './factor.ts';

interface Block {
  name: string;
  summary: string;
  schema: z.ZodType;
  /** Rows of the design: a level of each factor. Throws RangeError where the factors do not suit it. */
  rows(factors: readonly Factor[], params: Record<string, unknown>, seed: string): Level[][];
  /** How many these are, without making them. */
  count(factors: readonly Factor[], params: Record<string, unknown>): number;
}

const points = z.strictObject({ points: z.int().min(1).max(10_000_000).describe('Points.') });

/** A design whose points are rows of the unit cube. */
function spread(name: string, summary: string, cube: (dimensions: number, count: number, seed: string) => number[][]) {
  return {
    name,
    summary,
    schema: points,
    rows: (factors, params, seed) =>
      cube(factors.length, Number(params.points), `${seed}/${name}`).map((row) =>
        factors.map((factor, k) => factor.at(row[k]!)),
      ),
    count: (_, params) => Number(params.points),
  } satisfies Block;
}

const levelsOf = (factors: readonly Factor[], params: Record<string, unknown>): Level[][] =>
  factors.map((factor) => factor.grid(Number(params.levels)));

const grid: Block = {
  name: 'grid',
  summary: 'every combination of the factors’ values',
  schema: z.strictObject({
    levels: z
      .int()
      .min(2)
      .max(10_000)
      .describe('Values of a factor that is a range, evenly spaced on its scale.')
      .default(5),
  }),
  rows: (factors, params) =>
    levelsOf(factors, params).reduce<Level[][]>(
      (rows, levels) => rows.flatMap((row) => levels.map((level) => [...row, level])),
      [[]],
    ),
  count: (factors, params) => levelsOf(factors, params).reduce((product, levels) => product * levels.length, 1),
};

const list: Block = {
  name: 'list',
  summary: 'the first value of every factor, then the second of every one, and so on',
  schema: z.strictObject({}),
  rows: (factors) => factors[0]!.levels.map((_, i) => factors.map(({ levels }) => levels[i]!)),
  count: (factors) => factors[0]!.levels.length,
};

const designs: Record<string, Block> = {
  grid,
  list,
  'latin-hypercube': spread(
    'latin-hypercube',
    'points of which each factor’s range, cut into as many strata, has one in each (McKay, Beckman, Conover 1979)',
    latinHypercube,
  ),
  sobol: spread(
    'sobol',
    'a scrambled Sobol sequence: points that fill the space evenly (Joe, Kuo 2008; Owen 1995)',
    (dimensions, count, seed) => sobolPoints(dimensions, count, { scramble: seed }),
  ),
  random: spread('random', 'independent uniform points', (dimensions, count, seed) => {
    const draw = seedrandom.alea(seed);
    return Array.from({ length: count }, () => Array.from({ length: dimensions }, () => draw.double()));
  }),
};

export const design = choice(designs, {
  what: 'a design',
  description: 'Which points of the space that the factors span are run.',
});

export type Design = z.output<typeof design>;

/** Rows of levels, one of each factor. */
export function rowsOf({ rule, params }: Design, factors: readonly Factor[], seed: string): Level[][] {
  return designs[rule]!.rows(factors, params, seed);
}

export function countOf({ rule, params }: Design, factors: readonly Factor[]): number {
  return designs[rule]!.count(factors, params);
}
