/**
 * Which compromises are there? Candidates of the search as small points, grey where they break a constraint; finalists with the
 * intervals that fresh seeds gave them; and where one would stay without tuning.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Objective, Verdict } from '../experiment/tune/goals.ts';
import { inWords } from '../experiment/tune/goals.ts';
import type { Tuning } from '../experiment/tune/tune.ts';
import type { Sketch } from './drawn.ts';
import { INK, OKABE_ITO, WIDTH } from './theme.ts';
import { axisFor, tellEstimate, titleOf, tuningCaption } from './tuningScale.ts';

const INFEASIBLE = '#c9ced4';
const FEASIBLE = OKABE_ITO.sky;
const FINALIST = OKABE_ITO.blue;
const LEADER = OKABE_ITO.vermillion;
const KINDS = [
  'breaks a constraint',
  'keeps the constraints',
  'finalist, fresh seeds',
  'the winner',
  'baseline, fresh seeds',
] as const;
const COLOURS = [INFEASIBLE, FEASIBLE, FINALIST, LEADER, INK];
const SHAPES = ['circle', 'circle', 'circle', 'circle', 'diamond'];

/** The first objective against each other one; none where there is only one. */
export function tuningFronts(tuning: Tuning): (Sketch | null)[] {
  const [first, ...others] = tuning.goals.objectives;
  return others.map((other, i) => front(tuning, first!, other, i === 0 ? 'front' : `front-${i + 1}`));
}

interface Point {
  x: number;
  y: number;
  kind: (typeof KINDS)[number];
}

interface Crossed extends Point {
  xlo: number;
  xhi: number;
  ylo: number;
  yhi: number;
}

function front(tuning: Tuning, ofX: Objective, ofY: Objective, name: string): Sketch | null {
  const { search, finalists, baseline, leader, winner, freshReplications } = tuning;
  const at = ({ estimates }: Verdict): { x: number; y: number } | null => {
    const [x, y] = [estimates[ofX.metric]!.mean, estimates[ofY.metric]!.mean];
    return x === null || y === null ? null : { x, y };
  };
  const candidates = search.candidates.flatMap(({ verdict }): Point[] => {
    const place = at(verdict);
    return place === null ? [] : [{ ...place, kind: verdict.violation > 0 ? KINDS[0] : KINDS[1] }];
  });
  const crossed = (verdict: Verdict, kind: Crossed['kind']): Crossed[] => {
    const place = at(verdict);
    if (place === null) return [];
    const [x, y] = [verdict.estimates[ofX.metric]!.ci95, verdict.estimates[ofY.metric]!.ci95];
    const { x: mx, y: my } = place;
    return [{ ...place, kind, xlo: x?.[0] ?? mx, xhi: x?.[1] ?? mx, ylo: y?.[0] ?? my, yhi: y?.[1] ?? my }];
  };
  const best = finalists.flatMap(({ candidate, fresh }) =>
    crossed(fresh, candidate.number === winner ? KINDS[3] : KINDS[2]),
  );
  const before = crossed(baseline.fresh, KINDS[4]);
  if (best.length === 0 || candidates.length === 0) return null;
  const marked = [...best, ...before];
  const ends = (low: 'xlo' | 'ylo', high: 'xhi' | 'yhi') =>
    marked.flatMap((point) => [Math.max(0, point[low]), point[high]]);
  const x = axisFor(
    [...candidates.map((point) => point.x), ...ends('xlo', 'xhi')],
    best.map((point) => point.x),
  );
  const y = axisFor(
    [...candidates.map((point) => point.y), ...ends('ylo', 'yhi')],
    best.map((point) => point.y),
  );
  const onX = (field: string) => ({ field, type: 'quantitative', title: titled(tuning, ofX), ...x });
  const onY = (field: string) => ({ field, type: 'quantitative', title: titled(tuning, ofY), ...y });
  const legend = { orient: 'top', direction: 'horizontal', columns: 3, title: null };
  const color = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: [...KINDS], range: COLOURS },
    legend,
  };
  const shape = { field: 'kind', type: 'nominal', scale: { domain: [...KINDS], range: SHAPES }, legend };
  const bounds = tuning.goals.constraints.flatMap(({ metric, bound, value }) =>
    metric === ofX.metric || metric === ofY.metric
      ? [{ on: metric === ofX.metric ? 'x' : 'y', value, text: inWords({ metric, bound, value }) }]
      : [],
  );
  const line = { type: 'rule', strokeDash: [4, 4], color: INK, opacity: 0.55 };
  const label = { type: 'text', fontSize: 11, color: INK, opacity: 0.75 };
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: 'What can be had for what: the front of compromises',
      subtitle: tuningCaption(tuning, `bars: 95 % intervals of ${freshReplications} fresh replications`),
    },
    width: WIDTH,
    height: 380,
    layer: [
      ...bounds.flatMap(({ on, value, text }) => [
        {
          data: { values: [{ value }] },
          mark: line,
          encoding: on === 'x' ? { x: onX('value') } : { y: onY('value') },
        },
        {
          data: { values: [{ value, text }] },
          mark:
            on === 'x'
              ? { ...label, align: 'left', baseline: 'top', dx: 4, y: 2 }
              : { ...label, align: 'right', baseline: 'bottom', dy: -3, x: WIDTH - 2 },
          encoding: {
            ...(on === 'x' ? { x: onX('value') } : { y: onY('value') }),
            text: { field: 'text', type: 'nominal' },
          },
        },
      ]),
      {
        data: { values: candidates },
        mark: { type: 'point', filled: true, size: 22, opacity: 0.75 },
        encoding: { x: onX('x'), y: onY('y'), color, shape },
      },
      ...(['x', 'y'] as const).map((axis) => ({
        data: { values: marked },
        mark: { type: 'rule', strokeWidth: 1.4, opacity: 0.8, clip: true },
        encoding:
          axis === 'x'
            ? { x: onX('xlo'), x2: { field: 'xhi' }, y: onY('y'), color }
            : { y: onY('ylo'), y2: { field: 'yhi' }, x: onX('x'), color },
      })),
      {
        data: { values: marked },
        mark: { type: 'point', filled: true, size: 95, opacity: 1, stroke: '#ffffff', strokeWidth: 1 },
        encoding: { x: onX('x'), y: onY('y'), color, shape },
      },
    ],
  };
  return { name, spec: spec as unknown as TopLevelSpec, reading: reading(tuning, ofX, ofY, leader, winner) };
}

function titled(tuning: Tuning, { metric, direction }: Objective): string {
  return `${titleOf(tuning, metric)}, ${direction === 'minimize' ? 'less' : 'more'} is better`;
}

function reading(tuning: Tuning, ofX: Objective, ofY: Objective, leader: number | null, winner: number | null): string {
  const { finalists, baseline, search } = tuning;
  const feasible = search.candidates.filter(({ verdict }) => verdict.violation === 0).length;
  const words = (verdict: Verdict): string =>
    [ofX, ofY].map(({ metric }) => `${metric} ${tellEstimate(verdict.estimates[metric]!)}`).join(' and ');
  const led = finalists.find(({ candidate }) => candidate.number === leader);
  const who = winner === null ? 'none keeps the constraints on fresh seeds; the nearest has' : 'the winner has';
  return (
    `${feasible} of ${search.candidates.length} candidates kept the constraints in the search. Of ${finalists.length} finalists ` +
    `${who} ${led === undefined ? 'no number' : words(led.fresh)}, the baseline ${words(baseline.fresh)}.`
  );
}
