/** How far is each scenario from the baseline? Paired differences with their intervals about a line at zero: a forest plot a metric. */
import type { TopLevelSpec } from 'vega-lite';
import { isTold, LEVEL } from '../experiment/comparison/compare.ts';
import type { Comparison, Difference, MetricComparison } from '../results/comparison.ts';
import { type Drawn, drawAll, type Sketch } from './drawn.ts';
import { tell } from './numbers.ts';
import { FAINT_INK, INK, OKABE_ITO, WIDTH } from './theme.ts';

export type Forest = Drawn<Sketch & { metric: string }>;

/** Unit in which a metric is told, what its values are shown times, and the unit of differences. */
export function unitOf({ metric, unit }: Pick<MetricComparison, 'metric' | 'unit'>, symbol: string) {
  // A Gini coefficient lies between 0 and 1, but nobody tells it in per cent.
  if (metric.includes('.gini.')) return { factor: 1, unit: '', difference: '' };
  if (unit === 'share') return { factor: 100, unit: '%', difference: 'percentage points' };
  const plain =
    unit === 'token' ? symbol : unit === '1' || unit === 'ratio' ? '' : unit === '1/million' ? 'per million' : unit;
  return { factor: 1, unit: plain, difference: plain };
}

/** With a sign, since it is a difference. */
export function tellDifference(value: number | null, factor = 1): string {
  const told = tell(value === null ? null : value * factor);
  return value !== null && value > 0 ? `+${told}` : told;
}

/** "p < 0.0001", "p 0.031"; a dash where there is none. */
export function tellP(p: number | null): string {
  return p === null ? '–' : p < 1e-4 ? '< 0.0001' : tell(p, 2);
}

/** "+1.2 to +3.4", with as many digits as tell the ends apart; a dash where there is none, nothing where both are one. */
export function tellRange(range: [number, number] | null, factor = 1): string {
  if (range === null) return '–';
  const [lo, hi] = range.map((end) => end * factor) as [number, number];
  const signed = (value: number, digits: number) => `${value > 0 ? '+' : ''}${tell(value, digits)}`;
  for (const digits of [3, 4, 5, 6])
    if (tell(lo, digits) !== tell(hi, digits)) return `${signed(lo, digits)} to ${signed(hi, digits)}`;
  return '';
}

const FOUND = OKABE_ITO.blue;
const OPEN = OKABE_ITO.grey;
/** Room for the names on the left, per letter, and for the numbers on the right, pixels. */
const LETTER = 6.4;
const MOST_NAMES = 190;
const NUMBERS = 210;

/** Forest plots of the metrics in which any run of any contender differs from the baseline's. */
export function forestPlots(comparison: Comparison): Promise<Forest[]> {
  return drawAll(
    comparison.metrics.flatMap((about) => {
      const rows = about.differences.filter((each) => each.b === comparison.baseline && each.ci95 !== null);
      if (rows.every(({ test }) => test === 'equal')) return [];
      const { metric } = about;
      const name = metric.replaceAll(/[^\w.-]+/g, '-');
      return [{ name, metric, spec: specOf(comparison, about, rows), reading: readingOf(comparison, rows) }];
    }),
  );
}

function readingOf({ baseline }: Comparison, rows: readonly Difference[]): string {
  const found = rows.filter(isTold);
  const higher = found.filter(({ mean }) => mean! > 0).map(({ a }) => a);
  const lower = found.filter(({ mean }) => mean! < 0).map(({ a }) => a);
  const open = rows.filter((row) => !isTold(row)).map(({ a }) => a);
  const parts = [
    ...(higher.length > 0 ? [`Higher than ${baseline}: ${higher.join(', ')}.`] : []),
    ...(lower.length > 0 ? [`Lower: ${lower.join(', ')}.`] : []),
    ...(open.length > 0 ? [`Not told apart from ${baseline}: ${open.join(', ')}.`] : []),
  ];
  return parts.join(' ');
}

function specOf(comparison: Comparison, metric: MetricComparison, rows: readonly Difference[]): TopLevelSpec {
  const { factor, difference } = unitOf(metric, comparison.symbol);
  const letters = Math.max(...rows.map(({ a }) => a.length));
  const names = Math.min(MOST_NAMES, Math.max(60, Math.ceil(letters * LETTER) + 16));
  const width = WIDTH + 60 - names - NUMBERS;
  const values = rows.map((row) => ({
    name: row.a,
    mean: row.mean! * factor,
    lo: row.ci95![0] * factor,
    hi: row.ci95![1] * factor,
    fill: isTold(row) ? FOUND : '#ffffff',
    line: isTold(row) ? FOUND : OPEN,
    text: [tellDifference(row.mean, factor), ...ranged(row, factor), `p ${tellP(row.p_adjusted)}`].join('  '),
  }));
  const ends = values.flatMap(({ mean, lo, hi }) => [mean, lo, hi]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = (most - least || 1) * 0.04;
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: null,
    title: null,
    axis: { grid: false, minExtent: names, maxExtent: names, labelLimit: names - 8 },
  };
  const title =
    difference === '' ? `difference to ${comparison.baseline}` : `difference to ${comparison.baseline}, ${difference}`;
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [least - room, most + room], nice: false, zero: true },
    axis: { grid: true, tickCount: 5, domain: false, ticks: false },
  });
  const color = (field: string) => ({ field, type: 'nominal' as const, scale: null, legend: null });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: metric.metric,
      subtitle: `${comparison.replications} pairs · seed ${comparison.seed} · bars: 95 % intervals of the paired difference · filled: p (Holm) below ${LEVEL}`,
    },
    width,
    height: { step: 30 },
    data: { values },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', color: INK, strokeWidth: 1.2 },
        encoding: { x: x('zero') },
      },
      {
        mark: { type: 'rule', strokeWidth: 2.4 },
        encoding: { y, x: x('lo'), x2: { field: 'hi' }, color: color('line') },
      },
      {
        mark: { type: 'point', filled: false, size: 70, strokeWidth: 2, opacity: 1 },
        encoding: { y, x: x('mean'), fill: color('fill'), stroke: color('line') },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: 11, color: FAINT_INK },
        encoding: { y, x: { value: width + 12 }, text: { field: 'text', type: 'nominal' } },
      },
    ],
  } as TopLevelSpec;
}

const ranged = ({ ci95 }: Difference, factor: number): string[] => {
  const range = tellRange(ci95, factor);
  return range === '' ? [] : [`[${range}]`];
};
