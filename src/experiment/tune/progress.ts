/**
 * Has the search converged? After each generation: the best value of each objective so far among feasible candidates, and the
 * hypervolume that all of them together dominate, as a share of the box between the best and the worst feasible values of the whole
 * search, the worst moved out by a tenth so that the ends of the front count.
 */
import { hypervolume } from '../../stats/hypervolume.ts';
import type { Candidate, Search } from './search.ts';

export interface Progress {
  readonly generation: number;
  /** Candidates so far, and how many of them keep the constraints. */
  readonly candidates: number;
  readonly feasible: number;
  readonly runs: number;
  /** By objective, signed so that less is better; null while nothing is feasible. */
  readonly best: readonly number[] | null;
  /** 0 to 1; 0 while nothing is feasible. */
  readonly hypervolume: number;
}

export const isFeasible = ({ verdict }: Candidate): boolean => verdict.violation === 0;

export function progressOf({ candidates, generations }: Search): Progress[] {
  const feasible = candidates.filter(isFeasible);
  const objectives = (all: readonly Candidate[]): (readonly number[])[] => all.map(({ verdict }) => verdict.objectives);
  const box = boxOf(objectives(feasible));
  return generations.map(({ number, runs }) => {
    const soFar = candidates.filter((candidate) => candidate.generation <= number);
    const kept = objectives(feasible.filter((candidate) => candidate.generation <= number));
    const best = kept.length === 0 ? null : columns(kept).map((values) => Math.min(...values));
    const share = box === null ? 0 : hypervolume(kept.map(box), kept[0]?.map(() => 1) ?? [1]);
    return { generation: number, candidates: soFar.length, feasible: kept.length, runs, best, hypervolume: share };
  });
}

/** Into the unit cube: the best to 0, a tenth beyond the worst to 1. An objective without a range is 0. */
function boxOf(all: readonly (readonly number[])[]): ((point: readonly number[]) => number[]) | null {
  if (all.length === 0) return null;
  const ends = columns(all).map((values) => {
    const low = Math.min(...values);
    return { low, width: 1.1 * (Math.max(...values) - low) };
  });
  return (point) => point.map((value, m) => (ends[m]!.width === 0 ? 0 : (value - ends[m]!.low) / ends[m]!.width));
}

function columns(rows: readonly (readonly number[])[]): number[][] {
  return (rows[0] ?? []).map((_, m) => rows.map((row) => row[m]!));
}
