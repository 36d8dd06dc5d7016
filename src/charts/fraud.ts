/**
 * What became of every fraud? Each fraudulent result is detected, missed or pending at any time, and nothing else: the
 * three areas add up to what was attempted. Means over replications.
 */
import type { TopLevelSpec } from 'vega-lite';
import { seriesOf } from './bands.ts';
import { type Chart, heading } from './chart.ts';
import { estimateOf, METRICS, tellEstimate } from './metrics.ts';
import { tellShare, timeUnit } from './numbers.ts';
import { HEIGHT, OKABE_ITO, WIDTH } from './theme.ts';

/** From the ground up. */
const FATES = ['detected', 'pending', 'missed'] as const;
const COLOURS = [OKABE_ITO.green, OKABE_ITO.yellow, OKABE_ITO.vermillion];

export const fraud: Chart = {
  name: 'fraud',
  question: 'trusted',
  draw(result) {
    const { horizon } = result.manifest.scenario;
    const attempted = estimateOf(result, METRICS.attempted);
    if (attempted === null || attempted.mean === 0) return null;
    const unit = timeUnit(horizon);
    const values = FATES.flatMap((fate, order) => [
      { time: 0, fate, count: 0, order },
      ...seriesOf(result, METRICS[fate]).map(({ time, mean }) => ({
        time: time / unit.seconds,
        fate,
        count: mean ?? 0,
        order,
      })),
    ]);
    if (values.length === FATES.length) return null;
    const spec: TopLevelSpec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      title: heading(
        'Fraudulent results so far: detected, pending, missed',
        result,
        'the three add up to all attempted',
      ),
      width: WIDTH,
      height: HEIGHT,
      data: { values },
      mark: { type: 'area', stroke: '#ffffff', strokeWidth: 1 },
      encoding: {
        x: {
          field: 'time',
          type: 'quantitative',
          title: `simulated time, ${unit.label}`,
          scale: { domain: [0, horizon / unit.seconds], nice: false },
        },
        y: { field: 'count', type: 'quantitative', title: 'results per replication, cumulative', stack: 'zero' },
        color: {
          field: 'fate',
          type: 'nominal',
          scale: { domain: [...FATES], range: COLOURS },
          legend: { orient: 'top', direction: 'horizontal', title: null },
        },
        order: { field: 'order', type: 'quantitative' },
      },
    };
    const part = (fate: (typeof FATES)[number]) => {
      const mean = estimateOf(result, METRICS[fate])?.mean ?? 0;
      return mean === 0 ? 'none' : tellShare(mean / attempted.mean);
    };
    return {
      spec,
      reading:
        `Of ${tellEstimate(result, METRICS.attempted)} fraudulent results per run, ${part('detected')} were detected, ` +
        `${part('missed')} missed, and ${part('pending')} pending at the end.`,
    };
  },
};
