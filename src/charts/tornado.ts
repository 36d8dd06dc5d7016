/** Which factors matter? A bar for each, the longest on top: Sobol's total index with the first index in it, or Morris's mu*. */
import type { TopLevelSpec } from 'vega-lite';
import type { Index, MetricSensitivity, Sensitivity } from '../results/sensitivity.ts';
import type { Drawing } from './chart.ts';
import { tell, tellShare } from './numbers.ts';
import { LUCK, sensitivityCaption } from './sensitivityCaption.ts';
import { INK, OKABE_ITO, WIDTH } from './theme.ts';

interface Bar {
  factor: string;
  value: number;
  low: number | null;
  high: number | null;
  alone: number | null;
  luck: boolean;
}

const STEP = 34;

export function tornado(sensitivity: Sensitivity, metric: MetricSensitivity): Drawing | null {
  const { findings } = metric;
  const bars = findings.kind === 'sobol' ? sobolBars(sensitivity, metric) : morrisBars(sensitivity, metric);
  const factors = bars.filter(({ luck }) => !luck).sort((a, b) => b.value - a.value);
  if (factors.length === 0) return null;
  const shown = [...factors, ...bars.filter(({ luck }) => luck)];
  const sobol = findings.kind === 'sobol';
  const title = sobol ? `What ${metric.metric} depends on` : `How far each factor moves ${metric.metric}`;
  const note = sobol
    ? 'bars: total index, dark: the factor alone; lines: 95 % intervals'
    : 'mean size of elementary effects (mu*); lines: 95 % intervals';
  const unit = metric.unit === '' || metric.unit === '1' ? '' : `, ${metric.unit}`;
  const xTitle = sobol ? 'share of the variance, %' : `change over the whole range${unit}`;
  const factor = sobol || metric.unit === 'share' ? 100 : 1;
  const values = shown.map((bar) => ({
    factor: bar.factor,
    value: bar.value * factor,
    low: bar.low === null ? null : bar.low * factor,
    high: bar.high === null ? null : bar.high * factor,
    alone: bar.alone === null ? null : Math.min(Math.max(0, bar.alone), bar.value) * factor,
    kind: bar.luck ? 'luck' : 'factor',
  }));
  const y = {
    field: 'factor',
    type: 'nominal' as const,
    title: null,
    sort: shown.map((bar) => bar.factor),
    axis: { labelLimit: 260 },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: metric.unit === 'share' && !sobol ? 'change over the whole range, percentage points' : xTitle,
    scale: { zero: true, nice: true },
    axis: { grid: true },
  });
  const filled = (field: string, colour: string, ofLuck: string) => ({
    transform: [{ filter: `isValid(datum.${field})` }],
    mark: { type: 'bar' as const, height: 18 },
    encoding: { y, x: x(field), color: { condition: { test: "datum.kind === 'luck'", value: ofLuck }, value: colour } },
  });
  const layer = [
    filled('value', sobol ? OKABE_ITO.sky : OKABE_ITO.blue, '#c3c8ce'),
    ...(sobol ? [filled('alone', OKABE_ITO.blue, OKABE_ITO.grey)] : []),
    {
      transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
      mark: { type: 'rule' as const, strokeWidth: 1.5, color: INK },
      encoding: { y, x: x('low'), x2: { field: 'high' } },
    },
  ];
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, subtitle: sensitivityCaption(sensitivity, note) },
    width: WIDTH - 80,
    height: STEP * shown.length,
    data: { values },
    layer,
  } as unknown as TopLevelSpec;
  return { spec, reading: readingOf(factors, metric) };
}

function sobolBars({ factors }: Sensitivity, { findings }: MetricSensitivity): Bar[] {
  if (findings.kind !== 'sobol') return [];
  const bar = (name: string, total: Index, first: Index, luck: boolean): Bar[] =>
    total.value === null
      ? []
      : [{ factor: name, value: total.value, low: total.low, high: total.high, alone: first.value, luck }];
  return [
    ...factors.flatMap(({ name }, i) => bar(name, findings.total[i]!, findings.first[i]!, false)),
    ...(findings.seed === null ? [] : bar(LUCK, findings.seed.total, findings.seed.first, true)),
  ];
}

function morrisBars({ factors }: Sensitivity, { findings }: MetricSensitivity): Bar[] {
  if (findings.kind !== 'morris') return [];
  const { effects, seed } = findings;
  if (effects.every(({ muStar }) => muStar.value === 0)) return [];
  return [
    ...factors.map(({ name }, i): Bar => {
      const { value, low, high } = effects[i]!.muStar;
      return { factor: name, value: value!, low, high, alone: null, luck: false };
    }),
    ...(seed === null ? [] : [{ factor: LUCK, value: seed.muStar, low: null, high: null, alone: null, luck: true }]),
  ];
}

function readingOf([first, second]: readonly Bar[], { findings, unit }: MetricSensitivity): string {
  const size = ({ value }: Bar): string => {
    if (findings.kind === 'sobol') return tellShare(value);
    return unit === 'share'
      ? `${tell(100 * value)} percentage points`
      : `${tell(value)}${unit === '1' ? '' : ` ${unit}`}`;
  };
  if (findings.kind === 'sobol')
    return `${first!.factor} has a part in ${size(first!)} of what varies${
      second ? `, ${second.factor} in ${size(second)}` : ''
    }; shares add up to more than 100 % where factors act together.`;
  return `Over its range ${first!.factor} changes it by ${size(first!)} on average${
    second ? `, ${second.factor} by ${size(second)}` : ''
  }.`;
}
