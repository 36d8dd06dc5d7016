/** Which charts does a result have? Those of the list below that have something to draw, rendered. */
import type { TopLevelSpec } from 'vega-lite';
import type { Result } from '../results/result.ts';
import type { Chart, Question } from './chart.ts';
import { distanceCharts } from './distances.ts';
import { fraud } from './fraud.ts';
import { gini } from './gini.ts';
import { latency } from './latency.ts';
import { lorenz } from './lorenz.ts';
import { nakamoto } from './nakamoto.ts';
import { price } from './price.ts';
import { renderPng, renderSvg } from './render.ts';
import { revenue } from './revenue.ts';
import { supply } from './supply.ts';
import { throughput } from './throughput.ts';
import { timeToProof } from './timeToProof.ts';
import { valueFlow } from './valueFlow.ts';

export interface RenderedChart {
  /** File name without ending. */
  name: string;
  question: Question;
  spec: TopLevelSpec;
  /** One sentence with the numbers that matter. */
  reading: string;
  svg: string;
  png: Uint8Array;
}

/** In the order of the report's questions. */
export function chartsOf(result: Result): Chart[] {
  const trust = [fraud, ...distanceCharts(result), timeToProof];
  return [lorenz, nakamoto, gini, ...trust, valueFlow, revenue, supply, price, throughput, latency];
}

/** Draws every chart that is not empty; the same bytes for the same result. */
export async function renderCharts(result: Result): Promise<RenderedChart[]> {
  const rendered: RenderedChart[] = [];
  for (const chart of chartsOf(result)) {
    const drawing = chart.draw(result);
    if (drawing === null) continue;
    const svg = await renderSvg(drawing.spec, chart.name);
    rendered.push({ name: chart.name, question: chart.question, ...drawing, svg, png: renderPng(svg) });
  }
  return rendered;
}

/** Files of `charts/`: the spec, the drawing, and the picture of each. */
export function chartFiles(charts: readonly RenderedChart[]): Map<string, string | Uint8Array> {
  return new Map(
    charts.flatMap(({ name, spec, svg, png }): [string, string | Uint8Array][] => [
      [`charts/${name}.vl.json`, `${JSON.stringify(spec, null, 1)}\n`],
      [`charts/${name}.svg`, svg],
      [`charts/${name}.png`, png],
    ]),
  );
}
