/** How much is issued? Every half-life, half of what is left of a pool. */
import * as z from 'zod';
import { exp } from '../../engine/portable.ts';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { defineRule } from '../contract.ts';

const LN2 = Math.LN2;

export const exponential = defineRule({
  slot: 'emission',
  name: 'exponential',
  summary: 'a pool issued at a rate that halves with every half-life; it never runs out',
  schema: z.strictObject({
    pool: money({ assets: ['token'], description: 'tokens issued in the end' }),
    half_life: duration({
      clock: 'economy',
      positive: true,
      description: 'span over which half of what is left is issued, from time 0',
    }),
  }),
  formula:
    'rate(t) = pool (ln 2 / half_life) exp(-t ln 2 / half_life); due(k) = floor(I((k+1) epoch)) - floor(I(k epoch))',
  source:
    'OpenGradient og-evm, branch feat/svip-module (unmerged, 2026): half-life 15 years recommended, pre-funded pool',
  bind({ pool, half_life }, b) {
    const units = b.units(pool);
    const { epoch } = b.terms;
    /** Base units issued by the time `t`: floored, so that epochs add up exactly. */
    const issued = (t: number) => Math.floor(units * (1 - exp((-LN2 * t) / half_life)));
    return { due: (k) => issued((k + 1) * epoch) - issued(k * epoch) };
  },
});
