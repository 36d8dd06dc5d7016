/**
 * How do a few quantities of one kind compare? Horizontal bars of means over replications with their 95 % intervals, in panels
 * that share the names on the left and have a unit each: the one form of modes, regions, roles, losses and costs.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Estimate, Result } from '../results/result.ts';
import { heading } from './chart.ts';
import { tell } from './numbers.ts';
import { FAINT_INK, INK, OKABE_ITO, WIDTH } from './theme.ts';

export interface Bar {
  label: string;
  /** Null: nothing is known of it; it keeps its place. */
  estimate: Estimate | null;
  colour?: string;
}

export interface Panel {
  /** What is shown, with its unit. */
  title: string;
  bars: readonly Bar[];
  /** Values are shown times this, e.g. 100 for per cent. */
  factor?: number;
}

export interface BarsOptions {
  title: string;
  note?: string;
  panels: readonly Panel[];
}

/** Room for the names on the left: what the longest needs, pixels. */
const LETTER = 6.4;
const LEAST_NAMES = 60;
const MOST_NAMES = 190;
/** Room for the numbers at the end of the bars. */
const NUMBERS = 80;

/** What is compared, its title with its unit, and what it is shown times. */
export type Quantity = readonly [what: string, title: string, factor: number];

/** A panel of each quantity that is not 0 for all, a bar of each name in it. */
export function sideBySide(
  quantities: readonly Quantity[],
  names: readonly string[],
  of: (name: string, what: string) => Estimate | null,
): Panel[] {
  return quantities
    .map(([what, title, factor]) => ({
      title,
      factor,
      bars: names.map((name) => ({ label: name, estimate: of(name, what) })),
    }))
    .filter(({ bars }) => bars.some(({ estimate }) => (estimate?.mean ?? 0) !== 0));
}

/** The spec, or null when no panel has a bar with a value. */
export function drawBars(result: Result, { title, note, panels }: BarsOptions): TopLevelSpec | null {
  const shown = panels.filter(({ bars }) => bars.some(({ estimate }) => estimate !== null && estimate.mean !== null));
  if (shown.length === 0) return null;
  const whiskers = shown.some(({ bars }) => bars.some(({ estimate }) => intervalOf(estimate) !== null));
  const parts = [note, whiskers ? 'whiskers: 95 % intervals of the mean' : undefined].filter((part) => part);
  const letters = Math.max(...shown.flatMap(({ bars }) => bars.map(({ label }) => label.length)));
  const names = Math.min(MOST_NAMES, Math.max(LEAST_NAMES, Math.ceil(letters * LETTER) + 16));
  const titled = heading(title, result, parts.join(' · ') || undefined);
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: titled,
    spacing: 26,
    vconcat: shown.map((panel) => panelOf(panel, names)),
  } as TopLevelSpec;
}

/** Ends of the interval where it says more than the mean does. */
function intervalOf(estimate: Estimate | null): [number, number] | null {
  if (!estimate?.ci95 || estimate.method === 'clopper-pearson') return null;
  const [lo, hi] = estimate.ci95;
  // What all replications agree on may still differ in the last bits.
  return hi - lo > 1e-9 * Math.max(Math.abs(lo), Math.abs(hi)) ? estimate.ci95 : null;
}

function panelOf({ title, bars, factor = 1 }: Panel, names: number) {
  const values = bars.map(({ label, estimate, colour = OKABE_ITO.blue }) => {
    const mean = estimate?.mean ?? null;
    const interval = intervalOf(estimate);
    return {
      label,
      colour,
      mean: mean === null ? null : mean * factor,
      lo: interval ? interval[0] * factor : null,
      hi: interval ? interval[1] * factor : null,
      // Numbers stand beyond the bar and its whisker, on the side to which it points.
      end: Math.max(0, ((interval ? interval[1] : mean) ?? 0) * factor),
      text: mean === null ? 'none' : tell(mean * factor),
    };
  });
  const ends = values.flatMap(({ mean, lo, hi }) => [mean ?? 0, lo ?? 0, hi ?? 0]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const width = WIDTH - names;
  const room = ((most - least || 1) * NUMBERS) / (width - NUMBERS);
  const y = {
    field: 'label',
    type: 'nominal' as const,
    sort: null,
    title: null,
    // Names without a value keep their place, too.
    scale: { domain: bars.map(({ label }) => label) },
    axis: { grid: false, minExtent: names, maxExtent: names, labelLimit: names - 8 },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain: [least < 0 ? least - room / 4 : 0, most + room], nice: false, zero: true },
    axis: { grid: false, tickCount: 5 },
  });
  return {
    width,
    height: { step: 24 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.62 } },
        encoding: { y, x: x('mean'), color: { field: 'colour', type: 'nominal', scale: null } },
      },
      {
        transform: [{ filter: 'isValid(datum.lo)' }],
        mark: { type: 'rule', color: INK, strokeWidth: 1.5 },
        encoding: { y, x: x('lo'), x2: { field: 'hi' } },
      },
      {
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6, fontSize: 11, color: FAINT_INK },
        encoding: { y, x: x('end'), text: { field: 'text', type: 'nominal' } },
      },
    ],
  };
}

/** The estimate of a metric, or null where the result has none. */
export function estimated(result: Result, metric: string): Estimate | null {
  return result.summary.metrics[metric] ?? null;
}
