/** What if nobody limits the set? Every validator that the scenario lists votes with all of its stake. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'staking',
  name: 'none',
  summary: 'everyone listed votes; stake is free at once',
  schema: z.strictObject({}),
  formula: 'set = all validators',
  source: 'none',
  bind: () => ({ seats: Number.POSITIVE_INFINITY, minimum: 0, unbonding: 0, minted: false }),
});
