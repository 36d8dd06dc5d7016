/** Which charts does a result have? Those of the list below that have something to draw, rendered. */
import type { Result } from '../results/result.ts';
import { availability } from './availability.ts';
import type { Chart, Question } from './chart.ts';
import { coldStarts } from './coldStarts.ts';
import { distanceCharts } from './distances.ts';
import { type Drawn, drawAll, type Sketch } from './drawn.ts';
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
import { revenue } from './revenue.ts';
import { roles } from './roles.ts';
import { seats } from './seats.ts';
import { supply } from './supply.ts';
import { throughput } from './throughput.ts';
import { timeToProof } from './timeToProof.ts';
import { valueFlow } from './valueFlow.ts';

export type RenderedChart = Drawn<Sketch & { question: Question }>;

/** In the order of the report's questions. */
export function chartsOf(result: Result): Chart[] {
  const where = [lorenz, nakamoto, gini, regions, seats];
  const trust = [fraud, modes, ...distanceCharts(result), timeToProof];
  const value = [valueFlow, roles, revenue, profit, operatorProfit, supply, price];
  return [...where, ...trust, ...value, throughput, availability, losses, latency, coldStarts, flows];
}

/** Draws every chart that is not empty; the same bytes for the same result. */
export function renderCharts(result: Result): Promise<RenderedChart[]> {
  return drawAll(
    chartsOf(result).flatMap(({ name, question, draw }) => {
      const drawing = draw(result);
      return drawing === null ? [] : [{ name, question, ...drawing }];
    }),
  );
}
