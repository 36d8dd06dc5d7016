/** Which charts does a tuning have? The front of compromises, how the search came there, what it believed, and what is better than before. */
import type { Tuning } from '../experiment/tune/tune.ts';
import { type Drawn, drawAll, type Sketch } from './drawn.ts';
import { tuningBelief } from './tuningBelief.ts';
import { tuningCompared } from './tuningCompared.ts';
import { tuningFronts } from './tuningFront.ts';
import { tuningProgress } from './tuningProgress.ts';

/** Those that have something to draw, in the order of the page. */
export function tuningCharts(tuning: Tuning): Sketch[] {
  return [...tuningFronts(tuning), tuningCompared(tuning), tuningProgress(tuning), tuningBelief(tuning)].flatMap(
    (chart) => chart ?? [],
  );
}

export const renderTuningCharts = (tuning: Tuning): Promise<Drawn[]> => drawAll(tuningCharts(tuning));
