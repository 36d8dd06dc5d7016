/**
 * How does a quantity go over time? Lines of means over replications with the 95 % interval as a band around each: the
 * one form that throughput, latency and concentration over time share.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Result, SeriesRow } from '../results/result.ts';
import { bandNote, heading } from './chart.ts';
import { timeUnit } from './numbers.ts';
import { HEIGHT, SERIES_COLOURS, WIDTH } from './theme.ts';

export interface Line {
  /** Name in timeseries.csv. */
  metric: string;
  /** Words of the legend. */
  label: string;
  colour?: string;
  /** Pixels; a line that another may cover is drawn wider, and before it. */
  width?: number;
  /** False: no band, where that of another line is the same. */
  band?: boolean;
}

export interface BandsOptions {
  title: string;
  yTitle: string;
  lines: readonly Line[];
  /** Upper end of the vertical axis, e.g. 1 for a share; no band goes beyond it. */
  yMax?: number;
  /** The vertical axis counts: no ticks between whole numbers. */
  whole?: boolean;
  /** What cannot be negative: a band ends at 0, whatever a t interval says. */
  positive?: boolean;
  /** Values are shown divided by this, e.g. in millions. */
  per?: number;
}

interface Point {
  time: number;
  line: string;
  mean: number;
  lo: number | null;
  hi: number | null;
}

/** Above the plot, a piece of line for each. */
const LINE_LEGEND = {
  orient: 'top' as const,
  direction: 'horizontal' as const,
  title: null,
  symbolType: 'stroke',
  symbolSize: 220,
};

/** Rows of one metric in the order of time. */
export function seriesOf(result: Result, metric: string): SeriesRow[] {
  return result.series.filter((row) => row.metric === metric);
}

/**
 * The spec, or null when no line has a value at two times at least. Windows without a value are passed over: the line
 * goes straight to the next one that has some.
 */
export function drawBands(result: Result, options: BandsOptions): TopLevelSpec | null {
  const unit = timeUnit(result.manifest.scenario.horizon);
  const { per = 1, positive = false, yMax = Number.POSITIVE_INFINITY } = options;
  const band = (line: Line, lo: number | null, hi: number | null): Pick<Point, 'lo' | 'hi'> =>
    lo === null || hi === null || line.band === false
      ? { lo: null, hi: null }
      : { lo: (positive ? Math.max(0, lo) : lo) / per, hi: Math.min(hi / per, yMax) };
  const points = (line: Line): Point[] =>
    seriesOf(result, line.metric).flatMap(({ time, mean, lo, hi }) =>
      mean === null ? [] : [{ time: time / unit.seconds, line: line.label, mean: mean / per, ...band(line, lo, hi) }],
    );
  const shown = options.lines
    .map((line) => ({ ...line, points: points(line) }))
    .filter((line) => line.points.length >= 2);
  if (shown.length === 0) return null;
  const values = shown.flatMap((line) => line.points);
  const x = {
    field: 'time',
    type: 'quantitative' as const,
    title: `simulated time, ${unit.label}`,
    scale: { domain: [0, result.manifest.scenario.horizon / unit.seconds], nice: false },
  };
  const y = {
    type: 'quantitative' as const,
    title: options.yTitle,
    scale: options.yMax === undefined ? { zero: true } : { domain: [0, options.yMax] },
    ...(options.whole ? { axis: { tickMinStep: 1 } } : {}),
  };
  const color = {
    field: 'line',
    type: 'nominal' as const,
    scale: {
      domain: shown.map((line) => line.label),
      range: shown.map((line, k) => line.colour ?? SERIES_COLOURS[k]!),
    },
    legend: shown.length > 1 ? LINE_LEGEND : null,
  };
  const hasBand = values.some((point) => point.lo !== null);
  const bands = {
    transform: [{ filter: 'isValid(datum.lo) && isValid(datum.hi)' }],
    mark: { type: 'area' as const, opacity: 0.22 },
    encoding: { x, y: { ...y, field: 'lo' }, y2: { field: 'hi' }, color },
  };
  const lines = shown.map((line) => ({
    transform: [{ filter: { field: 'line', equal: line.label } }],
    mark: { type: 'line' as const, strokeWidth: line.width ?? 2 },
    encoding: { x, y: { ...y, field: 'mean' }, color },
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: heading(options.title, result, hasBand ? bandNote(result) : undefined),
    width: WIDTH,
    height: HEIGHT,
    data: { values: values as unknown as Record<string, unknown>[] },
    layer: hasBand ? [bands, ...lines] : lines,
  };
}
