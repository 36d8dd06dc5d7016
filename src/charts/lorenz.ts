/** How equally are jobs, revenue and stake spread? Lorenz curves per node and per operator, first replication. */
import type { TopLevelSpec } from 'vega-lite';
import { lorenz as lorenzCurve } from '../stats/inequality.ts';
import { type Chart, heading } from './chart.ts';
import { tell, tellShare } from './numbers.ts';
import { type Holder, identities, operators } from './parties.ts';
import { SERIES_COLOURS } from './theme.ts';

type Quantity = 'jobs' | 'revenue' | 'stake';
const STROKES = [5, 3, 1.5];
const QUANTITIES: readonly Quantity[] = ['jobs', 'revenue', 'stake'];

/** Points of a curve beyond this are thinned: no eye sees them, and the file stays small. */
const MOST_POINTS = 200;

/** Those that could hold any: who only validates has no jobs to answer. */
function holdersOf(holders: readonly Holder[], quantity: Quantity): readonly Holder[] {
  return quantity === 'jobs' ? holders.filter((holder) => holder.nodes > 0) : holders;
}

/** Share of the amount that the richest tenth of holders has, at least one of them. */
function topTenth(holders: readonly Holder[], quantity: Quantity): number | null {
  const descending = holdersOf(holders, quantity)
    .map((holder) => holder[quantity])
    .sort((a, b) => b - a);
  const total = descending.reduce((sum, amount) => sum + amount, 0);
  if (total <= 0) return null;
  const most = descending.slice(0, Math.max(1, Math.floor(descending.length / 10)));
  return most.reduce((sum, amount) => sum + amount, 0) / total;
}

export const lorenz: Chart = {
  name: 'lorenz',
  question: 'computed',
  draw(result) {
    const parties = { node: identities(result), operator: operators(result) };
    const panels = (['node', 'operator'] as const).map((per) => ({
      per,
      title: `per ${per}, n = ${tell(parties[per].length, 9)}`,
      values: QUANTITIES.flatMap((quantity) =>
        lorenzCurve(
          // Who owes holds nothing.
          holdersOf(parties[per], quantity).map((holder) => Math.max(0, holder[quantity])),
          MOST_POINTS,
        ).map(({ holders, held }) => ({ holders, amount: held, quantity })),
      ),
    }));
    if (parties.node.length < 2 || panels.every((panel) => panel.values.length === 0)) return null;
    const domain = QUANTITIES.filter((quantity) => panels[0]!.values.some((value) => value.quantity === quantity));
    const color = {
      field: 'quantity',
      type: 'nominal' as const,
      scale: { domain, range: SERIES_COLOURS.slice(0, domain.length) },
    };
    const legend = {
      orient: 'top-left' as const,
      direction: 'vertical' as const,
      title: null,
      offset: 10,
      symbolType: 'stroke',
      symbolSize: 220,
    };
    const axis = { format: '.0%', values: [0, 0.2, 0.4, 0.6, 0.8, 1] };
    const spec: TopLevelSpec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      title: heading(
        'Lorenz curves: the nearer to the diagonal, the more equal',
        result,
        result.summary.replications > 1 ? 'replication 1' : undefined,
      ),
      spacing: 36,
      resolve: { legend: { color: 'independent' } },
      hconcat: panels.map((panel, i) => ({
        title: { text: panel.title, fontSize: 12, fontWeight: 600, offset: 8 },
        width: 290,
        height: 290,
        layer: [
          {
            data: {
              values: [
                { holders: 0, amount: 0 },
                { holders: 1, amount: 1 },
              ],
            },
            mark: { type: 'line' as const, strokeDash: [4, 4], color: '#8a8f98', strokeWidth: 1 },
            encoding: {
              x: { field: 'holders', type: 'quantitative' as const },
              y: { field: 'amount', type: 'quantitative' as const },
            },
          },
          // A layer each, wide below narrow: curves that coincide, as of revenue and jobs at one price, stay visible.
          ...domain.map((quantity, k) => ({
            data: {
              values: panel.values.filter((value) => value.quantity === quantity) as unknown as Record<
                string,
                unknown
              >[],
            },
            mark: { type: 'line' as const, strokeWidth: STROKES[k]! },
            encoding: {
              x: { field: 'holders', type: 'quantitative' as const, title: 'share of holders, poorest first', axis },
              y: { field: 'amount', type: 'quantitative' as const, title: 'share of the amount', axis },
              color: { ...color, legend: i === 0 ? legend : null },
              order: { field: 'holders', type: 'quantitative' as const },
            },
          })),
        ],
      })),
    };
    const share = topTenth(parties.operator, domain.includes('revenue') ? 'revenue' : domain[0]!);
    const what = domain.includes('revenue') ? 'revenue' : domain[0]!;
    return { spec, reading: `The largest tenth of operators has ${tellShare(share)} of all ${what}.` };
  },
};
