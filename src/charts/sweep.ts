/** Which charts does a sweep have? What each factor does to each metric, and maps over two factors, rendered. */
import type { SweepResult } from '../experiment/sweep/sweep.ts';
import { type Drawn, drawAll, type Sketch } from './drawn.ts';
import { mainEffects } from './mainEffects.ts';
import { surfaces } from './surface.ts';

/** Charts of a sweep, metric by metric. */
export function sweepCharts(result: SweepResult): Sketch[] {
  return result.experiment.metrics.flatMap((metric) => [...mainEffects(result, metric), ...surfaces(result, metric)]);
}

export const renderSweepCharts = (result: SweepResult): Promise<Drawn[]> => drawAll(sweepCharts(result));
