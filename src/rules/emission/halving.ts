/** How much is issued? A constant rate that is halved at once, time after time. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { defineRule } from '../contract.ts';

export const halving = defineRule({
  slot: 'emission',
  name: 'halving',
  summary: 'an amount issued evenly over a first era, half of it over the second, and so on',
  schema: z.strictObject({
    first: money({ assets: ['token'], description: 'tokens of the first era; twice as many are issued in the end' }),
    every: duration({ clock: 'economy', positive: true, description: 'length of an era, from time 0' }),
  }),
  formula:
    'in era n = floor(t / every): I(t) = first (2 - 2^(1-n) + 2^-n (t / every - n)); due(k) = floor(I((k+1) epoch)) - floor(I(k epoch))',
  source: 'Bitcoin (10.5 M over the first 210,000 blocks), Bittensor',
  bind({ first, every }, b) {
    const units = b.units(first);
    const { epoch } = b.terms;
    function issued(t: number): number {
      const era = Math.floor(t / every);
      let part = 1;
      // Beyond 60 halvings not one unit is left of 2^53.
      for (let n = Math.min(era, 60); n > 0; n--) part /= 2;
      if (era > 60) return 2 * units;
      return Math.floor(units * (2 - 2 * part) + (units * part * (t - era * every)) / every);
    }
    return { due: (k) => issued((k + 1) * epoch) - issued(k * epoch) };
  },
});
