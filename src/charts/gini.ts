/** How unequal is the revenue of operators so far, over time? */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { METRICS, tellEstimate } from './metrics.ts';

export const gini: Chart = {
  name: 'gini',
  question: 'computed',
  draw(result) {
    const spec = drawBands(result, {
      title: 'Gini coefficient of revenue over time: 0 is equal, 1 is all in one hand',
      yTitle: 'Gini coefficient over operators',
      yMax: 1,
      positive: true,
      lines: [{ metric: METRICS.giniRevenue, label: 'revenue' }],
    });
    if (spec === null) return null;
    return {
      spec,
      reading: `Over the whole run the revenue of operators has a Gini coefficient of ${tellEstimate(result, METRICS.giniRevenue)}.`,
    };
  },
};
