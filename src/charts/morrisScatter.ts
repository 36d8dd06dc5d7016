/** How do factors act? Morris's plane: to the right what matters, high up what acts not the same everywhere, or only with others. */
import type { TopLevelSpec } from 'vega-lite';
import type { MetricSensitivity, Sensitivity } from '../results/sensitivity.ts';
import type { Drawing } from './chart.ts';
import { LUCK, sensitivityCaption } from './sensitivityCaption.ts';
import { FAINT_INK, INK, OKABE_ITO, WIDTH } from './theme.ts';

interface Point {
  factor: string;
  muStar: number;
  low: number | null;
  high: number | null;
  sigma: number;
  kind: 'factor' | 'luck';
}

const SIDE = 380;

export function morrisScatter(sensitivity: Sensitivity, metric: MetricSensitivity): Drawing | null {
  const { findings } = metric;
  if (findings.kind !== 'morris') return null;
  const { effects, seed } = findings;
  if (effects.every(({ muStar }) => muStar.value === 0)) return null;
  const factor = metric.unit === 'share' ? 100 : 1;
  const unit = metric.unit === 'share' ? ', percentage points' : metric.unit === '1' ? '' : `, ${metric.unit}`;
  const points: Point[] = effects.map(({ muStar, sigma }, i) => ({
    factor: sensitivity.factors[i]!.name,
    muStar: muStar.value! * factor,
    low: muStar.low === null ? null : muStar.low * factor,
    high: muStar.high === null ? null : muStar.high * factor,
    sigma: sigma.value! * factor,
    kind: 'factor',
  }));
  if (seed !== null)
    points.push({
      factor: LUCK,
      muStar: seed.muStar * factor,
      low: null,
      high: null,
      sigma: seed.sigma * factor,
      kind: 'luck',
    });
  const most = Math.max(...points.flatMap(({ muStar, high, sigma }) => [muStar, high ?? 0, sigma]));
  // Names of what does next to nothing would lie upon each other: told once, together.
  const near = points.filter(({ muStar, sigma }) => Math.max(muStar, sigma) < 0.03 * most);
  const named = points
    .filter((point) => !near.includes(point))
    .map((point) => ({ ...point, label: point.factor }))
    .concat(near.slice(0, 1).map((point) => ({ ...point, label: near.map((each) => each.factor).join(', ') })));
  // Room for names to the right of the last point.
  const x = {
    field: 'muStar',
    type: 'quantitative' as const,
    title: `mu*: mean size of the effect${unit}`,
    scale: { domain: [0, most * 1.35], nice: false },
    axis: { grid: true },
  };
  const y = {
    field: 'sigma',
    type: 'quantitative' as const,
    title: `sigma: how much the effect differs${unit}`,
    scale: { domain: [0, most * 1.08], nice: false },
  };
  const color = {
    field: 'kind',
    type: 'nominal' as const,
    legend: null,
    scale: { domain: ['factor', 'luck'], range: [OKABE_ITO.blue, OKABE_ITO.grey] },
  };
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: `How factors act on ${metric.metric}`,
      subtitle: sensitivityCaption(sensitivity, 'dashed: sigma = mu*; lines: 95 % intervals of mu*'),
    },
    width: WIDTH,
    height: SIDE,
    data: { values: points },
    layer: [
      {
        data: { values: [{ a: 0 }, { a: most * 1.08 }] },
        mark: { type: 'line', strokeDash: [4, 4], strokeWidth: 1, color: FAINT_INK },
        encoding: { x: { ...x, field: 'a' }, y: { ...y, field: 'a' } },
      },
      {
        transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
        mark: { type: 'rule', strokeWidth: 1.2, opacity: 0.55 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color },
      },
      { mark: { type: 'point', filled: true, size: 70, opacity: 1 }, encoding: { x, y, color } },
      {
        data: { values: named },
        mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 6, dy: -3, color: INK, fontSize: 12 },
        encoding: { x, y, text: { field: 'label' } },
      },
    ],
  } as unknown as TopLevelSpec;
  return {
    spec,
    reading:
      'To the right: factors that matter. Near the bottom: the same effect everywhere; near the dashed line or above it: an effect that depends on the other factors, or is no straight line.',
  };
}
