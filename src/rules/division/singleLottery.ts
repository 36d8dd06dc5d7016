/** Who gets the emission? Whoever's deadline is the shortest, one draw each: the rich win more than their share. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { singleLottery } from '../lotteries.ts';
import { drawn, lottery, withoutValidators } from '../lotteryDivision.ts';

export const slPos = defineRule({
  slot: 'division',
  name: 'sl-pos',
  summary:
    'each validator draws one deadline, uniform over a range in inverse proportion to its stake, and the shortest wins',
  schema: z.strictObject(drawn),
  formula: 'winner = argmin u_v / s_v, u_v uniform: of two, the one with share z <= 1/2 wins with less than z',
  source:
    'single-lottery proof of stake: NXT, base target x stake x time > hash, as in Huang et al., SIGMOD 2021 (arXiv 2103.14713)',
  check: (_params, about) => withoutValidators(about),
  bind: (params, b) => lottery(b, singleLottery, params),
});
