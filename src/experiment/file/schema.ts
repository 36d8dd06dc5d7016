/** How is an experiment written? One map composed of a file per part; sensitivity and tuning bring parts of their own. */
import * as z from 'zod';
import { type JsonSchema, toInputJsonSchema } from '../../language/jsonSchema.ts';
import { design } from './design.ts';
import { factor } from './factor.ts';
import { goal } from './goals.ts';
import { replications } from './replications.ts';
import { sensitivity } from './sensitivity.ts';
import { slurm } from './slurm.ts';
import { tune } from './tune.ts';

export const experimentSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
      .meta({
        description: 'Name of the experiment: the folder of its results.',
        expected: 'lower-case letters, digits and hyphens, such as "audit-rate"',
      }),
    question: z.string().describe('The question that the experiment answers, in one sentence.').optional(),
    base: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe('Scenario file that is varied, relative to this file; or several.'),
    set: z
      .record(z.string().min(1), z.unknown())
      .describe('Values by path for every point, as --set gives them, e.g. a shorter horizon than the base’s.')
      .default({}),
    factors: z.array(factor).min(1).describe('What is varied.'),
    design: design.prefault('grid'),
    replications: replications.default(10),
    metrics: z
      .array(z.string().min(1))
      .min(1)
      .describe(
        'Metrics that are told in tables and charts, as `verisim list metrics` has them; all are kept. Default: those of the goals and of the base’s measures.answer.',
      )
      .optional(),
    goals: z.array(goal).describe('What is wanted of metrics: directions and bounds.').default([]),
    budget: z.int().min(1).max(1e9).describe('Runs at most, over all points and replications.').optional(),
    slurm: slurm.optional(),
    tune: tune.optional(),
    seed: z
      .union([z.string().min(1), z.int()])
      .describe('Master seed, instead of the bases’ own. Replication r of every point draws from "seed/r".')
      .optional(),
    sensitivity: sensitivity.optional(),
  })
  .describe('A Verisim experiment: many runs of scenarios over a design of points.');

export type WrittenExperiment = z.output<typeof experimentSchema>;

/** JSON Schema (draft 7) of an experiment file, for editors. */
export function experimentJsonSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Verisim experiment',
    ...toInputJsonSchema(experimentSchema),
  };
}
