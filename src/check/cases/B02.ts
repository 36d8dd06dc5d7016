/** B02: how often does a miner earn much more or less than its share? Independent blocks against block rewards that are staked. */
import * as z from 'zod';
import { multiLottery } from '../../rules/lotteries.ts';
import { defineCase, type Point } from '../case.ts';
import { blocks, groups, race, reward, share } from '../races.ts';

/** Races of one observation. */
const RACES = 50;

const base = {
  a: share,
  eps: z.number().gt(0).max(1e6).describe('tolerated error, relative to a: above 0'),
  n: blocks,
};
const independent = z.strictObject(base);
const compounding = z
  .strictObject({ ...base, w: reward })
  .refine(({ n, w }) => n * w <= 1e5, 'n x w must be at most 1e5: what is staked in the end over what was at first');

interface Params {
  a: number;
  eps: number;
  n: number;
  w?: number | undefined;
}

export function races({ a, eps, n, w }: Params, labels: readonly string[]): Point {
  // What is just at the border is fair, whatever the doubles make of it.
  const allowed = eps * a + 1e-12;
  return {
    batches: 400,
    run: (luck) => {
      const unfair = groups(
        luck,
        RACES,
        (seed) => Math.abs(race(multiLottery, { a, n, w: w ?? 1 / n }, w !== undefined, seed).rewards - a) > allowed,
        (found) => ({ num: found.filter(Boolean).length, den: RACES }),
      );
      return Object.fromEntries(labels.map((label) => [label, unfair]));
    },
  };
}

export const B02 = defineCase<Params>({
  id: 'B02',
  title: 'Robust fairness of rewards',
  shows:
    'Earnings of independent blocks come close to a share with time; where rewards are staked they stay off it with a probability that does not fall to 0.',
  method:
    'Independent races of two miners by the draws of the division rule ml-pos, rewards bonded (ML-PoS) or not (PoW: the same chances for every block); the share of races in which the first one’s part of all rewards differs from its initial share a by more than eps a.',
  sources: [
    {
      tag: ['S'],
      text: 'Y. Huang, J. Tang, Q. Cong, A. Lim, J. Xu, Do the rich get richer? Fairness analysis for blockchain incentives, SIGMOD 2021 (arXiv 2103.14713): definitions and verdicts',
    },
    { tag: ['D', 'V'], text: 'exact binomial and beta-binomial probabilities, the border counted as fair' },
  ],
  labels: {
    unfair_prob_PoW: { summary: 'probability of unfair rewards, independent blocks', unit: '1', params: independent },
    unfair_prob_MLPoS: { summary: 'probability of unfair rewards, staked again', unit: '1', params: compounding },
  },
  charts: [
    { title: 'Unfair rewards where they are staked', label: 'unfair_prob_MLPoS', x: 'n', by: 'w', logX: true },
    { title: 'Unfair rewards of independent blocks', label: 'unfair_prob_PoW', x: 'n', logX: true },
  ],
  precision: 0.04,
  prepare: races,
});
