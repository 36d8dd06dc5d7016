/** How few operators have more than half of all revenue so far, over time? */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { METRICS, tellEstimate } from './metrics.ts';

export const nakamoto: Chart = {
  name: 'nakamoto',
  question: 'computed',
  draw(result) {
    const spec = drawBands(result, {
      title: 'Nakamoto coefficient over time: fewest operators with more than half of all revenue',
      yTitle: 'operators',
      whole: true,
      positive: true,
      lines: [{ metric: METRICS.nakamotoRevenue, label: 'revenue' }],
    });
    if (spec === null) return null;
    return {
      spec,
      reading: `It takes ${tellEstimate(result, METRICS.nakamotoRevenue)} operators to hold more than half of all revenue.`,
    };
  },
};
