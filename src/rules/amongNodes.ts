/** How do nodes share what is meant for all of them? In proportion to their work, to their bonds, alike, or by a formula. */
import * as z from 'zod';
import { type Expression, expression } from '../language/expression.ts';
import { PARTS } from '../network/mulDiv.ts';
import { ACTIVE } from '../network/tables.ts';
import type { Binder } from './binder.ts';
import { nodeHook } from './hooks.ts';

export const nodeWeight = z
  .union([z.enum(['work', 'stake', 'equal']), expression(nodeHook, { min: 0 })])
  .default('work')
  .describe('weight of a node: jobs answered in the epoch, its bond, one each, or a formula');

/** Pays an amount out of the emission's pot to the active nodes by weight; gives what it could not pay, all or nothing: 0 or the amount. */
export function amongNodes(by: 'work' | 'stake' | 'equal' | Expression, b: Binder): (amount: number) => number {
  const { ledger } = b;
  const { nodes } = b.tables;
  const reason = ledger.reason('emission');
  const { of, whole } = weightOf(by, b);
  return (amount) => {
    const n = nodes.table.size;
    const weights = new Float64Array(n);
    let largest = 0;
    for (let i = 0; i < n; i++) {
      weights[i] = nodes.status.data[i] === ACTIVE ? of(i) : 0;
      largest = Math.max(largest, weights[i]);
    }
    // Weights are whole numbers: formulas are taken in parts of their largest value.
    if (!whole && largest > 0) for (let i = 0; i < n; i++) weights[i] = Math.floor((weights[i] / largest) * PARTS);
    return amount - ledger.split(b.pots.emission, amount, nodes.wallet.data, weights, n, reason);
  };
}

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
