/** B03: single-lottery proof of stake, in which the poorer of two miners is driven out. */
import * as z from 'zod';
import { type Law, singleLottery } from '../../rules/lotteries.ts';
import { defineCase, type Point } from '../case.ts';
import { blocks, groups, race, reward, share } from '../races.ts';

const params = z
  .strictObject({ a: share, w: reward, n: blocks })
  .refine(({ n, w }) => n * w <= 1e5, 'n x w must be at most 1e5: what is staked in the end over what was at first');
type Params = z.infer<typeof params>;

export function races(point: Params, law: Law): Point {
  return {
    batches: 200,
    run: (luck) => ({
      mean_share: groups(
        luck,
        1,
        (seed) => race(law, point, true, seed).stake,
        ([one]) => one,
      ),
    }),
  };
}

export const B03 = defineCase<Params>({
  id: 'B03',
  title: 'Single-lottery proof of stake',
  shows:
    'Where each miner draws one deadline a block, uniform over a range that shrinks with its stake, the larger one takes all.',
  method:
    'Independent races of two miners by the draws of the division rule sl-pos with bonded rewards; the mean share of stake of the first one after n blocks.',
  sources: [
    { tag: ['S'], text: 'Huang et al., SIGMOD 2021 (arXiv 2103.14713): the verdict on SL-PoS (NXT)' },
    {
      tag: ['D', 'V'],
      text: 'law of the winner of a race of uniform deadlines; means by an independent Monte Carlo of 20,000 runs',
    },
  ],
  labels: { mean_share: { summary: 'mean share of stake after n blocks', unit: '1', params } },
  charts: [{ title: 'The poorer of two miners', label: 'mean_share', x: 'n', by: 'a' }],

  precision: 0.02,
  prepare: (point) => races(point, singleLottery),
});
