/** Who gets the emission? Many proposers at once by lot, and everybody for attesting: compound proof of stake. */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { PARTS } from '../../network/mulDiv.ts';
import { defineRule } from '../contract.ts';
import { compoundLottery } from '../lotteries.ts';
import { drawn, lottery, withoutValidators } from '../lotteryDivision.ts';

export const cPos = defineRule({
  slot: 'division',
  name: 'c-pos',
  summary:
    'a part of each draw goes to the proposers of many shards, drawn by stake, the rest to all validators in proportion to stake',
  schema: z.strictObject({
    shards: z.int().min(1).max(100_000).default(32).describe('proposers P in a draw, with equal rewards'),
    proposers: share({ description: 'share of the emission that is theirs; the rest is for everybody' }).default(0.125),
    ...drawn,
  }),
  formula:
    'P winners with P(v) = s_v / sum s each get proposers / P of it, v gets (1 - proposers) s_v / sum s besides: the same mean as ml-pos, and less spread',
  source:
    'compound proof of stake (Ethereum 2.0) as in Huang et al., SIGMOD 2021 (arXiv 2103.14713); 32 slots an epoch and 1/8 of the reward to proposers: consensus-specs, altair',
  check: (_params, about) => withoutValidators(about),
  bind: ({ shards, proposers, ...params }, b) =>
    lottery(b, compoundLottery(shards, Math.round(proposers * PARTS)), params),
});
