/** What does each factor do to a metric by itself? A panel a factor on one scale: means over all points with a value, with intervals. */
import type { TopLevelSpec } from 'vega-lite';
import type { Effect, SweepResult } from '../experiment/sweep/sweep.ts';
import type { Sketch } from './drawn.ts';
import { fileName, sweepCaption, withUnit } from './sweepChart.ts';
import { FAINT_INK, HEIGHT, OKABE_ITO, WIDTH } from './theme.ts';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
/** Panels beside each other. */
const ACROSS = 3;
/** Width of a letter of a label, pixels. */
const LETTER = 7;

/** One chart of all factors, or none where the metric is undefined everywhere. */
export function mainEffects(result: SweepResult, metric: string): Sketch[] {
  const effects = result.effects.filter((effect) => effect.metric === metric);
  const known = effects.flatMap(({ groups }) => groups.flatMap(({ estimate }) => estimate.mean ?? []));
  if (known.length === 0) return [];
  const unit = result.units[metric]!;
  const ends = effects.flatMap(({ groups }) =>
    groups.flatMap(({ estimate: { mean, ci95 } }) => [...(mean === null ? [] : [mean]), ...(ci95 ?? [])]),
  );
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const room = (most - least || Math.abs(most) || 1) * 0.06;
  // A metric that cannot be negative is not drawn below 0.
  const domain = [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
  const columns = effects.length === 4 ? 2 : Math.min(ACROSS, effects.length);
  const width = Math.round((WIDTH - 70 * (columns - 1)) / columns);
  const spec = {
    $schema: SCHEMA,
    title: {
      text: `What each factor does to ${metric}`,
      subtitle: sweepCaption(result, 'whiskers: 95 % intervals over replications'),
    },
    columns,
    spacing: 30,
    concat: effects.map((effect) => panelOf(result, effect, unit, domain, width)),
  } as unknown as TopLevelSpec;
  const parts = effects.some(({ groups }) => groups.some(({ parted }) => parted));
  const reading = `Each dot is ${metric} over all points that have the value, whatever the other factors are${parts ? '; of a factor with many values, over a part of its range, with as many points each' : ''}.`;
  return [{ name: fileName('effects', metric), spec, reading }];
}

function panelOf(result: SweepResult, { factor, groups }: Effect, title: string, domain: number[], width: number) {
  const about = result.experiment.factors.find(({ name }) => name === factor);
  const numeric = about?.numeric ?? false;
  const values = groups.flatMap(({ value, estimate: { mean, ci95 } }) =>
    mean === null ? [] : [{ value, mean, lo: ci95?.[0] ?? null, hi: ci95?.[1] ?? null }],
  );
  const positive = groups.every(({ value }) => typeof value === 'number' && value > 0);
  const log = (about?.range?.log ?? false) && positive;
  const letters = Math.max(...groups.map(({ value }) => String(value).length));
  const crowded = letters * LETTER * groups.length > width;
  const x = {
    field: 'value',
    type: numeric ? ('quantitative' as const) : ('nominal' as const),
    title: about === undefined ? factor : withUnit(factor, about.unit),
    ...(numeric
      ? {
          scale: { nice: false, padding: 12, ...(log ? { type: 'log' } : { zero: false }) },
          axis: { tickCount: 4, labelOverlap: true },
        }
      : { sort: null, axis: { labelAngle: crowded ? -30 : 0, labelLimit: 150 } }),
  };
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain, nice: false, zero: false },
    axis: { tickCount: 5 },
  });
  return {
    width,
    height: HEIGHT - 40,
    data: { values },
    layer: [
      ...(numeric
        ? [
            {
              mark: { type: 'line', color: OKABE_ITO.blue, strokeWidth: 1.5, opacity: 0.5 },
              encoding: { x, y: y('mean') },
            },
          ]
        : []),
      {
        transform: [{ filter: 'isValid(datum.lo)' }],
        mark: { type: 'rule', color: FAINT_INK, strokeWidth: 1.5 },
        encoding: { x, y: y('lo'), y2: { field: 'hi' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, color: OKABE_ITO.blue, opacity: 1 },
        encoding: { x, y: y('mean') },
      },
    ],
  };
}
