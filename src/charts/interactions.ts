/** Which factors act together? A triangle of squares: on the diagonal what each does alone, beside it what pairs do only together. */
import type { TopLevelSpec } from 'vega-lite';
import type { MetricSensitivity, Sensitivity } from '../results/sensitivity.ts';
import type { Drawing } from './chart.ts';
import { tellShare } from './numbers.ts';
import { sensitivityCaption } from './sensitivityCaption.ts';
import { INK } from './theme.ts';

const CELL = 62;

export function interactions(sensitivity: Sensitivity, metric: MetricSensitivity): Drawing | null {
  const { findings } = metric;
  if (findings.kind !== 'sobol' || findings.second.length === 0) return null;
  const names = sensitivity.factors.map(({ name }) => name);
  if (findings.first.some(({ value }) => value === null)) return null;
  const share = (value: number | null): number => 100 * (value ?? 0);
  const cells = [
    ...findings.first.map(({ value }, i) => ({ row: names[i]!, column: names[i]!, value: share(value), alone: true })),
    ...findings.second.map(({ i, j, index }) => ({
      row: names[j]!,
      column: names[i]!,
      value: share(index.value),
      alone: false,
    })),
  ].map((cell) => ({
    ...cell,
    shown: Math.max(0, cell.value),
    text: `${Math.round(cell.value)}`.replace(/^-0$/, '0'),
  }));
  const axis = (field: string, orient?: 'top') => ({
    field,
    type: 'nominal' as const,
    sort: names,
    title: null,
    axis: { labelLimit: 240, domain: false, ticks: false, grid: false, ...(orient ? { labelAngle: -35 } : {}) },
  });
  const most = Math.max(...cells.map(({ shown }) => shown), 1);
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: `What factors do alone and in pairs to ${metric.metric}`,
      subtitle: sensitivityCaption(sensitivity, 'shares of the variance, %; diagonal: alone'),
    },
    width: CELL * names.length,
    height: CELL * 0.7 * names.length,
    data: { values: cells },
    layer: [
      {
        mark: { type: 'rect', stroke: '#ffffff', strokeWidth: 2 },
        encoding: {
          x: axis('column', 'top'),
          y: axis('row'),
          color: {
            field: 'shown',
            type: 'quantitative',
            scale: { domain: [0, most], range: ['#f1f5f9', '#0072B2'] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 12 },
        encoding: {
          x: axis('column', 'top'),
          y: axis('row'),
          text: { field: 'text' },
          color: { condition: { test: `datum.shown > ${0.55 * most}`, value: '#ffffff' }, value: INK },
        },
      },
    ],
  } as unknown as TopLevelSpec;
  const pairs = [...findings.second].sort((a, b) => (b.index.value ?? 0) - (a.index.value ?? 0));
  const { i, j, index } = pairs[0]!;
  const sure = (index.low ?? 0) > 0;
  return {
    spec,
    reading: sure
      ? `${names[i]} and ${names[j]} do the most together: ${tellShare(index.value)} of what varies is neither one’s alone.`
      : 'No pair has a share that stands clear of 0: what the factors do, they do alone, or three and more at once.',
  };
}
