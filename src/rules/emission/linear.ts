/** How much is issued? The same in every epoch, until a pool is used up. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { defineRule } from '../contract.ts';

export const linear = defineRule({
  slot: 'emission',
  name: 'linear',
  summary: 'a pool issued evenly over a span of time',
  schema: z.strictObject({
    pool: money({ assets: ['token'], description: 'tokens issued in all' }),
    over: duration({ clock: 'economy', min: 1, description: 'span over which the pool is issued, from time 0' }),
  }),
  formula: 'due(k) = I((k+1) epoch) - I(k epoch), I(t) = floor(pool x min(1, t / over))',
  source: 'OpenGradient tokenomics: 100 M OPG staking rewards, linear over 96 months',
  bind({ pool, over }, b) {
    const units = b.units(pool);
    const { epoch } = b.terms;
    /** Base units issued by the time `t`: floored, so that epochs add up to the pool exactly. */
    const issued = (t: number) => (t >= over ? units : Math.floor(units * (t / over)));
    return { due: (k) => issued((k + 1) * epoch) - issued(k * epoch) };
  },
});
