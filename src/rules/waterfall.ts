/** Where does what was taken go? Down a list: each step takes its share of what is left, up to a most; the end is burned. */
import * as z from 'zod';
import { money } from '../language/money.ts';
import { share } from '../language/share.ts';
import { mulDiv, PARTS } from '../network/mulDiv.ts';
import type { Binder } from './binder.ts';

const step = z.strictObject({
  to: z
    .enum(['reporter', 'treasury', 'burn'])
    .describe(
      'who: the proposer of the block that the proof came in (passed over where there is none), the treasury, or nobody',
    ),
  share: share({ description: 'of what is left at this step' }).default(1),
  most: money({ assets: ['token'], description: 'most tokens per slash; none when absent' }).optional(),
});

export const waterfall = z
  .array(step)
  .min(1)
  .describe('who gets what was taken, step by step; what is left at the end is burned');

/** Deals out what lies in `account`; `reporter` is a wallet, or -1. */
export function dealer(
  steps: z.output<typeof waterfall>,
  b: Binder,
): (account: number, amount: number, reporter: number) => void {
  const { ledger } = b;
  const reason = ledger.reason('slash');
  return (account, amount, reporter) => {
    let left = amount;
    for (const { to, share: part, most } of steps) {
      const limit = most === undefined ? left : Math.floor(b.units(most));
      const got = Math.min(mulDiv(left, Math.round(part * PARTS), PARTS), limit);
      if (to === 'burn') ledger.destroy(account, got, reason);
      else {
        const receiver = to === 'reporter' ? reporter : b.pots.treasury;
        if (receiver < 0) continue;
        ledger.move(account, receiver, got, reason);
      }
      left -= got;
    }
    ledger.destroy(account, left, reason);
  };
}
