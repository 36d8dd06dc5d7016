/** How long does a client wait for its answer? Quantiles of the sojourn time per window. */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { METRICS, tellEstimate } from './metrics.ts';

export const latency: Chart = {
  name: 'latency',
  question: 'efficiency',
  draw(result) {
    const spec = drawBands(result, {
      title: 'Latency over time: from a client’s request to its answer',
      yTitle: 'seconds',
      positive: true,
      lines: [
        { metric: METRICS.latencyP50, label: 'median' },
        { metric: METRICS.latencyP95, label: '95th percentile' },
        { metric: METRICS.latencyP99, label: '99th percentile' },
      ],
    });
    if (spec === null) return null;
    return {
      spec,
      reading:
        `Half of the clients wait less than ${tellEstimate(result, METRICS.latencyP50)} s, ` +
        `19 of 20 less than ${tellEstimate(result, METRICS.latencyP95)} s.`,
    };
  },
};
