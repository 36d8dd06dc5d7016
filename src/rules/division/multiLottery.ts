/** Who gets the emission? Winners drawn in proportion to stake, block by block: plain proof of stake. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { multiLottery } from '../lotteries.ts';
import { drawn, lottery, withoutValidators } from '../lotteryDivision.ts';

export const mlPos = defineRule({
  slot: 'division',
  name: 'ml-pos',
  summary:
    'the winner of each draw is a validator with probability stake / total stake; bonded rewards count in the next draw',
  schema: z.strictObject(drawn),
  formula:
    'P(v) = s_v / sum s. Bonded, each share of stake is a martingale that converges to a Beta law (a Polya urn); not bonded, draws are independent, as in proof of work with constant power',
  source:
    'multi-lottery proof of stake (Qtum, Blackcoin) as in Huang et al., SIGMOD 2021 (arXiv 2103.14713); Rosu and Saleh, Management Science 2021',
  check: (_params, about) => withoutValidators(about),
  bind: (params, b) => lottery(b, multiLottery, params),
});
