/**
 * Does a job go to the node that was chosen for it? Where nodes ask for themselves, its price is only known now, and its client
 * may decline; where clients must have the money, it may be missing.
 */
import { LOSSES } from '../network/facts.ts';
import type { Jobs } from '../network/tables.ts';
import type { Slots } from '../rules/contract.ts';

const REFUSED = LOSSES.indexOf('refused');
const HALTED = LOSSES.indexOf('halted');

interface Deal {
  pricing: Slots['pricing'];
  payment: Slots['payment'] | null;
}

/** True where a flow's price or payment has a say once a job has its node. */
export function bargains({ pricing, payment }: Deal): boolean {
  return pricing.final !== undefined || payment !== null;
}

/** Puts the final price of a job that goes to `jobs.node` in place of the first quote; false when the job ended here. */
export function agreed(
  life: { lose(job: number, loss: number): void },
  { fee, willingness }: Jobs,
  job: number,
  { pricing, payment }: Deal,
): boolean {
  if (pricing.final !== undefined) {
    const price = Math.round(pricing.final(job));
    fee.data[job] = price;
    const most = willingness.data[job];
    if (price < 0 || (most >= 0 && most < price)) {
      life.lose(job, price < 0 ? HALTED : REFUSED);
      return false;
    }
  }
  if (payment === null || payment.send(job)) return true;
  life.lose(job, REFUSED);
  return false;
}
