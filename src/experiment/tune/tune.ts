/**
 * Which rules reach the goals, and by how much are they better than those there are? A search with common random numbers, its finalists
 * on fresh seeds, and the winner against the baseline, run by run, on the same fresh seeds. Everything that tables, charts and
 * pages of a tuning show is here, as plain data.
 */
import type { Evaluator } from '../task/evaluate.ts';
import { type Compared, compareRuns } from './difference.ts';
import { chooseFinalists, type Finalist, finalistOf, leaderOf } from './finalists.ts';
import { type Goals, judge, metricsOf, type Standing, standing, type Verdict } from './goals.ts';
import type { TunePlan } from './plan.ts';
import { type Progress, progressOf } from './progress.ts';
import { type Search, search, type UnitOf } from './search.ts';

export interface Tuning {
  readonly name: string;
  readonly question: string;
  readonly method: string;
  readonly seed: string;
  /** Of the factors, in their order; `unit` is the text around their numbers, if any. */
  readonly factors: readonly { readonly name: string; readonly unit: string }[];
  readonly goals: Goals;
  readonly units: Readonly<Record<string, string>>;
  readonly replications: number;
  readonly freshReplications: number;
  readonly search: Search;
  readonly progress: readonly Progress[];
  readonly baseline: { readonly search: Verdict; readonly fresh: Verdict; readonly standing: Standing };
  readonly finalists: readonly Finalist[];
  /** Number of the finalist that came out best on the fresh seeds; null where there are none. */
  readonly leader: number | null;
  /** The same where it keeps the constraints there: else the search has found nothing. */
  readonly winner: number | null;
  readonly compared: readonly Compared[];
  /** Runs that the whole comes to, whether or not they had been done before. */
  readonly runs: number;
}

export interface TuneOptions {
  readonly unitOf: UnitOf;
  /** `done` of `total` runs at most, and in words what is under way. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

/** Throws what the evaluator throws: an AbortError when the signal came; what was run then is kept, and not run again. */
export async function tune(plan: TunePlan, evaluator: Evaluator, { unitOf, onProgress }: TuneOptions): Promise<Tuning> {
  const { goals, baseline, replications, freshReplications } = plan;
  const first = { first: 1, count: replications };
  const later = { first: replications + 1, count: freshReplications };
  onProgress?.('baseline', 0, plan.generations);
  const [known] = await evaluator.evaluate([baseline], first);
  const found = await search(plan, evaluator, unitOf, ({ generations, candidates }) => {
    const feasible = candidates.filter(({ verdict }) => verdict.violation === 0).length;
    const what = `generation ${generations.length}: ${feasible} of ${candidates.length} candidates keep the constraints`;
    onProgress?.(what, generations.length, plan.generations);
  });
  const chosen = chooseFinalists(found.candidates, plan.finalists, goals);
  onProgress?.(`${chosen.length} finalists on fresh seeds`, plan.generations, plan.generations);
  const [anew, ...results] = await evaluator.evaluate(
    [baseline, ...chosen.map((candidate) => plan.pointOf(candidate.levels))],
    later,
  );
  const finalists = chosen.map((candidate, i) => finalistOf(candidate, judge(results[i]!, goals, unitOf), goals));
  const leader = leaderOf(finalists);
  const led = leader === null ? null : results[finalists.indexOf(leader)]!;
  const fresh = judge(anew!, goals, unitOf);
  const metrics = [...new Set([...metricsOf(goals), ...plan.metrics])];
  return {
    name: plan.name,
    question: plan.question,
    method: plan.searcher.method,
    seed: plan.seed,
    factors: plan.space.factors.map(({ name, unit }) => ({ name, unit })),
    goals,
    units: Object.fromEntries(metrics.map((metric) => [metric, unitOf(metric)])),
    replications,
    freshReplications,
    search: found,
    progress: progressOf(found),
    baseline: { search: judge(known!, goals, unitOf), fresh, standing: standing(fresh, goals) },
    finalists,
    leader: leader?.candidate.number ?? null,
    winner: leader === null || leader.standing === 'not' ? null : leader.candidate.number,
    compared: led === null ? [] : compareRuns(metrics, anew!.runs, led.runs, unitOf),
    runs: (found.generations.at(-1)?.runs ?? 0) + replications + (1 + chosen.length) * freshReplications,
  };
}
