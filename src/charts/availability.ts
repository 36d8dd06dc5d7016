/** How much of the service is there over time? Nodes that are not down, and jobs that are answered, of those that came. */
import type { Result, SeriesRow } from '../results/result.ts';
import { drawBands, seriesOf } from './bands.ts';
import type { Chart } from './chart.ts';
import { METRICS, tellEstimate } from './metrics.ts';
import { CHEAT } from './theme.ts';

const NODES = 'availability.nodes_share';
const ANSWERED = 'answered of offered';

export const availability: Chart = {
  name: 'availability',
  question: 'efficiency',
  draw(result) {
    if (seriesOf(result, NODES).length === 0) return null;
    const spec = drawBands(
      { ...result, series: [...result.series, ...answered(result)] },
      {
        title: 'Availability over time: nodes that are up, jobs that are answered',
        yTitle: 'share',
        positive: true,
        lines: [
          { metric: NODES, label: 'nodes not down' },
          { metric: ANSWERED, label: 'jobs answered, of those that came', colour: CHEAT },
        ],
      },
    );
    if (spec === null) return null;
    return {
      spec,
      reading:
        `Nodes were up ${tellEstimate(result, NODES, 100, '\u00a0%')} of the time, and ` +
        `${tellEstimate(result, 'availability.answered_share', 100, '\u00a0%')} of the jobs got an answer.`,
    };
  },
};

/** Answers over jobs that came, window by window: a ratio of means, without an interval. */
function answered(result: Result): SeriesRow[] {
  const offered = new Map(seriesOf(result, METRICS.offered).map(({ time, mean }) => [time, mean]));
  return seriesOf(result, METRICS.throughput).flatMap(({ time, mean, n }) => {
    const came = offered.get(time);
    if (mean === null || !came) return [];
    return [{ time, metric: ANSWERED, mean: mean / came, lo: null, hi: null, n }];
  });
}
