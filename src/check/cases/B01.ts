/** B01: shares of stake under plain proof of stake with block rewards that are staked, a Polya urn. */
import * as z from 'zod';
import { type Law, multiLottery } from '../../rules/lotteries.ts';
import { defineCase, type Point } from '../case.ts';
import { blocks, deviation, GROUP, groups, race, reward, share } from '../races.ts';

/** Rewards over the initial stake at which the spread is that of the limit, within 1 part in 800. */
const SETTLED = 400;

const finite = z
  .strictObject({ a: share, w: reward, n: blocks })
  .refine(({ n, w }) => n * w <= 1e5, 'n x w must be at most 1e5: what is staked in the end over what was at first');
const limit = z.strictObject({
  a: share,
  w: reward.min(0.001, 'at least 0.001: with less, the limit is too far away to be run to'),
});

interface Params {
  a: number;
  w: number;
  n?: number | undefined;
}

export function races({ a, w, n = Math.ceil(SETTLED / w) }: Params, labels: readonly string[], law: Law): Point {
  return {
    batches: 200,
    run: (luck) => {
      const spreads = groups(luck, GROUP, (seed) => race(law, { a, w, n }, true, seed).stake, deviation);
      return Object.fromEntries(labels.map((label) => [label, spreads]));
    },
  };
}

export const B01 = defineCase<Params>({
  id: 'B01',
  title: 'Proof of stake: how shares spread',
  shows:
    'Block rewards drawn by stake and staked again leave the mean share where it is and spread it as a Polya urn does.',
  method:
    'Independent races of two miners by the draws of the division rule ml-pos with bonded rewards; the standard deviation of the first one’s share of stake after n blocks, or after so many that rewards are 400 times the initial stake.',
  sources: [
    {
      tag: ['S'],
      text: 'I. Rosu, F. Saleh, Evolution of shares in a proof-of-stake cryptocurrency, SSRN 3377136: martingale, Dirichlet limit',
    },
    { tag: ['D', 'V'], text: 'variance after n blocks of the Polya urn; confirmed by an independent Monte Carlo' },
  ],
  labels: {
    sd_stake_share: { summary: 'standard deviation of the share of stake after n blocks', unit: '1', params: finite },
    limit_sd: { summary: 'the same after very many blocks', unit: '1', params: limit },
  },
  charts: [
    { title: 'Spread of a share of 0.2', label: 'sd_stake_share', x: 'n', by: 'w', where: { a: 0.2 }, logX: true },
    { title: 'Spread of a share of stake in the end', label: 'limit_sd', x: 'a', by: 'w' },
  ],
  precision: 0.04,
  prepare: (params, labels) => races(params, labels, multiLottery),
});
