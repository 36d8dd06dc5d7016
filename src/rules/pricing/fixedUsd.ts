/** What does a job cost? Its USD list price, paid in tokens at the oracle's price. */
import * as z from 'zod';
import { money } from '../../language/money.ts';
import { shorthand } from '../../language/shorthand.ts';
import { defineRule } from '../contract.ts';

export const fixedUsd = defineRule({
  slot: 'pricing',
  name: 'fixed-usd',
  summary:
    "the model's list price in USD, or one amount for all, paid in tokens at the oracle's last price, refused while that is too old; rounded up",
  schema: shorthand(
    'amount',
    z.strictObject({
      amount: money({
        assets: ['usd'],
        bare: 'usd',
        description: 'USD per job where the model has no price of its own',
      }).optional(),
      margin: z.number().min(-1).max(100).default(0).describe('added share: 0.1 bills 1.1 x the list price'),
    }),
  ),
  formula: 'fee = ceil(list price x (1 + margin) / USD per token)',
  source: 'OpenGradient tee-gateway: tokens x USD rate card / OPG price, rounded up; margin 0',
  check({ amount }, { listPriced }) {
    return amount || listPriced ? null : 'but has no amount, and the model of a flow has no price of its own';
  },
  bind({ amount, margin }, b) {
    const { flow } = b.tables.jobs;
    const { market, engine, terms } = b;
    // Rounded up, but not for what only the doubles on the way added.
    const bill = (units: number) => Math.ceil(units * (1 + margin) - 1e-6);
    const prices = terms.listPrice.map(
      (list) => list ?? (amount ? { asset: 'usd' as const, amount: amount.amount } : null),
    );
    /** Per flow: a fee that no oracle is asked for, or -1. */
    const fixed = Float64Array.from(prices, (price) => {
      if (price === null) return 0;
      if (price.asset === 'usd') return -1;
      return margin === 0 ? price.amount : bill(price.amount);
    });
    const dollars = Float64Array.from(prices, (price) => price?.amount ?? 0);
    return {
      quote(job) {
        const f = flow.data[job];
        if (fixed[f] >= 0) return fixed[f];
        if (market.isHalted(engine.now)) return -1;
        return bill((dollars[f] / terms.usdPerToken) * terms.unit);
      },
    };
  },
});
