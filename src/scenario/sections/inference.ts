/** Is real inference run, or replayed from recorded outputs? */
import * as z from 'zod';
import { share } from '../../language/share.ts';

export const inference = z
  .strictObject({
    mode: z
      .enum(['replay', 'live'])
      .describe(
        '"replay" takes verdicts from the recorded profile; "live" executes a sample of jobs on this machine before the run.',
      )
      .default('replay'),
    sample: share({ description: 'Share of jobs that are executed live.' }).default(0.02),
    inputs: z.int().min(1).describe("How many of the profile's inputs are used. Default: all.").optional(),
  })
  .describe('How real models answer.');
