/**
 * How does the search go? Generation after generation: the optimizer asks, the points are run with the same replications each (common
 * random numbers, so that one candidate is not luckier than another), and it is told what they are worth. A point that
 * was asked about before is not run again. Everything follows from the plan, so that a search that is started again finds its runs
 * done and goes on where it was.
 */
import { canonicalJson } from '../../results/hash.ts';
import type { Evaluator } from '../task/evaluate.ts';
import type { Point } from '../task/point.ts';
import { judge, type Verdict } from './goals.ts';
import { runsAfterSearch, type TunePlan } from './plan.ts';
import { openSearcher } from './searcher.ts';
import type { SpaceLevel } from './space.ts';

export interface Candidate {
  /** From 1, in the order in which they were first asked about. */
  readonly number: number;
  /** Of the first time, from 1. */
  readonly generation: number;
  /** One of each factor: a number in its unit, or a label. */
  readonly values: readonly (number | string)[];
  readonly levels: readonly SpaceLevel[];
  readonly settings: Point['settings'];
  /** Identity of the point; empty where it cannot be run. */
  readonly hash: string;
  readonly verdict: Verdict;
}

export interface Generation {
  /** From 1. */
  readonly number: number;
  /** Numbers of the candidates that were asked about, with repetitions. */
  readonly asked: readonly number[];
  /** Runs asked for until its end, baseline and repetitions left out. */
  readonly runs: number;
}

export interface Search {
  readonly candidates: readonly Candidate[];
  readonly generations: readonly Generation[];
  /** Why it ended before the last generation of the plan, or null. */
  readonly ended: string | null;
}

export type UnitOf = (metric: string) => string;

/** Throws what the evaluator throws: an AbortError when the signal came. */
export async function search(
  plan: TunePlan,
  evaluator: Evaluator,
  unitOf: UnitOf,
  onGeneration?: (search: Search) => void,
): Promise<Search> {
  const { space, goals, replications } = plan;
  const searcher = openSearcher(plan.searcher, space, plan.seed);
  const left = (plan.budget ?? Number.POSITIVE_INFINITY) - runsAfterSearch(plan);
  const known = new Map<string, Candidate>();
  const generations: Generation[] = [];
  let runs = 0;
  let ended: string | null = null;
  for (let number = 1; number <= plan.generations; number++) {
    const asked = searcher.ask().map((genes) => space.levels(genes));
    const keys = asked.map((levels) => canonicalJson(levels.map(({ value }) => value)));
    const fresh = [...new Map(keys.map((key, i) => [key, asked[i]!])).entries()].filter(([key]) => !known.has(key));
    if (runs + fresh.length * replications > left) {
      ended = 'the budget would not suffice for another generation';
      break;
    }
    const results = await evaluator.evaluate(
      fresh.map(([, levels]) => plan.pointOf(levels)),
      { first: 1, count: replications },
    );
    for (const [i, [key, levels]] of fresh.entries()) {
      const { point, hash, runs: rows, error } = results[i]!;
      const verdict = judge({ runs: rows, error }, goals, unitOf);
      known.set(key, {
        number: known.size + 1,
        generation: number,
        values: levels.map(({ value }) => value),
        levels,
        settings: point.settings,
        hash,
        verdict,
      });
    }
    runs += fresh.length * replications;
    const candidates = keys.map((key) => known.get(key)!);
    generations.push({ number, asked: candidates.map((candidate) => candidate.number), runs });
    searcher.tell(candidates.map(({ verdict }) => verdict));
    onGeneration?.({ candidates: [...known.values()], generations, ended });
    ended = number < plan.generations ? searcher.ended() : null;
    if (ended !== null) break;
  }
  return { candidates: [...known.values()], generations, ended };
}
