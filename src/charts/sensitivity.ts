/** Which charts does a sensitivity analysis have? Of each metric which factors matter, how they act, and which act together. */
import type { TopLevelSpec } from 'vega-lite';
import type { Sensitivity } from '../results/sensitivity.ts';
import { interactions } from './interactions.ts';
import { morrisScatter } from './morrisScatter.ts';
import { renderPng, renderSvg } from './render.ts';
import { tornado } from './tornado.ts';

export interface SensitivityChart {
  /** File name without ending. */
  name: string;
  metric: string;
  spec: TopLevelSpec;
  /** What a reader sees in it. */
  reading: string;
  svg: string;
  png: Uint8Array;
}

const KINDS = { tornado, interactions, morris: morrisScatter };

/** Every chart that has something to draw, metric by metric; the same bytes for the same analysis. */
export async function renderSensitivityCharts(sensitivity: Sensitivity): Promise<SensitivityChart[]> {
  const charts: SensitivityChart[] = [];
  for (const metric of sensitivity.metrics)
    for (const [kind, draw] of Object.entries(KINDS)) {
      const drawing = draw(sensitivity, metric);
      if (drawing === null) continue;
      const name = `${kind}-${metric.metric.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}`;
      const svg = await renderSvg(drawing.spec, name);
      charts.push({ name, metric: metric.metric, ...drawing, svg, png: renderPng(svg) });
    }
  return charts;
}
