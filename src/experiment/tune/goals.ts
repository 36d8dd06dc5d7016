/**
 * What is a point worth for the goals of a search? Its metrics over the replications that it was given, to be made small
 * or large or kept on one side of a bound. What cannot be measured cannot be said to keep a bound: failed runs and undefined metrics
 * break constraints worse than any number does.
 */
import type { Estimate } from '../../results/result.ts';
import type { Judged } from '../optimize/domination.ts';
import { estimateOf } from '../replications/summarize.ts';
import type { RunRow } from '../task/runRow.ts';

export interface Objective {
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
}

export interface Constraint {
  readonly metric: string;
  readonly bound: 'at_least' | 'at_most';
  readonly value: number;
}

export interface Goals {
  /** One or more; the first is the one that counts most. */
  readonly objectives: readonly Objective[];
  readonly constraints: readonly Constraint[];
}

/** Runs of one point, as far as there are any. */
export interface Evidence {
  readonly runs: readonly RunRow[];
  /** Why there are none. */
  readonly error: string | null;
}

export interface Verdict extends Judged {
  /** Of every metric that a goal names. */
  readonly estimates: Readonly<Record<string, Estimate>>;
  /** What is wrong, in words; empty where all constraints are kept. */
  readonly breaches: readonly string[];
}

/** Violation of a metric that is undefined, and that of each failed run: more than any measured one comes to. */
const UNDEFINED = 1e9;
const FAILED = 1e12;

/** Names of the metrics that goals are about, each once. */
export function metricsOf({ objectives, constraints }: Goals): string[] {
  return [...new Set([...objectives, ...constraints].map(({ metric }) => metric))];
}

/**
 * Objectives are signed so that less is better. The violation is the sum over constraints of how far the mean is beyond the bound,
 * as a share of the bound (or by itself where that is 0): one unit means as much of each.
 */
export function judge({ runs, error }: Evidence, goals: Goals, unitOf: (metric: string) => string): Verdict {
  const failed = runs.filter((run) => run.error !== null);
  const sound = runs.filter((run) => run.error === null);
  const estimates = Object.fromEntries(
    metricsOf(goals).map((metric) => [metric, estimateOf(sound, metric, unitOf(metric))]),
  );
  const breaches: string[] = [];
  let violation = 0;
  const breach = (amount: number, words: string): void => {
    violation += amount;
    breaches.push(words);
  };
  if (error !== null) breach(FAILED, `cannot be run: ${error}`);
  else if (runs.length === 0) breach(FAILED, 'has not been run');
  if (failed.length > 0)
    breach(FAILED * failed.length, `${failed.length} of ${runs.length} runs failed: ${failed[0]!.error}`);
  const mean = (metric: string): number | null => estimates[metric]!.mean;
  // Where nothing was run, that says it all.
  if (sound.length > 0) {
    for (const metric of metricsOf(goals)) if (mean(metric) === null) breach(UNDEFINED, `${metric} is undefined`);
    for (const constraint of goals.constraints) {
      const value = mean(constraint.metric);
      if (value === null) continue;
      const beyond = excess(constraint, value);
      if (beyond > 0)
        breach(beyond, `${constraint.metric} is ${Number(value.toPrecision(4))}, not ${inWords(constraint)}`);
    }
  }
  const objectives = goals.objectives.map(({ metric, direction }) => {
    // A point that lacks it is not feasible: the number is never compared.
    const value = mean(metric) ?? 0;
    return direction === 'minimize' ? value : -value;
  });
  return { objectives, violation, estimates, breaches };
}

/** How far `value` is on the wrong side; 0 on the right one. */
export function excess({ bound, value: limit }: Constraint, value: number): number {
  const beyond = bound === 'at_least' ? limit - value : value - limit;
  return Math.max(0, beyond) / (limit === 0 ? 1 : Math.abs(limit));
}

export function inWords({ bound, value }: Constraint): string {
  return `${bound === 'at_least' ? 'at least' : 'at most'} ${value}`;
}

/** How surely constraints are kept: by the whole of each interval, by the means alone, or not. */
export type Standing = 'surely' | 'in the mean' | 'not';

export function standing(verdict: Verdict, goals: Goals): Standing {
  if (verdict.violation > 0) return 'not';
  const sure = goals.constraints.every((constraint) => {
    const { ci95 } = verdict.estimates[constraint.metric]!;
    return ci95 !== null && excess(constraint, ci95[0]) === 0 && excess(constraint, ci95[1]) === 0;
  });
  return sure ? 'surely' : 'in the mean';
}
