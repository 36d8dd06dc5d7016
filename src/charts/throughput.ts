/** How many jobs a second does the network answer, of those that it is asked for? */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { METRICS, tellEstimate } from './metrics.ts';
import { OKABE_ITO } from './theme.ts';

export const throughput: Chart = {
  name: 'throughput',
  question: 'efficiency',
  draw(result) {
    const spec = drawBands(result, {
      title: 'Throughput over time',
      yTitle: 'jobs per second',
      positive: true,
      lines: [
        { metric: METRICS.offered, label: 'asked for', colour: OKABE_ITO.grey, width: 5 },
        { metric: METRICS.throughput, label: 'answered', colour: OKABE_ITO.blue },
      ],
    });
    if (spec === null) return null;
    return {
      spec,
      reading: `On average ${tellEstimate(result, METRICS.throughput)} of ${tellEstimate(result, METRICS.offered)} jobs per second are answered.`,
    };
  },
};
