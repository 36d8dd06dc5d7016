/** Who gets the emission? Each in proportion to what it does or holds. */
import * as z from 'zod';
import { amongNodes, nodeWeight } from '../amongNodes.ts';
import { defineRule } from '../contract.ts';

export const proportional = defineRule({
  slot: 'division',
  name: 'proportional',
  summary:
    'nodes (or validators, by stake) share the emission in proportion to a weight; what nobody earns goes to the treasury',
  schema: z.strictObject({
    to: z
      .enum(['nodes', 'validators'])
      .default('nodes')
      .describe('who shares; validators share by stake, with commission'),
    by: nodeWeight,
  }),
  formula:
    'share_i = w_i / sum w, paid by telescoping floors: sums to the amount exactly, neutral to splitting an identity when w is additive',
  source: 'proportional rewards; exact division: see the ledger',
  check({ to }, { validators }) {
    return to === 'nodes' || validators > 0 ? null : 'but validators are to share the emission, and there are none';
  },
  bind({ to, by }, b) {
    const { ledger, pots } = b;
    const reason = ledger.reason('emission');
    const toNodes = to === 'nodes' ? amongNodes(by, b) : null;
    return {
      divide(amount) {
        if (toNodes === null) ledger.move(pots.emission, pots.validators, amount, reason);
        else ledger.move(pots.emission, pots.treasury, toNodes(amount), reason);
      },
    };
  },
});
