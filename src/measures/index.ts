/** Which measures are there, and which metrics do they give? */
import * as all from './all.ts';
import type { Measure } from './measure.ts';
import type { MetricInfo } from './record.ts';

export const measures: readonly Measure[] = Object.values(all);

/** Everything that `list metrics` shows. */
export const metricCatalogue: MetricInfo[] = measures.flatMap((measure) => [...measure.infos]);
