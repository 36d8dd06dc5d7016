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
}

export interface BandsOptions {
  title: string;
  yTitle: string;
  lines: readonly Line[];
  /** Upper end of the vertical axis, e.g. 1 for a share. */
  yMax?: number;
  /** What a window's value is multiplied by before it is drawn. */
  factor?: number;
  /** A line that goes in steps, for whole numbers. */
  steps?: boolean;
}

interface Point {
  time: number;
  line: string;
  mean: number | null;
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

/** The spec, or null when no line has a value at two times at least. */
export function drawBands(result: Result, options: BandsOptions): TopLevelSpec | null {
  const unit = timeUnit(result.manifest.scenario.horizon);
  const factor = options.factor ?? 1;
  const scaled = (value: number | null) => (value === null ? null : value * factor);
  const shown = options.lines.filter(
    (line) => seriesOf(result, line.metric).filter((r) => r.mean !== null).length >= 2,
  );
  if (shown.length === 0) return null;
  const values: Point[] = shown.flatMap((line) =>
    seriesOf(result, line.metric).map((row) => ({
      time: row.time / unit.seconds,
      line: line.label,
      mean: scaled(row.mean),
      lo: scaled(row.lo),
      hi: scaled(row.hi),
    })),
  );
  const labels = shown.map((line) => line.label);
  const interpolate = options.steps ? ('step-before' as const) : ('linear' as const);
  const x = {
    field: 'time',
    type: 'quantitative' as const,
    title: `simulated time, ${unit.label}`,
    scale: { domain: [0, result.manifest.scenario.horizon / unit.seconds], nice: false },
  };
  const scale = options.yMax === undefined ? { zero: true } : { domain: [0, options.yMax] };
  const color = {
    field: 'line',
    type: 'nominal' as const,
    scale: { domain: labels, range: SERIES_COLOURS.slice(0, labels.length) },
    legend: labels.length > 1 ? LINE_LEGEND : null,
  };
  const hasBand = values.some((point) => point.lo !== null);
  const band = {
    transform: [{ filter: 'isValid(datum.lo) && isValid(datum.hi)' }],
    mark: { type: 'area' as const, opacity: 0.22, interpolate },
    encoding: {
      x,
      y: { field: 'lo', type: 'quantitative' as const, title: options.yTitle, scale },
      y2: { field: 'hi' },
      color,
    },
  };
  const line = {
    mark: { type: 'line' as const, interpolate, invalid: 'break-paths-show-path-domains' as const, clip: true },
    encoding: { x, y: { field: 'mean', type: 'quantitative' as const, title: options.yTitle, scale }, color },
  };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: heading(options.title, result, hasBand ? bandNote(result) : undefined),
    width: WIDTH,
    height: HEIGHT,
    data: { values: values as unknown as Record<string, unknown>[] },
    layer: hasBand ? [band, line] : [line],
  };
}
