/** How does a client pay? Before anybody works, and for good. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { Purse, wallet } from '../purse.ts';

export const prepaid = defineRule({
  slot: 'payment',
  name: 'prepaid',
  summary: 'the fee goes to the node as the job is sent, and does not come back when no answer comes',
  schema: z.strictObject({ wallet: wallet.optional() }),
  formula: 'sent only with the fee in the wallet; sent again it costs nothing more, unless its price has risen',
  source: "payment in advance; the risk of no answer is the client's",
  bind({ wallet }, b) {
    const purse = new Purse(b, wallet);
    const { advance } = purse.columns;
    return {
      limited: purse.limited,
      send(job) {
        const client = purse.clientOf(job);
        const due = Math.max(0, purse.fee(job) - advance.data[job] - purse.columns.held.data[job]);
        if (due === 0) return true;
        purse.prepare(client, due);
        if (purse.balance(client) < due) return purse.refuse(client);
        purse.pay(job, due);
        advance.data[job] += due;
        return true;
      },
      answered: (job) => purse.payRest(job, purse.redeem(job)),
      lost: (job) => purse.release(job),
    };
  },
});
