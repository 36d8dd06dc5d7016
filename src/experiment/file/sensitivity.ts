/** By which method does `sensitivity` ask which factors matter, and at how many points? */
import * as z from 'zod';
import { choice } from '../../language/choice.ts';

export interface SobolMethod {
  base: number;
  second: boolean;
}

export interface MorrisMethod {
  trajectories: number;
  levels: number;
}

const methods = {
  sobol: {
    name: 'sobol',
    summary:
      'Sobol’s indices by Saltelli’s scheme: shares of the variance by factor, alone and with others. base x (factors + 2) points, or base x (2 factors + 2) with pairs.',
    schema: z.strictObject({
      base: z
        .int()
        .min(8)
        .max(1_048_576)
        .refine((n) => (n & (n - 1)) === 0, {
          error: 'is no power of 2',
          params: { expected: '8, 16, 32, ...' },
        })
        .describe('Rows of base points, a power of 2: the more, the narrower the intervals.')
        .default(64),
      second: z.boolean().describe('Indices of pairs of factors, too: nearly twice the points.').default(true),
    }) satisfies z.ZodType<SobolMethod>,
  },
  morris: {
    name: 'morris',
    summary:
      'Morris’s screening: the mean size and the spread of what moving one factor changes. trajectories x (factors + 1) points: for many factors.',
    schema: z.strictObject({
      trajectories: z.int().min(4).max(100_000).describe('Trajectories; each moves every factor once.').default(20),
      levels: z
        .int()
        .min(2)
        .max(100)
        .multipleOf(2)
        .describe('Places of the grid on each range, an even number.')
        .default(4),
    }) satisfies z.ZodType<MorrisMethod>,
  },
};

export const sensitivity = z
  .strictObject({
    method: choice(methods, {
      what: 'a method of sensitivity analysis',
      description: 'How factors are moved: sobol divides the variance among them, morris screens many at few runs.',
    }),
    resamples: z.int().min(100).max(100_000).describe('Bootstrap resamples behind each interval.').default(1000),
  })
  .describe(
    'Which factors matter, to `verisim sensitivity`; every point is run under the same `replications` seeds, and the design is the method’s own.',
  );

export type SensitivitySection = z.output<typeof sensitivity>;
