/** How much is issued? In every epoch the same part less than in the one before, up to a cap. */
import * as z from 'zod';
import { exp } from '../../engine/portable.ts';
import { money } from '../../language/money.ts';
import { number } from '../../language/number.ts';
import { defineRule } from '../contract.ts';

export const geometric = defineRule({
  slot: 'emission',
  name: 'geometric',
  summary: 'an amount per epoch that shrinks by the same factor with every epoch, until a cap is reached',
  schema: z.strictObject({
    first: money({ assets: ['token'], description: 'tokens of epoch 0' }),
    decay: number({ positive: true, max: 1, description: 'd of the factor exp(-d) from epoch to epoch' }),
    cap: money({ assets: ['token'], description: 'most tokens issued in all' }).optional(),
  }),
  formula:
    'first x exp(-decay k) in epoch k: due(k) = I(k+1) - I(k), I(k) = floor(min(cap, first (1 - e^(-decay k)) / (1 - e^-decay)))',
  source: 'Gonka: x/inference/keeper/bitcoin_rewards.go, 285,000 exp(-0.000475 k) up to 600 M',
  bind({ first, decay, cap }, b) {
    const units = b.units(first);
    const most = cap === undefined ? Number.POSITIVE_INFINITY : b.units(cap);
    const factor = 1 - exp(-decay);
    /** Base units issued before epoch `k`: the sum of the series, floored. */
    const issued = (k: number) => Math.floor(Math.min(most, (units * (1 - exp(-decay * k))) / factor));
    return { due: (k) => issued(k + 1) - issued(k) };
  },
});
