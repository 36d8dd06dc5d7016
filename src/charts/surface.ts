/** How do two factors act together? The metric as a shade over both: cells of a grid, or the points that were drawn. */
import type { TopLevelSpec } from 'vega-lite';
import type { PointSummary, SweepResult } from '../experiment/sweep/sweep.ts';
import type { Sketch } from './drawn.ts';
import { tell } from './numbers.ts';
import { fileName, sweepCaption, withUnit } from './sweepChart.ts';
import { INK, WIDTH } from './theme.ts';

/** Pairs of factors that are drawn, in the order of the experiment. */
const PAIRS = 3;
/** Cells of a side at most: finer grids are points. */
const CELLS = 25;

/** Maps of the metric over pairs of numeric factors. */
export function surfaces(result: SweepResult, metric: string): Sketch[] {
  const numeric = result.experiment.factors.flatMap(({ numeric }, k) => (numeric ? [k] : []));
  const pairs = numeric.flatMap((a, i) => numeric.slice(i + 1).map((b): [number, number] => [a, b]));
  return pairs.slice(0, PAIRS).flatMap(([a, b]) => surface(result, metric, a, b) ?? []);
}

function surface(result: SweepResult, metric: string, a: number, b: number): Sketch | null {
  const { factors } = result.experiment;
  const [across, up] = [factors[a]!, factors[b]!];
  const cells = cellsOf(result.points, metric, a, b);
  if (cells.length < 4) return null;
  const sides = [new Set(cells.map(({ x }) => x)), new Set(cells.map(({ y }) => y))] as const;
  if (sides.some((side) => side.size < 2)) return null;
  const grid = sides.every((side) => side.size <= CELLS) && cells.length === sides[0].size * sides[1].size;
  const means = cells.map(({ mean }) => mean);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const color = {
    field: 'mean',
    type: 'quantitative' as const,
    title: null,
    scale: { scheme: 'viridis', reverse: true, nice: false, ...(least === most ? { domain: [least, least + 1] } : {}) },
    legend: { orient: 'right', direction: 'vertical', gradientLength: 180, format: '.3~g' },
  };
  const axis = (field: 'x' | 'y', factor: typeof across) => ({
    field,
    type: grid ? ('ordinal' as const) : ('quantitative' as const),
    title: withUnit(factor.name, factor.unit),
    ...(grid
      ? {
          axis: { labelAngle: 0, grid: false, labelOverlap: true },
          ...(field === 'y' ? { sort: 'descending' as const } : {}),
        }
      : {
          scale: { nice: false, padding: 12, ...(factor.range?.log ? { type: 'log' } : { zero: false }) },
          axis: { grid: false, tickCount: 6 },
        }),
  });
  const encoding = { x: axis('x', across), y: axis('y', up) };
  const shown = sides[0].size * sides[1].size <= 100;
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: `${withUnit(metric, result.units[metric]!)} over ${across.name} and ${up.name}`,
      subtitle: sweepCaption(result),
    },
    width: WIDTH - 80,
    height: Math.round((WIDTH - 80) * 0.55),
    data: { values: cells },
    layer: grid
      ? [
          { mark: { type: 'rect' }, encoding: { ...encoding, color } },
          ...(shown
            ? [
                {
                  mark: { type: 'text', fontSize: 11 },
                  encoding: {
                    ...encoding,
                    text: { field: 'text', type: 'nominal' },
                    // The dark end of the shades is that of large values.
                    color: { condition: { test: `datum.mean > ${(least + most) / 2}`, value: '#ffffff' }, value: INK },
                  },
                },
              ]
            : []),
        ]
      : [
          {
            mark: { type: 'point', filled: true, size: 110, opacity: 1, stroke: INK, strokeWidth: 0.4 },
            encoding: { ...encoding, color },
          },
        ],
  } as unknown as TopLevelSpec;
  const best = cells.reduce((low, cell) => (cell.mean < low.mean ? cell : low));
  const top = cells.reduce((high, cell) => (cell.mean > high.mean ? cell : high));
  const others = factors.length > 2 ? ' Where other factors vary, too, a shade is the mean over their values.' : '';
  const reading = `Least ${tell(best.mean)} at ${across.name} ${tell(best.x)}, ${up.name} ${tell(best.y)}; greatest ${tell(top.mean)} at ${tell(top.x)}, ${tell(top.y)}.${others}`;
  return { name: fileName('map', metric, across.name, up.name), spec, reading };
}

interface Cell {
  x: number;
  y: number;
  mean: number;
  text: string;
}

/** A cell of each pair of values: the mean over the points that have both. */
function cellsOf(points: readonly PointSummary[], metric: string, a: number, b: number): Cell[] {
  const found = new Map<string, { x: number; y: number; means: number[] }>();
  for (const { point, estimates } of points) {
    const [x, y] = [point.values[a] as number, point.values[b] as number];
    const mean = estimates[metric]?.mean ?? null;
    if (mean === null) continue;
    const key = `${x} ${y}`;
    const cell = found.get(key) ?? { x, y, means: [] };
    found.set(key, cell);
    cell.means.push(mean);
  }
  return [...found.values()].map(({ x, y, means }) => {
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    return { x, y, mean, text: tell(mean) };
  });
}
