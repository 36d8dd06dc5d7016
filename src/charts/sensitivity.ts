/** Which charts does a sensitivity analysis have? Of each metric which factors matter, how they act, and which act together. */
import type { Sensitivity } from '../results/sensitivity.ts';
import { type Drawn, drawAll, type Sketch } from './drawn.ts';
import { interactions } from './interactions.ts';
import { morrisScatter } from './morrisScatter.ts';
import { tornado } from './tornado.ts';

export type SensitivityChart = Drawn<Sketch & { metric: string }>;

const KINDS = { tornado, interactions, morris: morrisScatter };

/** Every chart that has something to draw, metric by metric; the same bytes for the same analysis. */
export function renderSensitivityCharts(sensitivity: Sensitivity): Promise<SensitivityChart[]> {
  return drawAll(
    sensitivity.metrics.flatMap((about) =>
      Object.entries(KINDS).flatMap(([kind, draw]) => {
        const { metric } = about;
        const drawing = draw(sensitivity, about);
        return drawing === null
          ? []
          : [{ name: `${kind}-${metric.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}`, metric, ...drawing }];
      }),
    ),
  );
}
