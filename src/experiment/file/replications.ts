/**
 * How often is each point run? So many times, or until an interval is narrow enough. Stopping when an interval happens to be
 * narrow would make it too narrow in truth: it is looked at after `min` runs and then each time when there are half as many again,
 * and nowhere between.
 */
import * as z from 'zod';

const until = z
  .strictObject({
    metric: z.string().min(1).describe('Metric whose interval decides.'),
    half_width: z.number().positive().describe('Half of its 95 % interval at most, in its unit.').optional(),
    relative: z.number().positive().describe('The same as a share of the mean.').optional(),
  })
  .superRefine(({ half_width, relative }, ctx) => {
    if ((half_width === undefined) === (relative === undefined))
      ctx.addIssue({
        code: 'custom',
        message: half_width === undefined ? 'says no width' : 'gives two widths',
        params: { expected: 'half_width or relative' },
      });
  });

const count = z.int().min(1).max(1_000_000);

const precise = z
  .strictObject({
    until,
    min: count.min(2).describe('Runs of a point at least.').default(5),
    max: count.min(2).describe('Runs of a point at most, however wide the interval.').default(100),
  })
  .superRefine(({ min, max }, ctx) => {
    if (min > max)
      ctx.addIssue({
        code: 'custom',
        message: `is ${min}`,
        path: ['min'],
        params: { expected: `at most max, ${max}` },
      });
  });

export const replications = z
  .union([count, precise])
  .describe('Runs of each point: a number, or {until: {metric, half_width | relative}, min, max}.');

export type Replications = z.output<typeof replications>;
export type Until = z.output<typeof until>;

/** Replications of a point after which its interval is looked at, ascending; the last is the most there are. */
export function looks(wanted: Replications): number[] {
  if (typeof wanted === 'number') return [wanted];
  const points = [wanted.min];
  for (let n = wanted.min; n < wanted.max; ) {
    n = Math.min(wanted.max, Math.ceil(1.5 * n));
    points.push(n);
  }
  return points;
}

/** Is the interval of an estimate narrow enough? Never where there is none. */
export function preciseEnough(
  { half_width, relative }: Until,
  { mean, ci95 }: { mean: number | null; ci95: [number, number] | null },
): boolean {
  if (mean === null || ci95 === null) return false;
  const half = (ci95[1] - ci95[0]) / 2;
  return half <= (half_width ?? relative! * Math.abs(mean));
}
