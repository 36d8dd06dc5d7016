/** What is measured, and how finely? */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { declareWhole } from '../../language/schemaTree.ts';
import { share } from '../../language/share.ts';

/** Greatest denominator of the fractions that a decimal may stand for. */
const DENOMINATOR = 100;
/** A decimal this near to a fraction is meant to be that fraction: 0.3333333 is 1/3, at which ties must be exact. */
const NEAR = 1e-6;

/** The fraction p / q (q <= 100, strictly between 0 and 1) that a threshold stands for, or the threshold itself. */
function exactFraction(threshold: number): number {
  for (let q = 2; q <= DENOMINATOR; q++) {
    const p = Math.round(threshold * q);
    if (p > 0 && p < q && Math.abs(threshold - p / q) <= NEAR) return p / q;
  }
  return threshold;
}

/** Results name a Nakamoto coefficient by its threshold in whole per cent. */
export const percent = (threshold: number): number => Math.round(threshold * 100);

const answer = z
  .record(z.string().min(1).describe('Name of a metric.'), z.string().min(1).describe('What it says.'))
  .describe('Metrics that answer the question, each with its words: told first, with their intervals.');
declareWhole(answer);

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
      .array(
        share({
          positive: true,
          below: 1,
          description: 'Share that must be exceeded. A decimal within 10^-6 of p/q (q up to 100) means that fraction.',
        }).transform(exactFraction),
      )
      .describe(
        'Thresholds of the Nakamoto coefficient: the fewest holders whose share exceeds it. Each needs a whole per cent of its own.',
      )
      .default([1 / 3, 0.5, 2 / 3]),
    by_flow: z
      .boolean()
      .describe('Whether answers, losses, delays and fraud are measured for each flow by itself, too: flow.<name>.*.')
      .default(false),
    waits: z
      .boolean()
      .describe(
        'Whether the share of jobs that wait, and the wait of each flow, are measured, too: wait.share, wait.flow.*.',
      )
      .optional(),
    answer: answer.optional(),
    objective: duration({
      clock: 'job',
      positive: true,
      description: 'An answer within this time counts as goodput, where a flow does not say.',
    }).optional(),
  })
  .describe('What is measured.');
