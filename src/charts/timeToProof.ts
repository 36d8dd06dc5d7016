/** How long after its answer does a job's proof stand on the chain, beyond recall? */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { METRICS, tellEstimate } from './metrics.ts';

export const timeToProof: Chart = {
  name: 'time-to-proof',
  question: 'trusted',
  draw(result) {
    const spec = drawBands(result, {
      title: 'Time to proof: from an answer to its finality on the chain',
      yTitle: 'seconds',
      positive: true,
      lines: [
        { metric: METRICS.proofMean, label: 'mean' },
        { metric: METRICS.proofP95, label: '95th percentile' },
      ],
    });
    if (spec === null) return null;
    return {
      spec,
      reading:
        `An answer is final on the chain after ${tellEstimate(result, METRICS.proofMean)} s on average; ` +
        `19 of 20 within ${tellEstimate(result, METRICS.proofP95)} s.`,
    };
  },
};
