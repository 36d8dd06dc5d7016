/** Does it pay for every operator? The least, the mean and the greatest profit of one. */
import { drawBars, estimated } from './bars.ts';
import type { Chart } from './chart.ts';
import { tellEstimate } from './metrics.ts';
import { dollars, tellDuration } from './numbers.ts';
import { OKABE_ITO } from './theme.ts';

const BARS = [
  ['profit.operator_least_usd', 'least'],
  ['profit.operator_mean_usd', 'mean'],
  ['profit.operator_most_usd', 'greatest'],
] as const;

export const operatorProfit: Chart = {
  name: 'profit-by-operator',
  question: 'value',
  draw(result) {
    const bars = BARS.map(([metric, label]) => {
      const estimate = estimated(result, metric);
      return { label, estimate, colour: (estimate?.mean ?? 0) < 0 ? OKABE_ITO.vermillion : OKABE_ITO.green };
    });
    if (bars.some(({ estimate }) => estimate === null || estimate.mean === null)) return null;
    const spec = drawBars(result, {
      title: 'Profit per operator: the least, the mean, the greatest',
      panels: [{ title: `USD over ${tellDuration(result.manifest.scenario.horizon)}`, bars }],
    });
    if (spec === null) return null;
    const of = (metric: string) => dollars(tellEstimate(result, metric));
    return {
      spec,
      reading:
        `An operator is left with ${of('profit.operator_mean_usd')} on average; the one with least has ` +
        `${of('profit.operator_least_usd')}, the one with most ${of('profit.operator_most_usd')}.`,
    };
  },
};
