/** What does a job cost? A number of tokens, or a formula for it. */
import * as z from 'zod';
import { expression } from '../../language/expression.ts';
import { money } from '../../language/money.ts';
import { shorthand } from '../../language/shorthand.ts';
import { defineRule } from '../contract.ts';
import { quoteHook } from '../hooks.ts';

export const token = defineRule({
  slot: 'pricing',
  name: 'token',
  summary: 'a fixed number of tokens per job, or a formula in tokens',
  schema: shorthand(
    'amount',
    z.strictObject({
      amount: money({ assets: ['token'], description: 'tokens per job' }).prefault(0),
      formula: expression(quoteHook, {
        min: 0,
        description: 'tokens per job, instead of `amount`',
        unit: 'token',
      }).optional(),
    }),
  ),
  formula: 'fee = amount, or formula(size, value, time), in tokens; rounded to base units by the ledger',
  source: 'assumption of the scenario',
  bind({ amount, formula }, b) {
    if (formula === undefined) {
      const units = b.units(amount);
      return { quote: () => units };
    }
    const tokens = b.expression(formula, quoteHook);
    return { quote: (job) => tokens(job) * b.terms.unit };
  },
});
