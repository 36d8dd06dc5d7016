/** What if anyone with stake may validate? Seats go to those with the most, and stake is bound. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { defineRule } from '../contract.ts';

export const open = defineRule({
  slot: 'staking',
  name: 'open',
  summary: 'the validators with the most stake, delegated or their own, are in the set; others wait for a seat',
  schema: z.strictObject({
    maximum: z.int().min(1).max(1_000_000).default(100).describe('most validators in the set'),
    minimum: money({ assets: ['token'], description: 'least bond of its own that a validator needs' }).prefault(0),
    unbonding: duration({
      clock: 'economy',
      min: 0,
      description:
        'from withdrawing stake until it is free; until then it can be taken for what was done before, and a delegator that moves may not move again',
    }).prefault('21d'),
  }),
  formula: 'set = the `maximum` candidates of most stake, ties to the lower index; dealt anew at every change of stake',
  source:
    'Cosmos SDK x/staking: MaxValidators 100, UnbondingTime 21 d, MinSelfDelegation; ApplyAndReturnValidatorSetUpdates',
  bind: ({ maximum, minimum, unbonding }, b) => ({
    seats: maximum,
    minimum: b.units(minimum),
    unbonding,
    minted: false,
  }),
});
