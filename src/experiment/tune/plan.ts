/** What is to be tuned, for which goals, and how long is it searched? An experiment file with a `tune` section comes to this. */
import type { Point } from '../task/point.ts';
import type { Goals } from './goals.ts';
import type { SearcherSettings } from './searcher.ts';
import type { Space, SpaceLevel } from './space.ts';

export interface TunePlan {
  readonly name: string;
  readonly question: string;
  /** The base scenario as it is: what every candidate is compared with. */
  readonly baseline: Point;
  readonly space: Space;
  /** The point that values stand for, one of each factor of the space. */
  readonly pointOf: (levels: readonly SpaceLevel[]) => Point;
  readonly goals: Goals;
  /** Of the optimizer. */
  readonly seed: string;
  readonly searcher: SearcherSettings;
  readonly generations: number;
  /** Of every candidate in the search: replications 1 to this, the same for all. */
  readonly replications: number;
  /** Candidates that are run again. */
  readonly finalists: number;
  /** Replications of these and of the baseline after the search, on seeds that it has not seen. */
  readonly freshReplications: number;
  /** Metrics that are compared beside those of the goals. */
  readonly metrics: readonly string[];
  /** Runs at most, all together; absent: no bound. */
  readonly budget?: number | undefined;
}

/** Runs that are kept for what comes after the search: finalists on fresh seeds, and the baseline on both. */
export function runsAfterSearch({ finalists, replications, freshReplications }: TunePlan): number {
  return finalists * freshReplications + replications + freshReplications;
}
