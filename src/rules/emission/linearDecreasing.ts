/** How much is issued? Less and less, in a straight line to nothing. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { defineRule } from '../contract.ts';

export const linearDecreasing = defineRule({
  slot: 'emission',
  name: 'linear-decreasing',
  summary: 'a pool issued at a rate that falls in a straight line to 0 over a span of time',
  schema: z.strictObject({
    pool: money({ assets: ['token'], description: 'tokens issued in all' }),
    over: duration({ clock: 'economy', min: 1, description: 'span at whose end nothing is left, from time 0' }),
  }),
  formula:
    'rate(t) = 2 pool / over (1 - t / over); due(k) = I((k+1) epoch) - I(k epoch), I(t) = floor(pool x (2 - t / over) x t / over)',
  source: 'one of the schedules compared in Fanti et al., FC 2019 (arXiv 1809.07468)',
  bind({ pool, over }, b) {
    const units = b.units(pool);
    const { epoch } = b.terms;
    /** Base units issued by the time `t`: floored, so that epochs add up to the pool exactly. */
    const issued = (t: number) => (t >= over ? units : Math.floor(units * (2 - t / over) * (t / over)));
    return { due: (k) => issued((k + 1) * epoch) - issued(k * epoch) };
  },
});
