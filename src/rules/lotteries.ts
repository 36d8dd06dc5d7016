/**
 * Who wins a block, and how do the rewards of many blocks fall? The laws by which protocols draw a winner from stakes, and the
 * race of many draws in which rewards may join the stake that the next draw looks at.
 */
import { mulDiv, PARTS } from '../network/mulDiv.ts';

/** Uniforms in (0, 1), the next one of an entity's own stream. */
export interface Luck {
  next(entity: number): number;
}

/** Who wins a draw over `stakes`, which sum to `total` > 0. */
type Winner = (stakes: Float64Array, total: number, luck: Luck) => number;
/** Adds `reward` base units, whole, to the rewards of those who win a draw. */
type Sharing = (stakes: Float64Array, total: number, reward: number, luck: Luck, rewards: Float64Array) => void;

/** One winner a draw, or several that share it. */
export type Law = { readonly winner: Winner } | { readonly share: Sharing };

/** Stream of the draws over everybody; the validators' own come after it. */
const COMMON = 0;

/** One winner with probability stake / total: the point falls where it falls on the stakes laid end to end. */
function proportional(stakes: Float64Array, total: number, luck: Luck): number {
  let point = luck.next(COMMON) * total;
  let winner = -1;
  for (let v = 0; v < stakes.length; v++) {
    if (stakes[v] === 0) continue;
    winner = v;
    point -= stakes[v];
    if (point < 0) break;
  }
  return winner;
}

/** Multi-lottery: in every moment each unit of stake has the same chance, so that stake wins in proportion. */
export const multiLottery: Law = { winner: proportional };

/** Single lottery: everybody draws one deadline, uniform over a range that shrinks with its stake, and the shortest wins. */
export const singleLottery: Law = {
  winner(stakes, _total, luck) {
    let shortest = Number.POSITIVE_INFINITY;
    let winner = -1;
    for (let v = 0; v < stakes.length; v++) {
      if (stakes[v] === 0) continue;
      const deadline = luck.next(COMMON + 1 + v) / stakes[v];
      if (deadline < shortest) {
        shortest = deadline;
        winner = v;
      }
    }
    return winner;
  },
};

/**
 * Compound: `proposers` of the reward, in parts per 10^9, goes in equal parts to the winners of `shards` lotteries by stake, the
 * rest to everybody in proportion to stake. Whole units, and they sum to the reward.
 */
export function compoundLottery(shards: number, proposers: number): Law {
  return {
    share(stakes, total, reward, luck, rewards) {
      const drawn = mulDiv(reward, proposers, PARTS);
      let paid = 0;
      for (let k = 1; k <= shards; k++) {
        const upTo = mulDiv(drawn, k, shards);
        rewards[proportional(stakes, total, luck)] += upTo - paid;
        paid = upTo;
      }
      const shared = reward - drawn;
      let before = 0;
      let held = 0;
      for (let v = 0; v < stakes.length; v++) {
        held += stakes[v];
        const upTo = mulDiv(shared, held, total);
        rewards[v] += upTo - before;
        before = upTo;
      }
    },
  };
}

/**
 * Divides `amount` base units, whole, over `draws` draws in equal parts; returns what each wins. With `compounds` every reward
 * joins the winner's stake before the next draw. `stakes` (whole, below 2^53 in all with the rewards, not all 0) changes with it.
 */
export function drawRewards(
  law: Law,
  stakes: Float64Array,
  amount: number,
  draws: number,
  compounds: boolean,
  luck: Luck,
): Float64Array {
  const won = new Float64Array(stakes.length);
  const rewards = new Float64Array(stakes.length);
  let total = 0;
  for (let v = 0; v < stakes.length; v++) total += stakes[v];
  let paid = 0;
  /** Base units of a draw, where that is a whole number. */
  const even = amount % draws === 0 ? amount / draws : 0;
  for (let k = 1; k <= draws; k++) {
    const upTo = even > 0 ? k * even : mulDiv(amount, k, draws);
    const reward = upTo - paid;
    paid = upTo;
    if ('winner' in law) {
      const winner = law.winner(stakes, total, luck);
      won[winner] += reward;
      if (compounds) stakes[winner] += reward;
    } else {
      rewards.fill(0);
      law.share(stakes, total, reward, luck, rewards);
      for (let v = 0; v < stakes.length; v++) {
        won[v] += rewards[v];
        if (compounds) stakes[v] += rewards[v];
      }
    }
    if (compounds) total += reward;
  }
  return won;
}
