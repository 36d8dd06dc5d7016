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
  formula: 'due(k) = pool x (min(over, (k+1) epoch) - min(over, k epoch)) / over',
  source: 'OpenGradient tokenomics: 100 M OPG staking rewards, linear over 96 months',
  bind({ pool, over }, b) {
    const units = b.units(pool);
    const { epoch } = b.terms;
    return {
      due: (k) => (units * (Math.min(over, (k + 1) * epoch) - Math.min(over, k * epoch))) / over,
    };
  },
});
