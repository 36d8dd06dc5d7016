/** Was the search too optimistic? Of each finalist and each metric of the goals, what the search believed and what fresh seeds say. */
import type { TopLevelSpec } from 'vega-lite';
import { metricsOf } from '../experiment/tune/goals.ts';
import type { Tuning } from '../experiment/tune/tune.ts';
import type { Sketch } from './drawn.ts';
import { tell } from './numbers.ts';
import { INK, OKABE_ITO, WIDTH } from './theme.ts';
import { axisFor, titleOf, tuningCaption } from './tuningScale.ts';

const SEARCH = 'in the search';
const FRESH = 'on fresh seeds';

export function tuningBelief(tuning: Tuning): Sketch | null {
  const { finalists, goals, freshReplications } = tuning;
  const metrics = metricsOf(goals);
  if (finalists.length === 0) return null;
  const names = finalists.map(({ candidate }) => nameOf(tuning, candidate.number));
  const panels = metrics.flatMap((metric) => {
    const values = finalists.flatMap(({ candidate, fresh }, i) => {
      const before = candidate.verdict.estimates[metric]!;
      const after = fresh.estimates[metric]!;
      if (before.mean === null || after.mean === null) return [];
      const [lo, hi] = after.ci95 ?? [after.mean, after.mean];
      return [{ name: names[i]!, search: before.mean, fresh: after.mean, lo, hi }];
    });
    if (values.length === 0) return [];
    const points = values.flatMap(({ name, search, fresh }) => [
      { name, value: search, kind: SEARCH },
      { name, value: fresh, kind: FRESH },
    ]);
    const all = values.flatMap(({ search, lo, hi }) => [search, lo, hi]);
    const bounds = goals.constraints
      .filter((constraint) => constraint.metric === metric)
      .map(({ value }) => ({ value }));
    const axis = axisFor([...all, ...bounds.map(({ value }) => value)], all);
    const x = (field: string) => ({ field, type: 'quantitative', title: titleOf(tuning, metric), ...axis });
    const y = { field: 'name', type: 'nominal', sort: names, title: null, axis: { grid: true, labelLimit: 130 } };
    const color = {
      field: 'kind',
      type: 'nominal',
      scale: { domain: [SEARCH, FRESH], range: [OKABE_ITO.orange, OKABE_ITO.blue] },
      legend: { orient: 'top', direction: 'horizontal', title: null, symbolType: 'circle' },
    };
    return [
      {
        width: WIDTH - 40,
        height: { step: 20 },
        layer: [
          {
            data: { values: bounds },
            mark: { type: 'rule', strokeDash: [4, 4], color: INK, opacity: 0.55 },
            encoding: { x: x('value') },
          },
          {
            data: { values },
            mark: { type: 'rule', strokeWidth: 2, color: OKABE_ITO.blue },
            encoding: { y, x: x('lo'), x2: { field: 'hi' } },
          },
          {
            data: { values: points },
            mark: { type: 'point', filled: true, size: 60, opacity: 1 },
            encoding: { y, x: x('value'), color },
          },
        ],
      },
    ];
  });
  if (panels.length === 0) return null;
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: 'What the search believed, and what fresh seeds say',
      subtitle: tuningCaption(
        tuning,
        `bars: 95 % intervals of ${freshReplications} fresh replications · dashed: bounds`,
      ),
    },
    vconcat: panels,
  };
  return { name: 'belief', spec: spec as unknown as TopLevelSpec, reading: reading(tuning) };
}

function nameOf({ winner }: Tuning, number: number): string {
  return number === winner ? `${number}, the winner` : String(number);
}

function reading({ finalists, goals }: Tuning): string {
  const parts = metricsOf(goals).flatMap((metric) => {
    const known = finalists.flatMap(({ optimism }) => optimism[metric] ?? []);
    if (known.length === 0) return [];
    const mean = known.reduce((sum, difference) => sum + difference.mean, 0) / known.length;
    const beyond = known.filter(({ low, high }) => low > 0 || high < 0).length;
    return [`${metric} by ${tell(mean)} on average (${beyond} of ${known.length} beyond chance at 95 %)`];
  });
  return `Search minus fresh: ${parts.join('; ')}. What the search gave its finalists and fresh seeds do not is luck.`;
}
