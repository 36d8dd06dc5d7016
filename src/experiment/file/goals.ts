/** What is wanted of a metric? A direction, a bound, or both. */
import * as z from 'zod';

export const goal = z
  .strictObject({
    metric: z.string().min(1).describe('Metric by name, as `verisim list metrics` has it.'),
    minimize: z.literal(true).describe('The less the better.').optional(),
    maximize: z.literal(true).describe('The more the better.').optional(),
    at_least: z.number().describe('Least value that will do, in the metric’s unit.').optional(),
    at_most: z.number().describe('Greatest value that will do, in the metric’s unit.').optional(),
  })
  .superRefine((goal, ctx) => {
    const { minimize, maximize, at_least, at_most } = goal;
    const complain = (message: string, expected: string, path: string[] = []): void => {
      ctx.addIssue({ code: 'custom', message, path, params: { expected } });
    };
    if (minimize === undefined && maximize === undefined && at_least === undefined && at_most === undefined)
      complain('says nothing of the metric', 'minimize: true, maximize: true, at_least or at_most');
    if (minimize && maximize) complain('is given beside minimize', 'one of them', ['maximize']);
    if (at_least !== undefined && at_most !== undefined && at_least > at_most)
      complain(`is ${at_least}`, `at most at_most, ${at_most}`, ['at_least']);
  })
  .describe('A goal: a direction (minimize or maximize), bounds (at_least, at_most), or both.');

export type Goal = z.output<typeof goal>;

/** Does a value lie within the bounds? Null where the metric is undefined. */
export function meets({ at_least, at_most }: Goal, value: number | null): boolean {
  if (at_least === undefined && at_most === undefined) return true;
  if (value === null) return false;
  return (at_least === undefined || value >= at_least) && (at_most === undefined || value <= at_most);
}
