/**
 * Can honest and cheating answers be told apart at all? Histograms of the distances between their output tensors on a
 * logarithmic axis, with the threshold beyond which two answers are told to disagree. Only of inputs that the threshold
 * was not chosen on: on the others it does well by construction.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { DistanceRow, Result } from '../results/result.ts';
import { type Chart, heading } from './chart.ts';
import { powerOfTen, tell, tellShare } from './numbers.ts';
import { CHEAT, FAINT_INK, HONEST, INK, WIDTH } from './theme.ts';

interface Panel {
  model: string;
  label: string;
  kind: 'honest' | 'cheat';
  /** Comparisons, and those beyond the threshold. */
  total: number;
  beyond: number;
  /** Inputs that each pair of classes was compared on. */
  inputs: number;
  rows: DistanceRow[];
}

const METRIC_NAMES: Record<string, string> = {
  relative_l2: 'relative L2 distance between two answers to the same input',
  max_abs: 'largest absolute difference between two answers to the same input',
  cosine: 'cosine distance between two answers to the same input',
  token_match: 'share of tokens that differ between two answers to the same input',
};

/**
 * Honest pairs that say nothing: a class against itself is 0 on every input where execution is deterministic, and would
 * only dwarf the rest. One that ever differs from itself is kept whole, and so is the only class that there is.
 */
function idlePairs(rows: readonly DistanceRow[]): Set<string> {
  const honest = rows.filter((row) => row.kind === 'honest');
  const differing = new Set(honest.filter((row) => row.bin_high > 0).map(pairOf));
  const several = new Set(honest.map((row) => row.class_a)).size > 1;
  const idle = honest.filter((row) => several && row.class_a === row.class_b && !differing.has(pairOf(row)));
  return new Set(idle.map(pairOf));
}

const pairOf = (row: DistanceRow): string => `${row.model}\n${row.class_a}\n${row.class_b}`;

/** Tested inputs only: honest pairs together, then a panel per cheat against all honest classes, as the profile has them. */
export function distancePanels(rows: readonly DistanceRow[]): Panel[] {
  const idle = idlePairs(rows);
  const panels = new Map<string, Panel>();
  for (const row of rows) {
    if (row.half !== 'tested' || idle.has(pairOf(row))) continue;
    const label = row.kind === 'honest' ? 'two honest runs' : `${row.class_b} against honest`;
    const key = `${row.model}\n${label}`;
    const panel = panels.get(key) ?? {
      model: row.model,
      label,
      kind: row.kind,
      total: 0,
      beyond: 0,
      inputs: 0,
      rows: [],
    };
    panel.total += row.count;
    if (row.bin_high > 0 && row.bin_low >= row.threshold) panel.beyond += row.count;
    panel.rows.push(row);
    panels.set(key, panel);
  }
  for (const panel of panels.values()) {
    const pairs = new Set(panel.rows.map(pairOf));
    panel.inputs = panel.total / pairs.size;
  }
  return [...panels.values()];
}

/**
 * A rate; where none or all were seen, what can be said of it: below 3/n, or above 1 - 3/n, the 95 % bound of the rule of
 * three. n counts inputs, not pairs: a hard input is hard for every pair of classes.
 */
function tellRate(panels: readonly Panel[]): string {
  const beyond = panels.reduce((sum, panel) => sum + panel.beyond, 0);
  const total = panels.reduce((sum, panel) => sum + panel.total, 0);
  const unseen = Math.min(1, 3 / Math.max(...panels.map((panel) => panel.inputs)));
  if (beyond === 0) return `< ${tellShare(unseen)}`;
  return beyond === total ? `> ${tellShare(1 - unseen)}` : tellShare(beyond / total);
}

function draw(result: Result, model: string, rows: readonly DistanceRow[]): TopLevelSpec | null {
  const panels = distancePanels(rows);
  if (panels.length === 0) return null;
  const measured = panels.flatMap((panel) => panel.rows).filter((row) => row.bin_high > 0);
  const threshold = rows[0]!.threshold;
  const low = Math.floor(Math.log10(Math.min(threshold || 1, ...measured.map((row) => row.bin_low))));
  const high = Math.ceil(Math.log10(Math.max(threshold || 1, ...measured.map((row) => row.bin_high))));
  // Equal answers have no place on a logarithmic axis: they get a place of their own left of it.
  const zeroLeft = low - 1.2;
  const zeroRight = low - 0.8;
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const labels = Object.fromEntries(ticks.map((tick) => [String(tick), powerOfTen(tick)]));
  const labelExpr = `datum.value < ${low - 0.5} ? 'equal' : (${JSON.stringify(labels)})[datum.value]`;
  const values = panels.flatMap((panel) => {
    const byBin = new Map<number, { left: number; right: number; count: number }>();
    for (const row of panel.rows) {
      const zero = row.bin_high === 0;
      const left = zero ? zeroLeft : Math.log10(row.bin_low);
      const bin = byBin.get(left) ?? { left, right: zero ? zeroRight : Math.log10(row.bin_high), count: 0 };
      bin.count += row.count;
      byBin.set(left, bin);
    }
    return [...byBin.values()]
      .sort((a, b) => a.left - b.left)
      .map((bin) => ({ panel: panel.label, kind: panel.kind, ...bin, share: bin.count / panel.total }));
  });
  const name = METRIC_NAMES[rows[0]!.metric] ?? rows[0]!.metric;
  const scale = { domain: [zeroLeft - 0.2, high], nice: false, zero: false };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      ...heading(`Honest and cheating answers of ${model}: how far apart they lie`, result),
      subtitle:
        `share of ${tell(panels[0]!.inputs, 9)} inputs that the threshold was not chosen on · ` +
        `line: threshold ${tell(threshold)}, answers beyond it disagree`,
    },
    spacing: 10,
    vconcat: panels.map((panel, i) => {
      const last = i === panels.length - 1;
      const x = {
        field: 'left',
        type: 'quantitative' as const,
        scale,
        title: last ? name : null,
        axis: { values: [low - 1, ...ticks], labelExpr, labels: last, ticks: last, grid: true, domain: true },
      };
      const told = `${tell(panel.beyond, 9)} of ${tell(panel.total, 9)} beyond the threshold`;
      return {
        width: WIDTH,
        height: 58,
        title: { text: `${panel.label} · ${told}`, fontSize: 11.5, fontWeight: 400, offset: 3, color: INK },
        layer: [
          {
            data: { values: values.filter((value) => value.panel === panel.label) },
            mark: { type: 'rect' as const, color: panel.kind === 'honest' ? HONEST : CHEAT, stroke: '#ffffff' },
            encoding: {
              x,
              x2: { field: 'right' },
              y: {
                field: 'share',
                type: 'quantitative' as const,
                title: null,
                axis: { format: '.0%', tickCount: 2 },
                scale: { zero: true },
              },
              y2: { datum: 0 },
            },
          },
          ...(threshold > 0
            ? [
                {
                  data: { values: [{ at: Math.log10(threshold) }] },
                  mark: { type: 'rule' as const, color: FAINT_INK, strokeWidth: 1.5, strokeDash: [5, 3] },
                  encoding: { x: { field: 'at', type: 'quantitative' as const, scale } },
                },
              ]
            : []),
        ],
      };
    }),
  } as TopLevelSpec;
}

/** Models whose answers come from one profile and are compared alike share a chart. */
function byProfile(result: Result): DistanceRow[][] {
  const groups = new Map<string, DistanceRow[]>();
  for (const model of new Set(result.distances.map((row) => row.model))) {
    const rows = result.distances.filter((row) => row.model === model);
    const key = JSON.stringify(rows.map((row) => ({ ...row, model: '' })));
    if (!groups.has(key)) groups.set(key, rows);
  }
  return [...groups.values()];
}

/** Name of the model that was really run. */
function ranAs(result: Result, model: string): string {
  return result.manifest.models.find(({ name }) => name === model)?.profile_model ?? model;
}

/** One chart per model that was really run. */
export function distanceCharts(result: Result): Chart[] {
  const groups = byProfile(result);
  return groups.map((rows) => {
    const model = ranAs(result, rows[0]!.model);
    const suffix = groups.length === 1 ? '' : `-${rows[0]!.model.replace(/[^A-Za-z0-9-]+/g, '-')}`;
    return {
      name: `distances${suffix}`,
      question: 'trusted',
      draw(of) {
        const spec = draw(of, model, rows);
        if (spec === null) return null;
        const panels = distancePanels(rows);
        const honest = panels.filter((panel) => panel.kind === 'honest');
        const cheats = panels.filter((panel) => panel.kind === 'cheat');
        const told = cheats.map((panel) => `${panel.label.replace(' against honest', '')} ${tellRate([panel])}`);
        const parts = honest.length > 0 ? [`${tellRate(honest)} of pairs of honest answers`] : [];
        if (told.length > 0) parts.push(`of cheating answers: ${told.join(', ')}`);
        const inputs = tell(panels[0]!.inputs, 9);
        return {
          spec,
          reading: `On ${inputs} inputs that the threshold was not chosen on, beyond it lie ${parts.join('; ')}.`,
        };
      },
    };
  });
}
