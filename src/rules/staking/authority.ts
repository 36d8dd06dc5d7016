/** What if an authority names the validators? Their bonds are made for them; nobody may delegate. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { defineRule } from '../contract.ts';

export const authority = defineRule({
  slot: 'staking',
  name: 'authority',
  summary:
    'an authority adds and removes validators: those added get a bond of new tokens, which is burned when they go',
  schema: z.strictObject({
    unbonding: duration({
      clock: 'economy',
      min: 0,
      description: 'from removal until the bond is burned; until then it can be taken for what was done before',
    }).prefault('21d'),
  }),
  formula: 'set = all that the authority has added; power = bond; delegation is refused',
  source:
    'xrplevm/node v10 x/poa as used by og-evm: gov MsgAddValidator mints DefaultPowerReduction (1 token) and bonds it, against 10,000 of each genesis validator; removal burns all; MsgDelegate, MsgUndelegate, MsgBeginRedelegate are rejected',
  check(_params, { delegators }) {
    return delegators === 0 ? null : 'but there are delegators, and under an authority nobody may delegate';
  },
  bind: ({ unbonding }) => ({ seats: Number.POSITIVE_INFINITY, minimum: 0, unbonding, minted: true }),
});
