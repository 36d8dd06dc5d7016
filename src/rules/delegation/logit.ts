/** Where do delegators put their stake? Toward yield, but not all, not at once, and not with certainty. */
import * as z from 'zod';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { ACTIVE, JOINING } from '../../network/tables.ts';
import { defineRule } from '../contract.ts';

const YEAR = 31_557_600;

export const logit = defineRule({
  slot: 'delegation',
  name: 'logit',
  summary: 'delegators look around now and then and choose a validator by its yield of the last epoch',
  schema: z.strictObject({
    inertia: share({ description: 'chance that a delegator does not look around in an epoch' }).default(0.9),
    sensitivity: number({
      min: 0,
      description:
        'weight of the yearly yield (as a share) in the choice: 100 makes one more per cent e times as attractive; 0: at random',
    }).default(100),
    compounding: share({ description: 'share of the rewards that is bonded again at the end of an epoch' }).default(0),
    through: z
      .enum(['redelegate', 'unbond'])
      .default('redelegate')
      .describe(
        'whether stake moves at once (and stays liable at the old validator), or waits in the queue without reward',
      ),
  }),
  formula:
    'P(v) = exp(sensitivity y_v) / sum exp(sensitivity y), y_v = reward_v / stake_v (1 - commission_v) year / epoch, of validators that are in the set or wait for a seat; with probability 1 - inertia per epoch, not within the unbonding time of the last move',
  source:
    'logit choice: McFadden 1974; quantal response: McKelvey and Palfrey 1995; redelegation: Cosmos SDK x/staking BeginRedelegate; the numbers are assumptions',
  check(_params, { delegators }) {
    return delegators > 0 ? null : 'but there are no delegators';
  },
  bind({ inertia, sensitivity, compounding, through }, b) {
    const { tables, ledger, engine, bonds, validatorSet } = b;
    const { validators, delegators } = tables;
    /** Wallet of each delegator when it last bonded its rewards. */
    const before = b.column(delegators.table, 'before', 'f64');
    const looks = b.draw('looks');
    const chooses = b.draw('chooses');

    function compound(): void {
      for (let d = 0; d < delegators.table.size; d++) {
        const wallet = delegators.wallet.data[d];
        const units = Math.floor((ledger.balance(wallet) - before.data[d]) * compounding);
        if (units > 0 && delegators.stake.data[d] > 0) bonds.compound(d, units);
        before.data[d] = ledger.balance(wallet);
      }
    }

    /** Whom one can choose, and their probabilities cumulated. */
    function offer(): { who: number[]; upTo: number[] } {
      const who: number[] = [];
      const yields: number[] = [];
      for (let v = 0; v < validators.table.size; v++) {
        const status = validators.status.data[v];
        if (status !== ACTIVE && (status !== JOINING || validatorSet.present.data[v] === 0)) continue;
        who.push(v);
        const paid = validatorSet.yieldOf(v);
        yields.push((paid * (1 - validators.commission.data[v]) * YEAR) / b.terms.epoch);
      }
      const best = yields.reduce((a, y) => Math.max(a, y), 0);
      let sum = 0;
      const upTo = yields.map((y) => {
        sum += Math.exp(sensitivity * (y - best));
        return sum;
      });
      return { who, upTo };
    }

    return {
      revise(epoch) {
        if (compounding > 0) compound();
        const { who, upTo } = offer();
        if (who.length === 0) return;
        const count = delegators.table.size;
        for (let d = 0; d < count; d++) {
          if (delegators.stake.data[d] === 0 || bonds.bound.data[d] > engine.now) continue;
          const number = epoch * count + d;
          if (looks.uniform(number, 0) < inertia) continue;
          const point = chooses.uniform(number, 0) * upTo[upTo.length - 1];
          let low = 0;
          let high = who.length - 1;
          while (low < high) {
            const middle = (low + high) >> 1;
            if (upTo[middle] > point) high = middle;
            else low = middle + 1;
          }
          if (who[low] !== delegators.validator.data[d]) bonds.move(d, who[low], through);
        }
        validatorSet.reform();
      },
    };
  },
});
