/** What is a token worth, and what does the network believe that it is worth? */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { estimateOf, METRICS } from './metrics.ts';
import { tell } from './numbers.ts';
import { OKABE_ITO } from './theme.ts';

export const price: Chart = {
  name: 'price',
  question: 'value',
  draw(result) {
    const { symbol } = result.manifest.scenario.token;
    const spec = drawBands(result, {
      title: 'Price of the token over time',
      yTitle: `USD per ${symbol}`,
      positive: true,
      lines: [
        { metric: METRICS.quote, label: 'as the network converts', colour: OKABE_ITO.orange, width: 5, band: false },
        { metric: METRICS.price, label: 'on the market', colour: OKABE_ITO.blue },
      ],
    });
    const [mean, last] = [METRICS.priceMean, METRICS.price].map((name) => estimateOf(result, name));
    if (spec === null || !mean || !last) return null;
    return {
      spec,
      reading: `A token is worth $${tell(mean.mean)} on average over the run, and $${tell(last.mean)} at its end.`,
    };
  },
};
