/** What if validators sign two blocks at one height? */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { perValidator } from '../chance.ts';
import { defineAdversary } from '../contract.ts';

export const equivocate = defineAdversary({
  name: 'equivocate',
  summary:
    'its validators sign a second block at the same height: with more than a third of the power two blocks can be final',
  schema: z.strictObject({
    probability: share({ description: 'chance that a validator of it signs twice at a height' }).default(1),
  }),
  gains: 'with more than a third of the power, a fork: what was final can be spent again',
  costs: 'a share of its stake and, tombstoned, its place in the set for good',
  beatenBy: 'proofs of two signatures, stake that stays liable while it unbonds',
  source: 'equivocation; Cosmos SDK x/evidence and x/slashing (5 %, tombstone)',
  holds: 'validators',
  behaviours: () => [],
  bind({ probability }, view) {
    return { signTwice: perValidator(view, 'twice', probability) };
  },
});
