/** When do two answers agree? The distance between output tensors, and the threshold it is held against. */
import * as z from 'zod';
import { number } from '../../language/number.ts';

export const verification = z
  .strictObject({
    metric: z
      .enum(['relative_l2', 'max_abs', 'cosine', 'top_1'])
      .describe('Distance between two output tensors.')
      .default('relative_l2'),
    threshold: z
      .union([z.literal('profile'), number({ min: 0, description: 'A distance above it is a disagreement.' })])
      .describe(
        'Answers further apart than this disagree: a number, or "profile" (chosen when the model was calibrated).',
      )
      .default('profile'),
  })
  .describe('How answers are compared when they are re-executed.');
