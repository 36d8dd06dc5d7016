/** How does an operator price its nodes? Just below the cheapest of its rivals, as long as that covers its cost. */
import * as z from 'zod';
import { money } from '../../language/money.ts';
import { share } from '../../language/share.ts';
import { askOf } from '../../network/asks.ts';
import { ACTIVE } from '../../network/tables.ts';
import { defineStrategy } from '../contract.ts';

export const undercut = defineStrategy({
  name: 'undercut',
  summary:
    'at the end of each epoch asks a little less than the cheapest node of another operator, but never below cost',
  schema: z.strictObject({
    cost: money({
      assets: ['usd'],
      bare: 'usd',
      exact: false,
      description: 'USD per job below which it does not ask',
    }).prefault(0),
    step: share({ positive: true, below: 1, description: 'by which share it stays below its cheapest rival' }).default(
      0.01,
    ),
    most: money({
      assets: ['usd'],
      bare: 'usd',
      exact: false,
      description: 'USD per job above which it does not ask; default: as high as rivals let it',
    }).optional(),
  }),
  source:
    'price competition of Bertrand (1883): with unequal costs the cheapest serves all at the cost of the second; with equal ones at cost',
  bind({ cost, step, most }, { tables }) {
    const { nodes } = tables;
    const ask = askOf(tables);
    const limit = most?.amount ?? Number.POSITIVE_INFINITY;
    return {
      revise(operator) {
        let rival = Number.POSITIVE_INFINITY;
        for (let node = 0; node < nodes.table.size; node++)
          if (nodes.operator.data[node] !== operator && nodes.status.data[node] === ACTIVE)
            rival = Math.min(rival, ask.data[node]);
        const own = Math.max(cost.amount, Math.min(limit, rival * (1 - step)));
        if (own === Number.POSITIVE_INFINITY) return;
        for (let node = 0; node < nodes.table.size; node++)
          if (nodes.operator.data[node] === operator) ask.data[node] = own;
      },
    };
  },
});
