/** Where does what was taken go? Down a list: each step takes its share of what is left, up to a most; the end is burned. */
import * as z from 'zod';
import { type Money, money } from '../language/money.ts';
import { share } from '../language/share.ts';
import { mulDiv, PARTS } from '../network/mulDiv.ts';
import type { Binder } from './binder.ts';

const WHO = {
  reporter: 'the proposer of the block that the proof came in (passed over where there is none)',
  victim: 'the client of the job',
  challenger:
    'who proved it wrong: the challenger, or the auditors who found it wrong, in equal parts (passed over where nobody did)',
  treasury: 'the treasury',
  burn: 'nobody',
} as const;

export type Destination = keyof typeof WHO;

/** One step; amounts are in whole tokens. */
interface Step {
  to: Destination;
  /** Of what is left. */
  share: number;
  most?: Money | undefined;
}

/** A list of steps, each to one of these. */
export function waterfall<const D extends readonly [Destination, ...Destination[]]>(destinations: D) {
  const step = z.strictObject({
    to: z.enum(destinations).describe(destinations.map((to) => `${to}: ${WHO[to]}`).join('; ')),
    share: share({ description: 'of what is left at this step' }).default(1),
    most: money({ assets: ['token'], description: 'most tokens per slash; none when absent' }).optional(),
  });
  return z.array(step).min(1).describe('who gets what was taken, step by step; what is left at the end is burned');
}

/** Wallets of those who are concerned; whoever is not there is passed over. */
export type Concerned = Partial<Record<'reporter' | 'victim' | 'challenger', readonly number[]>>;

/** Deals out `amount` base units that lie in `account`; several wallets share a step in equal parts. */
export function dealer(
  steps: readonly Step[],
  b: Binder,
): (account: number, amount: number, concerned: Concerned) => void {
  const { ledger } = b;
  const reason = ledger.reason('slash');
  return (account, amount, concerned) => {
    let left = amount;
    for (const { to, share: part, most } of steps) {
      const limit = most === undefined ? left : Math.floor(b.units(most));
      const got = Math.min(mulDiv(left, Math.round(part * PARTS), PARTS), limit);
      if (to === 'burn') ledger.destroy(account, got, reason);
      else {
        const receivers = to === 'treasury' ? [b.pots.treasury] : (concerned[to] ?? []);
        if (receivers.length === 0) continue;
        ledger.split(account, got, receivers, new Float64Array(receivers.length).fill(1), receivers.length, reason);
      }
      left -= got;
    }
    ledger.destroy(account, left, reason);
  };
}
