/**
 * Which candidates are good, and how good when luck does not help? The best of a search have been lucky with the seeds that it knew. They are
 * run again on fresh ones: what they are worth is what these say, and what the search believed beyond it is its optimism.
 */
import type { Estimate } from '../../results/result.ts';
import { type Difference, type MeanOf, welchDifference } from '../../stats/welch.ts';
import { nondominatedFronts } from '../optimize/domination.ts';
import { prune } from '../optimize/pruning.ts';
import { type Goals, metricsOf, type Standing, standing, type Verdict } from './goals.ts';
import type { Candidate } from './search.ts';
import { ranking } from './searcher.ts';

export interface Finalist {
  readonly candidate: Candidate;
  /** On the fresh seeds. */
  readonly fresh: Verdict;
  readonly standing: Standing;
  /** Of each metric of the goals, search minus fresh, with its 95 % interval; null where one of them is undefined. */
  readonly optimism: Readonly<Record<string, Difference | null>>;
}

/**
 * For one goal the best of all candidates, for several the front of all of them, pruned to the most spread; in the order of the
 * first objective, and none twice that is worth the same. Where nothing is feasible, those that break the constraints least.
 */
export function chooseFinalists(candidates: readonly Candidate[], count: number, goals: Goals): Candidate[] {
  if (goals.objectives.length === 1) {
    const feasible = candidates.filter(({ verdict }) => verdict.violation === 0);
    const among = feasible.length > 0 ? feasible : candidates;
    return ranking(among.map(({ verdict }) => verdict))
      .slice(0, count)
      .map((i) => among[i]!);
  }
  const [first = []] = nondominatedFronts(candidates.map(({ verdict }) => verdict));
  const front = distinct(first.map((i) => candidates[i]!));
  return prune(
    front.map(({ verdict }) => verdict),
    count,
    'one-by-one',
  )
    .map(({ index }) => front[index]!)
    .sort((a, b) => a.verdict.objectives[0]! - b.verdict.objectives[0]! || a.number - b.number);
}

/** Of candidates that are worth the same the first: the others would say nothing new. */
function distinct(candidates: readonly Candidate[]): Candidate[] {
  return [
    ...new Map([...candidates].reverse().map((one) => [JSON.stringify(one.verdict.objectives), one])).values(),
  ].reverse();
}

export function finalistOf(candidate: Candidate, fresh: Verdict, goals: Goals): Finalist {
  const optimism = Object.fromEntries(
    metricsOf(goals).map((metric) => [
      metric,
      optimismOf(candidate.verdict.estimates[metric]!, fresh.estimates[metric]!),
    ]),
  );
  return { candidate, fresh, standing: standing(fresh, goals), optimism };
}

/** Half of a 95 % interval, in standard errors. */
const NORMAL = 1.959963984540054;

function optimismOf(search: Estimate, fresh: Estimate): Difference | null {
  if (search.mean === null || fresh.mean === null) return null;
  const of = ({ mean, sd, n, ci95, method }: Estimate): MeanOf =>
    // None or all of many trials: nothing varies, and yet the share is not known exactly.
    method === 'clopper-pearson'
      ? { mean: mean!, se: (ci95![1] - ci95![0]) / (2 * NORMAL), n: Number.POSITIVE_INFINITY }
      : { mean: mean!, se: (sd ?? 0) / Math.sqrt(n), n };
  return welchDifference(of(search), of(fresh));
}

const ORDER: readonly Standing[] = ['surely', 'in the mean', 'not'];

/**
 * The finalist that leads, by its fresh runs alone: the best in the first objective of those whose constraints are kept by
 * whole intervals, if there are any; else by means; else the one that breaks them least. Null without finalists.
 */
export function leaderOf(finalists: readonly Finalist[]): Finalist | null {
  const best = ORDER.map((wanted) => finalists.filter((finalist) => finalist.standing === wanted)).find(
    (some) => some.length > 0,
  );
  if (best === undefined) return null;
  return best[ranking(best.map(({ fresh }) => fresh))[0]!]!;
}
