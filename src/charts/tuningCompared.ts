/** What does tuning change? Each metric under the baseline and under the leading finalist, on the same fresh seeds. */
import type { TopLevelSpec } from 'vega-lite';
import type { Tuning } from '../experiment/tune/tune.ts';
import type { Sketch } from './drawn.ts';
import { INK, OKABE_ITO, WIDTH } from './theme.ts';
import { titleOf, tuningCaption } from './tuningScale.ts';

const BASELINE = 'baseline';
const TUNED = 'tuned';
/** Differences whose adjusted p-value is below this are told as such. */
export const LEVEL = 0.05;

export function tuningCompared(tuning: Tuning): Sketch | null {
  const { compared, goals, freshReplications } = tuning;
  const shown = compared.filter(({ baseline, tuned }) => baseline.mean !== null && tuned.mean !== null);
  if (shown.length === 0) return null;
  const panels = shown.map(({ metric, baseline, tuned }) => {
    const values = [
      { name: BASELINE, ...baseline },
      { name: TUNED, ...tuned },
    ].map(({ name, mean, ci95 }) => ({ name, mean: mean!, lo: ci95?.[0] ?? mean!, hi: ci95?.[1] ?? mean! }));
    const bounds = goals.constraints
      .filter((constraint) => constraint.metric === metric)
      .map(({ value }) => ({ value }));
    const ends = [...values.flatMap(({ lo, hi }) => [lo, hi]), ...bounds.map(({ value }) => value), 0];
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const room = (most - least || 1) * 0.05;
    const x = (field: string) => ({
      field,
      type: 'quantitative',
      title: titleOf(tuning, metric),
      scale: { domain: [least < 0 ? least - room : 0, most + room], nice: false },
      axis: { grid: true, tickCount: 6 },
    });
    const y = {
      field: 'name',
      type: 'nominal',
      sort: [BASELINE, TUNED],
      title: null,
      axis: { grid: false, minExtent: 60 },
    };
    const color = {
      field: 'name',
      type: 'nominal',
      scale: { domain: [BASELINE, TUNED], range: [INK, OKABE_ITO.vermillion] },
      legend: null,
    };
    return {
      width: WIDTH - 20,
      height: { step: 22 },
      layer: [
        {
          data: { values: bounds },
          mark: { type: 'rule', strokeDash: [4, 4], color: INK, opacity: 0.55 },
          encoding: { x: x('value') },
        },
        {
          data: { values },
          mark: { type: 'rule', strokeWidth: 2.4 },
          encoding: { y, x: x('lo'), x2: { field: 'hi' }, color },
        },
        {
          data: { values },
          mark: { type: 'point', filled: true, size: 75, opacity: 1 },
          encoding: { y, x: x('mean'), color },
        },
      ],
    };
  });
  const told = shown.filter(({ difference }) => difference !== null && difference.p_adjusted < LEVEL);
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: 'The baseline and the tuned rules',
      subtitle: tuningCaption(
        tuning,
        `bars: 95 % intervals of ${freshReplications} fresh replications · dashed: bounds`,
      ),
    },
    spacing: 14,
    vconcat: panels,
  };
  return {
    name: 'compared',
    spec: spec as unknown as TopLevelSpec,
    reading:
      told.length === 0
        ? 'In none of these metrics are the two told apart.'
        : `The two are told apart in ${told.map(({ metric }) => metric).join(', ')}. Their runs share their luck: the intervals of differences, in the table, are the ones to judge by.`,
  };
}
