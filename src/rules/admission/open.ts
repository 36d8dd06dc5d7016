/** What if anyone with the minimum stake may serve? */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { defineRule } from '../contract.ts';

export const open = defineRule({
  slot: 'admission',
  name: 'open',
  summary: 'every node with the minimum stake serves, after a delay',
  schema: z.strictObject({
    activation: duration({ clock: 'economy', min: 0, description: 'from joining until it serves' }).default(0),
    unbonding: duration({
      clock: 'economy',
      min: 0,
      description: 'from leaving until the bond is free; until then it can be slashed',
    }).default(0),
  }),
  formula: 'serves from `activation` after joining, if bond >= minimum stake',
  source: 'bonded open admission as in Livepeer, Bittensor and Gonka; delays by the scenario',
  bind: ({ activation, unbonding }) => ({ admits: () => activation, unbonding }),
});
