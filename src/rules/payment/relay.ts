/** How does a client pay? With credits of a relay, which holds the wallet and pays the node for each request. */
import * as z from 'zod';
import { money } from '../../language/money.ts';
import { number } from '../../language/number.ts';
import { defineRule } from '../contract.ts';
import { Purse } from '../purse.ts';

export const relay = defineRule({
  slot: 'payment',
  name: 'relay',
  summary:
    'clients buy packs of credits from a relay in advance; it pays the fees from its own wallet and keeps the margin',
  schema: z.strictObject({
    pack: money({
      assets: ['usd'],
      bare: 'usd',
      positive: true,
      description: 'USD of credits that a client buys at a time, in tokens at the price of then',
    }).prefault('$10'),
    margin: number({ min: -1, max: 100, description: 'added share: 0.1 takes credits of 1.1 x the fee' }).default(0),
  }),
  formula:
    "credits taken = fee x USD per token x (1 + margin); the relay's gain = packs sold - fees paid, the price risk of credits not used included",
  source: 'OpenGradient chat-api: holds the x402 wallet and pays per request; 1,000 credits = 1 USD (veil README)',
  bind({ pack, margin }, b) {
    const purse = new Purse(b, undefined);
    const { credit } = purse.columns;
    const { ledger, terms, tables, market } = b;
    const account = b.pots.relay;
    const reason = ledger.reason('credits');
    const cost = (fee: number) => (fee / terms.unit) * terms.usdPerToken * (1 + margin);
    return {
      send(job) {
        purse.release(job);
        const client = purse.clientOf(job);
        const short = cost(purse.fee(job)) - credit.data[client];
        if (short <= 0) return true;
        const packs = Math.ceil(short / pack.amount - 1e-9);
        credit.data[client] += packs * pack.amount;
        const tokens = Math.ceil(((packs * pack.amount) / market.price) * terms.unit - 1e-6);
        ledger.move(tables.clients.wallet.data[client], account, tokens, reason);
        return true;
      },
      answered(job) {
        const due = purse.redeem(job);
        credit.data[purse.clientOf(job)] -= cost(due);
        if (due > 0) b.life.pay(job, account, due);
      },
      lost: (job) => purse.release(job),
    };
  },
});
