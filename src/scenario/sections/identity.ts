/** What is asked, from which seed, for how long? The scalar top-level keys. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { name } from './common.ts';

export const identity = {
  name: name('Name of the scenario: the folder of its results.'),
  question: z.string().describe('The question that the scenario answers, in one sentence.').optional(),
  extends: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe(
      'Preset (by name) or file (relative to this one) that this scenario is laid upon; several are laid in order.',
    )
    .optional(),
  seed: z
    .union([z.string().min(1), z.int()])
    .describe('Master seed. The same scenario and seed give the same bytes. Replication r uses "seed/r".')
    .default(1),
  horizon: duration({ clock: 'economy', positive: true, max: 1e10, description: 'How long the run lasts.' }),
  epoch: duration({
    clock: 'economy',
    positive: true,
    description: 'Length of an epoch: emission, division of pots, checks of the ledger. Default: the horizon.',
  }).optional(),
  replications: z.int().min(1).max(100_000).describe('Independent runs, each with its own seed.').default(1),
  scale: z
    .int()
    .min(1)
    .describe('Weight of a simulated job. Only 1 is built so far: every job is simulated.')
    .default(1),
};
