/** What do all divisions by lot have in common? Draws among validators by their stake, and where the rewards go. */
import * as z from 'zod';
import type { Binder } from './binder.ts';
import type { Circumstances, Slots } from './contract.ts';
import { drawRewards, type Law } from './lotteries.ts';

export const drawn = {
  draws: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(1)
    .describe(
      'draws in an epoch, each for an equal part of its emission: as many as blocks, where each has one winner',
    ),
  bond: z
    .boolean()
    .default(true)
    .describe('whether rewards are bonded at once, so that they count in the next draw; else they go to the wallet'),
};

export const withoutValidators = ({ validators }: Circumstances): string | null =>
  validators > 0 ? null : 'but there are no validators';

/** Draws by `law` among the validators of the set, by stake with what is delegated to them; the treasury gets what nobody can win. */
export function lottery(b: Binder, law: Law, { draws, bond }: { draws: number; bond: boolean }): Slots['division'] {
  const { ledger, tables, validatorSet } = b;
  const { validators } = tables;
  const reason = ledger.reason('emission');
  const luck = b.stream('draws');
  return {
    divide(amount) {
      if (amount === 0) return;
      const n = validators.table.size;
      const stakes = new Float64Array(n);
      let staked = 0;
      for (let v = 0; v < n; v++) {
        stakes[v] = validatorSet.power(v);
        staked += stakes[v];
      }
      if (staked === 0) {
        ledger.move(b.pots.emission, b.pots.treasury, amount, reason);
        return;
      }
      if (bond) validatorSet.accrue();
      const won = drawRewards(law, stakes, amount, draws, bond, luck);
      const to = bond ? validators.bond : validators.wallet;
      for (let v = 0; v < n; v++) {
        ledger.move(b.pots.emission, to.data[v], won[v], reason);
        if (bond) validators.compounded.data[v] += won[v];
      }
      if (bond) validatorSet.reform();
    },
  };
}
