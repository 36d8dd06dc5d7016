/** How few validators can stop the chain, over time? Those that together control more than a third of the stake. */
import { drawBands } from './bands.ts';
import type { Chart } from './chart.ts';
import { tellEstimate } from './metrics.ts';

const CONTROLLED = 'staking.controlled.nakamoto_33';
const SEATS = 'staking.set_size';

export const seats: Chart = {
  name: 'validators-over-time',
  question: 'computed',
  draw(result) {
    const spec = drawBands(result, {
      title: 'Validators over time: seats, and the fewest with over a third of the stake',
      yTitle: 'validators',
      whole: true,
      positive: true,
      lines: [
        { metric: SEATS, label: 'in the set' },
        { metric: CONTROLLED, label: 'fewest that control over a third of the stake' },
      ],
    });
    if (spec === null) return null;
    return {
      spec,
      reading:
        `On average ${tellEstimate(result, SEATS)} validators are in the set; ${tellEstimate(result, CONTROLLED)} of them together ` +
        'control more than a third of the stake, enough to stop the chain.',
    };
  },
};
