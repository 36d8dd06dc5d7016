/** What is drawn beside published numbers? Rows of one label along a parameter: published as a line, measured as points with intervals. */
import type { TopLevelSpec } from 'vega-lite';
import type { CaseChart } from '../check/case.ts';
import type { Family } from '../check/evidence.ts';
import { renderSvg } from './render.ts';
import { HEIGHT, SERIES_COLOURS, WIDTH } from './theme.ts';

export interface EvidenceChart {
  /** File name without ending. */
  readonly name: string;
  readonly title: string;
  readonly reading: string;
  readonly svg: string;
}

interface Point {
  x: number;
  published: number;
  measured: number;
  low: number;
  high: number;
  by: string;
}

/** Charts of a family; none where fewer than two rows lie along the parameter. */
export async function evidenceCharts({ id, of, outcomes }: Family): Promise<EvidenceChart[]> {
  const drawn: EvidenceChart[] = [];
  for (const chart of of?.charts ?? []) {
    const points = outcomes.flatMap(({ label, params, expected, value, half }): Point[] => {
      const x = params[chart.x];
      if (label !== chart.label || typeof x !== 'number' || value === null) return [];
      if (!Object.entries(chart.where ?? {}).every(([name, wanted]) => params[name] === wanted)) return [];
      const by = chart.by === undefined ? '' : `${chart.by} = ${String(params[chart.by])}`;
      const width = half ?? 0;
      return [{ x, published: expected, measured: value, low: value - width, high: value + width, by }];
    });
    if (points.length < 2) continue;
    const name = `${id}-${chart.label}`;
    const svg = await renderSvg(specOf(id, chart, points), name);
    drawn.push({ name, title: chart.title, reading: READING, svg });
  }
  return drawn;
}

const READING =
  'Line: published. Points: measured; bars: the interval that leaves out a right result once in 16,000 times (not drawn where it is smaller than the point).';

function specOf(id: string, chart: CaseChart, points: readonly Point[]): TopLevelSpec {
  // In the order of the numbers that they name.
  const series = [...new Set(points.map(({ by }) => by))].sort(
    (a, b) => Number(a.split(' = ')[1]) - Number(b.split(' = ')[1]),
  );
  const values = [...points].sort((a, b) => a.x - b.x);
  // A bar on a logarithmic axis ends above 0.
  const least = Math.min(...points.map(({ published }) => published).filter((value) => value > 0));
  const shown = chart.logY ? values.map((value) => ({ ...value, low: Math.max(value.low, least / 10) })) : values;
  // A logarithmic axis knows no 0 to leave out.
  const scaleOf = (log?: boolean) =>
    log ? { type: 'log' as const, nice: true } : { type: 'linear' as const, zero: false, nice: true };
  const x = { field: 'x', type: 'quantitative' as const, title: chart.x, scale: scaleOf(chart.logX) };
  const scale = scaleOf(chart.logY);
  const axis = (field: string) => ({ field, type: 'quantitative' as const, title: chart.label, scale });
  const color = {
    field: 'by',
    type: 'nominal' as const,
    sort: series,
    // More than there are colours apart: shades in the order of the numbers.
    scale: { domain: series, ...(series.length > SERIES_COLOURS.length && { scheme: 'viridis' as const }) },
    ...(chart.by === undefined ? { legend: null } : { legend: { orient: 'right' as const } }),
  };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: `${id}: ${chart.title}`, subtitle: 'line: published · points: measured' },
    width: WIDTH - 60,
    height: HEIGHT,
    data: { values: shown },
    encoding: { x, color },
    layer: [
      { mark: { type: 'line', opacity: 0.7 }, encoding: { y: axis('published') } },
      { mark: { type: 'rule', strokeWidth: 1.5 }, encoding: { y: axis('low'), y2: { field: 'high' } } },
      { mark: { type: 'point', filled: true, size: 50 }, encoding: { y: axis('measured') } },
    ],
  };
}
