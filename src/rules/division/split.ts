/** Who gets the emission? Nodes, validators and the treasury, each a share of it. */
import * as z from 'zod';
import { share } from '../../language/share.ts';

import { mulDiv, PARTS } from '../../network/mulDiv.ts';
import { amongNodes, nodeWeight } from '../amongNodes.ts';
import { defineRule } from '../contract.ts';

/** Shares are written with a few digits, or come from a formula like 1 - x. */
const ROUNDING = 1e-9;

export const split = defineRule({
  slot: 'division',
  name: 'split',
  summary:
    'nodes, validators and the treasury each get a share of the emission; what no node earns of theirs goes to the treasury',
  schema: z
    .strictObject({
      nodes: share({ description: 'to the nodes' }).default(0),
      validators: share({ description: 'to the validators, who share it by stake, with commission' }).default(0),
      treasury: share({ description: 'to the treasury' }).default(0),
      by: nodeWeight,
    })
    .refine(({ nodes, validators, treasury }) => Math.abs(nodes + validators + treasury - 1) <= ROUNDING, {
      error: 'the shares must sum to 1',
    }),
  formula: 'amounts by telescoping floors of shares in parts per 10^9; within the nodes as proportional does',
  source:
    'emission split between roles, as in Bittensor: 41 % to miners, 41 % to validators, 18 % to owners of subnets',
  check({ validators: part }, { validators }) {
    return part === 0 || validators > 0 ? null : 'but validators get a share of the emission, and there are none';
  },
  bind({ nodes, validators, by }, b) {
    const { ledger, pots } = b;
    const reason = ledger.reason('emission');
    const toNodes = amongNodes(by, b);
    const upToNodes = Math.round(nodes * PARTS);
    const upToValidators = Math.min(PARTS, Math.round((nodes + validators) * PARTS));
    return {
      divide(amount) {
        const forNodes = mulDiv(amount, upToNodes, PARTS);
        const forBoth = mulDiv(amount, upToValidators, PARTS);
        const left = toNodes(forNodes);
        ledger.move(pots.emission, pots.validators, forBoth - forNodes, reason);
        ledger.move(pots.emission, pots.treasury, amount - forBoth + left, reason);
      },
    };
  },
});
