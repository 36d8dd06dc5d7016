/** How often does a node not have the model that a job asks for? Executions whose model had to be loaded first, over time. */
import { drawBands, seriesOf } from './bands.ts';
import type { Chart } from './chart.ts';
import { estimateOf, tellEstimate } from './metrics.ts';

const SHARE = 'cold_starts.share';
const LOAD = 'cold_starts.load_mean_seconds';

export const coldStarts: Chart = {
  name: 'cold-starts',
  question: 'efficiency',
  draw(result) {
    const estimate = estimateOf(result, SHARE);
    if (estimate === null || !seriesOf(result, SHARE).some(({ mean }) => (mean ?? 0) > 0)) return null;
    const spec = drawBands(result, {
      title: 'Cold starts over time: executions whose model had to be loaded first',
      yTitle: 'share of executions, %',
      positive: true,
      per: 0.01,
      lines: [{ metric: SHARE, label: 'cold starts' }],
    });
    if (spec === null) return null;
    const often = tellEstimate(result, SHARE, 100, '\u00a0%');
    const wait = `loading takes ${tellEstimate(result, LOAD, 1, '\u00a0s')} on average`;
    // A level in equilibrium may be 0 though nodes had to load what they were asked for first.
    return {
      spec,
      reading:
        estimate.mean === 0
          ? 'Once warm, no execution waits for its model.'
          : `${often} of the executions wait until their model is loaded; ${wait}.`,
    };
  },
};
