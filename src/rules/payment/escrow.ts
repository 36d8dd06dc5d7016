/** How does a client pay? Into escrow as the job is sent; the node has it with the answer, its proof, or the verdict. */
import * as z from 'zod';
import { RELEASES } from '../../network/payments.ts';
import { defineRule } from '../contract.ts';
import { Purse, wallet } from '../purse.ts';

export const escrow = defineRule({
  slot: 'payment',
  name: 'escrow',
  summary:
    'the fee is held as the job is sent, paid with the answer, its proof or the verdict, and given back when that fails',
  schema: z.strictObject({
    wallet: wallet.optional(),
    release: z
      .enum(RELEASES)
      .default('answer')
      .describe(
        'when the node is paid: with the answer; when its settlement is final on the chain (given back when it never will be); or when no dispute is possible any more. A conviction of the answer before that gives the fee back',
      ),
  }),
  formula:
    'sent only with the fee in the wallet; client -> escrow at sending, escrow -> fee split at the release, else back',
  source:
    'conditional payment by contract: neither side carries credit risk. OpenGradient as coded has no escrow: payment and proof are independent (facilitator /settle, /settle_data)',
  bind({ wallet, release }, b) {
    const until = RELEASES.indexOf(release);
    const purse = new Purse(b, wallet);
    return {
      limited: purse.limited,
      send(job) {
        purse.release(job);
        const client = purse.clientOf(job);
        const fee = purse.fee(job);
        purse.prepare(client, fee);
        if (purse.balance(client) < fee) return purse.refuse(client);
        purse.hold(job, fee);
        return true;
      },
      answered: (job) => purse.payRest(job, until === 0 ? purse.redeem(job) : purse.keep(job, until)),
      lost: (job) => purse.release(job),
    };
  },
});
