/** What if an authority decides who may serve? */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { defineRule } from '../contract.ts';

export const authority = defineRule({
  slot: 'admission',
  name: 'authority',
  summary: 'only nodes whose group is `approved` serve, after a review',
  schema: z.strictObject({
    review: duration({ clock: 'economy', min: 0, description: 'from joining until the authority admits it' }).default(
      0,
    ),
    unbonding: duration({
      clock: 'economy',
      min: 0,
      description: 'from leaving until the bond is free; until then it can be slashed',
    }).default(0),
  }),
  formula:
    'serves from `review` after joining, if approved and bond >= minimum stake; those there at the start were reviewed before',
  source: 'og-evm TEERegistry: the admin grants the operator role and approves the image; no bond in the code',
  bind({ review, unbonding }, b) {
    const approved = b.tables.nodes.table.column('approved', 'u8', 1);
    return { admits: (node) => (approved.data[node] === 1 ? review : -1), unbonding };
  },
});
