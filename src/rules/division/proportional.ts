/** Who gets the emission? Each in proportion to what it does or holds. */
import * as z from 'zod';
import { type Expression, expression } from '../../language/expression.ts';
import { PARTS } from '../../network/mulDiv.ts';
import { ACTIVE } from '../../network/tables.ts';
import type { Binder } from '../binder.ts';
import { defineRule } from '../contract.ts';
import { nodeHook } from '../hooks.ts';

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
    by: z
      .union([z.enum(['work', 'stake', 'equal']), expression(nodeHook, { min: 0 })])
      .default('work')
      .describe('weight of a node: jobs answered in the epoch, its bond, one each, or a formula'),
  }),
  formula:
    'share_i = w_i / sum w, paid by telescoping floors: sums to the amount exactly, neutral to splitting an identity when w is additive',
  source: 'proportional rewards; exact division: see the ledger',
  check({ to }, { validators }) {
    return to === 'nodes' || validators > 0 ? null : 'but validators are to share the emission, and there are none';
  },
  bind({ to, by }, b) {
    const { ledger, tables } = b;
    const reason = ledger.reason('emission');
    const { nodes } = tables;
    const weigh = to === 'nodes' ? weightOf(by, b) : undefined;
    return {
      divide(amount) {
        let paid = 0;
        if (weigh) {
          const n = nodes.table.size;
          const weights = new Float64Array(n);
          let largest = 0;
          for (let i = 0; i < n; i++) {
            weights[i] = nodes.status.data[i] === ACTIVE ? weigh.of(i) : 0;
            largest = Math.max(largest, weights[i]);
          }
          // Weights are whole numbers: formulas are taken in parts of their largest value.
          if (!weigh.whole && largest > 0)
            for (let i = 0; i < n; i++) weights[i] = Math.floor((weights[i] / largest) * PARTS);
          paid = ledger.split(b.pots.emission, amount, nodes.wallet.data, weights, n, reason);
        } else {
          ledger.move(b.pots.emission, b.pots.validators, amount, reason);
          paid = amount;
        }
        if (paid < amount) ledger.move(b.pots.emission, b.pots.treasury, amount - paid, reason);
      },
    };
  },
});

/** A node's weight, and whether it is a whole number by itself. */
function weightOf(
  by: 'work' | 'stake' | 'equal' | Expression,
  b: Binder,
): { of: (node: number) => number; whole: boolean } {
  const { nodes } = b.tables;
  if (by === 'work') return { of: (node) => nodes.epochJobs.data[node], whole: true };
  if (by === 'stake') return { of: (node) => b.ledger.balance(nodes.bond.data[node]), whole: true };
  if (by === 'equal') return { of: () => 1, whole: true };
  return { of: b.expression(by, nodeHook), whole: false };
}
