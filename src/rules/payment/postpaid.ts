/** How does a client pay? After the answer, out of what is then there: the credit risk is the node's. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { money } from '../../language/money.ts';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { defineRule } from '../contract.ts';
import { Purse, wallet } from '../purse.ts';

const session = z
  .strictObject({
    cap: money({
      assets: ['token'],
      positive: true,
      description: 'most tokens that one signature lets be taken, over all requests of a session',
    }),
    idle: duration({ clock: 'job', positive: true, description: 'a session unused for longer is over' }).prefault(100),
    over_cap: z
      .enum(['clip', 'lose'])
      .default('clip')
      .describe(
        'a fee above what is left of the cap: "clip" takes what is left, "lose" takes nothing; the session ends',
      ),
  })
  .describe('one signature for several requests; default: each fee is taken by itself');

const allowance = z
  .strictObject({
    minimum: money({ assets: ['token'], positive: true, description: 'least allowance that is asked of a client' }),
    factor: number({ min: 1, max: 1e6, description: 'a client approves so many times the minimum' }).default(2),
    renew: z
      .boolean()
      .default(false)
      .describe(
        'true: it approves again when less than the minimum is left; false: it approves once, tokens used up stay so',
      ),
  })
  .describe('what clients let the network take from their wallets; default: everything');

export const postpaid = defineRule({
  slot: 'payment',
  name: 'postpaid',
  summary:
    'the fee is taken after the answer: a default, an empty wallet, an allowance or a cap may leave the node unpaid',
  schema: z.strictObject({
    default: share({ description: 'probability that a client does not pay for an answer that it has' }).default(0),
    minimum: money({
      assets: ['token'],
      description: 'tokens that a wallet must show before a job is served',
    }).prefault(0),
    wallet: wallet.optional(),
    session: session.optional(),
    allowance: allowance.optional(),
  }),
  formula:
    'paid = min(fee, cap - spent in the session), or 0 by default, above the balance or above the allowance; what is not paid is lost to the node',
  source:
    'OpenGradient: x402 "upto" over Permit2, settled after the response; session cap 0.1 OPG (1 OPG for a week), idle 100 s (tee-gateway); approve 2 x minimum once (SDK llm.py)',
  check({ session, allowance }) {
    if (!session || !allowance || allowance.renew) return null;
    return allowance.minimum.amount * allowance.factor < session.cap.amount
      ? 'but the allowance, given once, is less than the cap of one session'
      : null;
  },
  bind({ default: probability, minimum, wallet, session, allowance }, b) {
    const purse = new Purse(b, wallet);
    const { touched, spent, signatures, approvals } = purse.columns;
    const left = purse.columns.allowance;
    const draw = b.draw('default');
    const { number } = b.tables.jobs;
    const least = b.units(minimum);
    const cap = session ? b.units(session.cap) : Number.POSITIVE_INFINITY;
    const idle = session?.idle ?? Number.POSITIVE_INFINITY;
    const clips = session?.over_cap !== 'lose';
    const asked = allowance ? b.units(allowance.minimum) : 0;
    const given = allowance ? Math.floor(asked * allowance.factor) : Number.POSITIVE_INFINITY;
    const renew = allowance?.renew ?? false;

    /** Before a request: the client approves, and signs where no signature covers it. */
    function sign(client: number): void {
      const now = b.engine.now;
      if (allowance && (approvals.data[client] === 0 || (renew && left.data[client] < asked))) {
        approvals.data[client]++;
        left.data[client] = given;
      }
      if (touched.data[client] < 0 || now - touched.data[client] > idle || spent.data[client] >= cap) {
        signatures.data[client]++;
        spent.data[client] = 0;
      }
      touched.data[client] = now;
    }

    /** Takes what can be taken; false when something is left unpaid. */
    function settle(job: number, due: number): boolean {
      const client = purse.clientOf(job);
      if (probability > 0 && draw.uniform(number.data[job], 0) < probability) return purse.lose(job, due, 'default');
      const room = cap - spent.data[client];
      let amount = due;
      if (due > room) {
        amount = clips ? room : 0;
        purse.lose(job, due - amount, 'cap');
        spent.data[client] = cap;
      }
      if (allowance && amount > left.data[client]) return purse.lose(job, amount, 'allowance');
      if (amount > purse.balance(client)) return purse.lose(job, amount, 'wallet');
      if (due <= room) spent.data[client] += amount;
      if (allowance) left.data[client] -= amount;
      purse.pay(job, amount);
      return amount === due;
    }

    return {
      limited: purse.limited,
      send(job) {
        purse.release(job);
        const client = purse.clientOf(job);
        purse.prepare(client, Math.max(least, purse.fee(job)));
        if (purse.balance(client) < least) return purse.refuse(client);
        sign(client);
        return true;
      },
      answered(job) {
        const due = purse.redeem(job);
        touched.data[purse.clientOf(job)] = b.engine.now;
        if (due > 0 && !settle(job, due)) purse.note(job);
      },
      lost: (job) => purse.release(job),
    };
  },
});
