/** Which charts does a tuning have? The front of compromises, how the search came there, what it believed, and what is better than before. */
import type { TopLevelSpec } from 'vega-lite';
import type { Tuning } from '../experiment/tune/tune.ts';
import { renderPng, renderSvg } from './render.ts';
import { tuningBelief } from './tuningBelief.ts';
import { tuningCompared } from './tuningCompared.ts';
import { tuningFronts } from './tuningFront.ts';
import { tuningProgress } from './tuningProgress.ts';

export interface TuningChart {
  /** File name without ending. */
  name: string;
  spec: TopLevelSpec;
  /** One sentence with the numbers that matter. */
  reading: string;
}

export interface RenderedTuningChart extends TuningChart {
  svg: string;
  png: Uint8Array;
}

/** Those that have something to draw, in the order of the page. */
export function tuningCharts(tuning: Tuning): TuningChart[] {
  return [...tuningFronts(tuning), tuningCompared(tuning), tuningProgress(tuning), tuningBelief(tuning)].flatMap(
    (chart) => chart ?? [],
  );
}

/** The same bytes for the same tuning. */
export async function renderTuningCharts(tuning: Tuning): Promise<RenderedTuningChart[]> {
  const rendered: RenderedTuningChart[] = [];
  for (const chart of tuningCharts(tuning)) {
    const svg = await renderSvg(chart.spec, chart.name);
    rendered.push({ ...chart, svg, png: renderPng(svg) });
  }
  return rendered;
}
