/** How much is issued? In every epoch the same part of all stake so far, so that it grows by a constant factor. */
import * as z from 'zod';
import { pow } from '../../engine/pow.ts';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { defineRule } from '../contract.ts';

export const constantGrowth = defineRule({
  slot: 'emission',
  name: 'constant-growth',
  summary: 'a pool issued over a span of time so that what there was at first grows by the same factor in every epoch',
  schema: z.strictObject({
    initial: money({ assets: ['token'], positive: true, description: 'tokens at time 0 that grow' }),
    pool: money({ assets: ['token'], description: 'tokens issued in all' }),
    over: duration({ clock: 'economy', min: 1, description: 'span over which the pool is issued, from time 0' }),
  }),
  formula: 'due(k) = I((k+1) epoch) - I(k epoch), I(t) = floor(initial ((1 + pool / initial)^min(1, t / over) - 1))',
  source:
    'geometric rewards: Fanti et al., "Compounding of Wealth in Proof-of-Stake Cryptocurrencies", FC 2019 (arXiv 1809.07468), which keep shares of stake most nearly constant',
  bind({ initial, pool, over }, b) {
    const first = b.units(initial);
    const units = b.units(pool);
    const { epoch } = b.terms;
    /** Base units issued by the time `t`: floored, so that epochs add up to the pool exactly. */
    const issued = (t: number) => (t >= over ? units : Math.floor(first * (pow(1 + units / first, t / over) - 1)));
    return { due: (k) => issued((k + 1) * epoch) - issued(k * epoch) };
  },
});
