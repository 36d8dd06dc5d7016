/** Which charts does a result have? Those of the list below that have something to draw, rendered. */
import type { TopLevelSpec } from 'vega-lite';
import type { Result } from '../results/result.ts';
import { availability } from './availability.ts';
import type { Chart, Question } from './chart.ts';
import { coldStarts } from './coldStarts.ts';
import { distanceCharts } from './distances.ts';
import { flows } from './flows.ts';
import { fraud } from './fraud.ts';
import { gini } from './gini.ts';
import { latency } from './latency.ts';
import { lorenz } from './lorenz.ts';
import { losses } from './losses.ts';
import { modes } from './modes.ts';
import { nakamoto } from './nakamoto.ts';
import { operatorProfit } from './operatorProfit.ts';
import { price } from './price.ts';
import { profit } from './profit.ts';
import { regions } from './regions.ts';
import { renderPng, renderSvg } from './render.ts';
import { revenue } from './revenue.ts';
import { roles } from './roles.ts';
import { seats } from './seats.ts';
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
  const where = [lorenz, nakamoto, gini, regions, seats];
  const trust = [fraud, modes, ...distanceCharts(result), timeToProof];
  const value = [valueFlow, roles, revenue, profit, operatorProfit, supply, price];
  return [...where, ...trust, ...value, throughput, availability, losses, latency, coldStarts, flows];
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
