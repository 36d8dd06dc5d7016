/** Which charts does a sweep have? What each factor does to each metric, and maps over two factors, rendered. */
import type { SweepResult } from '../experiment/sweep/sweep.ts';
import { mainEffects } from './mainEffects.ts';
import { renderPng, renderSvg } from './render.ts';
import { surfaces } from './surface.ts';
import type { SweepChart } from './sweepChart.ts';

export interface RenderedSweepChart extends SweepChart {
  svg: string;
  png: Uint8Array;
}

/** Charts of a sweep, metric by metric. */
export function sweepCharts(result: SweepResult): SweepChart[] {
  return result.experiment.metrics.flatMap((metric) => [...mainEffects(result, metric), ...surfaces(result, metric)]);
}

export async function renderSweepCharts(result: SweepResult): Promise<RenderedSweepChart[]> {
  const rendered: RenderedSweepChart[] = [];
  for (const chart of sweepCharts(result)) {
    const svg = await renderSvg(chart.spec, chart.name);
    rendered.push({ ...chart, svg, png: renderPng(svg) });
  }
  return rendered;
}
