/** What is measured, and how finely? */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { share } from '../../language/share.ts';

export const measures = z
  .strictObject({
    windows: z.int().min(1).max(100_000).describe('Number of equal windows of the time series.').default(100),
    warmup: z
      .union([z.enum(['auto', 'none']), duration({ clock: 'job', description: 'Time cut off.' })])
      .describe(
        'What is cut off the start of steady measures: found by MSER-5 ("auto"), nothing ("none"), or a duration.',
      )
      .default('auto'),
    nakamoto: z
      .array(share({ positive: true, description: 'Share that must be exceeded.' }))
      .describe('Thresholds of the Nakamoto coefficient: the fewest holders whose share exceeds it.')
      .default([0.3333333333, 0.5, 0.6666666667]),
    objective: duration({
      clock: 'job',
      positive: true,
      description: 'An answer within this time counts as goodput, where a flow does not say.',
    }).optional(),
  })
  .describe('What is measured.');
