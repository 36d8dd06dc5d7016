/**
 * Has the search come to an end? With one goal the best value so far and the candidates of each generation; with several the
 * volume that the feasible candidates dominate.
 */
import type { TopLevelSpec } from 'vega-lite';
import { unsigned } from '../experiment/tune/files.ts';
import type { Tuning } from '../experiment/tune/tune.ts';
import type { Sketch } from './drawn.ts';
import { tell, tellShare } from './numbers.ts';
import { HEIGHT, OKABE_ITO, WIDTH } from './theme.ts';
import { axisFor, titleOf, tuningCaption } from './tuningScale.ts';

export function tuningProgress(tuning: Tuning): Sketch | null {
  if (tuning.progress.length < 2) return null;
  return tuning.goals.objectives.length === 1 ? best(tuning) : volume(tuning);
}

const generation = { field: 'generation', type: 'quantitative', title: 'generation', axis: { tickMinStep: 1 } };

function base(tuning: Tuning, text: string, layer: object[]): TopLevelSpec {
  const [domain] = [[0.5, tuning.progress.length + 0.5]];
  const scaled = JSON.parse(JSON.stringify(layer)) as { encoding: { x: Record<string, unknown> } }[];
  for (const each of scaled) each.encoding.x.scale = { domain, nice: false, zero: false };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text, subtitle: tuningCaption(tuning, tuning.search.ended ?? undefined) },
    width: WIDTH,
    height: HEIGHT,
    layer: scaled,
  } as unknown as TopLevelSpec;
}

function volume(tuning: Tuning): Sketch {
  const { progress } = tuning;
  const last = progress.at(-1)!;
  const tenth = progress[Math.floor(0.9 * (progress.length - 1))]!;
  const layer = [
    {
      data: { values: progress.map(({ generation, hypervolume }) => ({ generation, hypervolume })) },
      mark: {
        type: 'line',
        interpolate: 'step-after',
        color: OKABE_ITO.blue,
        point: { size: 36, color: OKABE_ITO.blue },
      },
      encoding: {
        x: generation,
        y: {
          field: 'hypervolume',
          type: 'quantitative',
          title: 'hypervolume, share of the box of feasible values',
          scale: { domain: [0, 1] },
          axis: { format: '.0%' },
        },
      },
    },
  ];
  const gained = last.hypervolume - tenth.hypervolume;
  return {
    name: 'progress',
    spec: base(tuning, 'How the front grew', layer),
    reading:
      `After ${last.generation} generations and ${last.candidates} candidates the front dominates ${tellShare(last.hypervolume)} of the box between the best ` +
      `and the worst feasible values; the last tenth of the search added ${tellShare(gained)}.`,
  };
}

function best(tuning: Tuning): Sketch | null {
  const [objective] = tuning.goals.objectives;
  const { metric, direction } = objective!;
  const { candidates, generations } = tuning.search;
  const points = generations.flatMap(({ number, asked }) =>
    asked.flatMap((which) => {
      const { verdict } = candidates[which - 1]!;
      const value = verdict.estimates[metric]!.mean;
      return value === null
        ? []
        : [
            {
              generation: number,
              value,
              kind: verdict.violation > 0 ? 'breaks a constraint' : 'keeps the constraints',
            },
          ];
    }),
  );
  const line = tuning.progress.flatMap(({ generation, best }) =>
    best === null ? [] : [{ generation, value: unsigned(best[0]!, direction), kind: 'best so far' }],
  );
  if (points.length === 0) return null;
  const y = {
    field: 'value',
    type: 'quantitative',
    title: titleOf(tuning, metric),
    ...axisFor(
      points.map(({ value }) => value),
      line.map(({ value }) => value),
    ),
  };
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: {
      domain: ['breaks a constraint', 'keeps the constraints', 'best so far'],
      range: ['#c9ced4', OKABE_ITO.sky, OKABE_ITO.blue],
    },
    legend: { orient: 'top', direction: 'horizontal', title: null },
  };
  const layer = [
    {
      data: { values: points },
      mark: { type: 'point', filled: true, size: 26, opacity: 0.8 },
      encoding: { x: generation, y, color },
    },
    {
      data: { values: line },
      mark: { type: 'line', interpolate: 'step-after' },
      encoding: { x: generation, y, color },
    },
  ];
  const first = line[0];
  const last = line.at(-1);
  return {
    name: 'progress',
    spec: base(tuning, 'How the search came to its best', layer),
    reading:
      first === undefined || last === undefined
        ? 'No candidate kept the constraints.'
        : `The best ${metric} that kept the constraints went from ${tell(first.value)} in generation ${first.generation} to ${tell(last.value)} in generation ${last.generation}, as the search's own seeds have it.`,
  };
}
