/** When do two answers agree? The distance between output tensors, and the threshold it is held against. */
import * as z from 'zod';
import { number } from '../../language/number.ts';
import { enclaves } from './enclaves.ts';

export const verification = z
  .strictObject({
    metric: z
      .enum(['relative_l2', 'max_abs', 'cosine', 'top_1', 'token_match'])
      .describe(
        'Distance between two output tensors: relative_l2 (0..2), max_abs (unit of the output), cosine (0..2), top_1 (0 or 1), token_match (share of tokens that differ, 0..1).',
      )
      .default('relative_l2'),
    threshold: z
      .union([
        z.literal('profile'),
        z.literal('lenient'),
        number({ min: 0, description: 'A distance above it is a disagreement.' }),
      ])
      .describe(
        'Answers further apart than this disagree: a number, "profile" (chosen when the model was calibrated, above the noise of honest runs of full precision), or "lenient" (above that of weights rounded to fp16, too).',
      )
      .default('profile'),
    enclaves: enclaves.optional(),
  })
  .describe('How answers are compared when they are re-executed.');
