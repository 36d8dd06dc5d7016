/** What if validators are not there? They sign nothing and propose nothing. */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { perValidator } from '../chance.ts';
import { defineAdversary } from '../contract.ts';

export const offline = defineAdversary({
  name: 'offline',
  summary: 'its validators miss blocks: with more than a third of the power away nothing becomes final',
  schema: z.strictObject({
    probability: share({ description: 'chance that a validator of it misses a block' }).default(1),
  }),
  gains: 'the cost of running a validator; with a third of the power, the halt itself',
  costs: 'rewards while it is jailed, and the slash for downtime each time that it comes back and is away again',
  beatenBy: 'a window of signed blocks with jail, which takes it out of the quorum; stake spread over many operators',
  source: 'crash faults; Cosmos SDK x/slashing downtime; liveness needs more than 2/3 (CometBFT)',
  holds: 'validators',
  behaviours: () => [],
  bind({ probability }, view) {
    const misses = perValidator(view, 'away', probability);
    return { attend: (validator, slot) => !misses(validator, slot) };
  },
});
