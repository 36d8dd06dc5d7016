/** Is each point known as exactly as was asked? Runs may end at the most that are allowed before its interval is narrow enough. */
import type { Experiment } from '../file/load.ts';
import { preciseEnough } from '../file/replications.ts';
import type { PointSummary, SweepResult } from './sweep.ts';

/** Null where no width is asked for. */
export function isPrecise(
  { replications }: Pick<Experiment, 'replications'>,
  estimates: PointSummary['estimates'],
): boolean | null {
  if (typeof replications === 'number') return null;
  const { until } = replications;
  return preciseEnough(until, estimates[until.metric]!);
}

/** Points that had all the runs that are allowed and are not known as exactly as was asked. */
export function wideOf(
  { replications }: Pick<Experiment, 'replications'>,
  points: readonly Pick<PointSummary, 'runs' | 'precise'>[],
): number {
  if (typeof replications === 'number') return 0;
  return points.filter(({ runs, precise }) => precise === false && runs >= replications.max).length;
}

/** `3 of 64 points: ...`; null where there are none. */
export function wideWords({ experiment, points, wide }: SweepResult): string | null {
  const { replications } = experiment;
  if (wide === 0 || typeof replications === 'number') return null;
  const { until, max } = replications;
  const asked = until.half_width ?? `${Number((100 * until.relative!).toPrecision(6))} % of the mean`;
  return `${wide} of ${points.length} points ${wide === 1 ? 'is' : 'are'} not known as exactly as was asked: after ${max} runs, the most allowed, the 95 % interval of ${until.metric} is still wider than ± ${asked}.`;
}
