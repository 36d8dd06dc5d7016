/** What is a token worth, and what does the network believe that it is worth? */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { METRICS, tellEstimate } from './metrics.ts';
import { OKABE_ITO } from './theme.ts';

export const price: Chart = {
  name: 'price',
  question: 'value',
  draw(result) {
    const { symbol } = result.manifest.scenario.token;
    const spec = drawBands(result, {
      title: 'Price of the token over time',
      yTitle: `USD per ${symbol}`,
      lines: [
        { metric: METRICS.quote, label: 'as the network converts', colour: OKABE_ITO.orange, width: 5 },
        { metric: METRICS.price, label: 'on the market', colour: OKABE_ITO.blue },
      ],
    });
    if (spec === null) return null;
    return {
      spec,
      reading:
        `A token is worth $${tellEstimate(result, METRICS.priceMean)} on average over the run, ` +
        `and $${tellEstimate(result, METRICS.price)} at its end.`,
    };
  },
};
