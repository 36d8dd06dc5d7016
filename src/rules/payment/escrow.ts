/** How does a client pay? Into escrow as the job is sent; the node has it when the answer is there. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { Purse, wallet } from '../purse.ts';

export const escrow = defineRule({
  slot: 'payment',
  name: 'escrow',
  summary: 'the fee is held as the job is sent, paid with the answer, and given back when none comes',
  schema: z.strictObject({ wallet: wallet.optional() }),
  formula:
    'sent only with the fee in the wallet; client -> escrow at sending, escrow -> fee split at the answer, else back',
  source: 'conditional payment by contract: neither side carries credit risk',
  bind({ wallet }, b) {
    const purse = new Purse(b, wallet);
    return {
      send(job) {
        purse.release(job);
        const client = purse.clientOf(job);
        const fee = purse.fee(job);
        purse.prepare(client, fee);
        if (purse.balance(client) < fee) return purse.refuse(client);
        purse.hold(job, fee);
        return true;
      },
      answered: (job) => purse.pay(job, purse.redeem(job)),
      lost: (job) => purse.release(job),
    };
  },
});
