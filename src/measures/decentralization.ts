/**
 * Where is it computed and verified, and by whose hand? Concentration of jobs, revenue, stake and blocks, per identity
 * and per controlling operator (a Sybil looks decentralized only in the first), per region and per hosting provider.
 */
import type { Simulation } from '../simulation/simulation.ts';
import { effectiveNumber, hhi, nakamoto, renyi, shannon, topShare } from '../stats/concentration.ts';
import { gini, theil } from '../stats/inequality.ts';
import { HOLDERS, holdings, isHeldBy, QUANTITIES, type Quantity } from './holdings.ts';
import type { Attached, Measure } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { perWindow, type Windows } from './windows.ts';

/** Nakamoto coefficients carry their threshold in per cent. */
const percent = (threshold: number) => Math.round(threshold * 100);

const INDICES: Record<string, { unit: string; summary: string; of: (held: Float64Array) => number }> = {
  gini: { unit: 'index', summary: 'Gini coefficient, 0 equal .. 1 concentrated: sum (2i-n-1) x_(i) / (n X)', of: gini },
  hhi: { unit: 'points', summary: 'Herfindahl-Hirschman index, 10^4 sum p^2', of: hhi },
  effective: { unit: 'holders', summary: 'effective number of holders, 1 / sum p^2', of: effectiveNumber },
  shannon: { unit: 'bits', summary: 'Shannon entropy, -sum p log2 p', of: shannon },
  renyi2: { unit: 'bits', summary: 'Renyi entropy of order 2, -log2 sum p^2', of: (held) => renyi(held, 2) },
  theil: { unit: 'nats', summary: 'Theil index, mean of (x / mean) ln (x / mean)', of: theil },
  top1: { unit: 'share', summary: 'share of the largest holder', of: (held) => topShare(held, 1) },
  top3: { unit: 'share', summary: 'share of the three largest holders', of: (held) => topShare(held, 3) },
};

const DEFAULT_THRESHOLDS = [1 / 3, 0.5, 2 / 3];

const PAIRS = (Object.keys(QUANTITIES) as Quantity[]).flatMap((quantity) =>
  HOLDERS.filter((holder) => isHeldBy(quantity, holder)).map((holder) => ({ quantity, holder })),
);

const infos: MetricInfo[] = PAIRS.flatMap(({ quantity, holder }) => {
  const convention = `${QUANTITIES[quantity]}, at the horizon; per ${holder}; holders with zero are counted (those that never could hold any are not); null when nobody holds any, or a node's ${holder} is not stated`;
  const named = (measure: string) => `decentralization.${quantity}.${measure}.${holder}`;
  return [
    ...Object.entries(INDICES).map(
      ([name, { unit, summary }]): MetricInfo => ({
        name: named(name),
        unit,
        kind: 'total',
        summary: `${quantity}: ${summary}`,
        convention,
      }),
    ),
    ...DEFAULT_THRESHOLDS.map(
      (threshold): MetricInfo => ({
        name: named(`nakamoto_${percent(threshold)}`),
        unit: 'holders',
        kind: 'total',
        summary: `${quantity}: fewest holders with together strictly more than ${percent(threshold)} %`,
        convention,
      }),
    ),
  ];
});

function attach(run: Simulation, windows: Windows): Attached {
  const thresholds = run.scenario.measures.nakamoto;
  // The paths over time: of revenue, by operator. Sorting many holders is costly, so large networks get fewer points.
  const every = Math.max(1, Math.floor((run.world.tables.nodes.table.size * windows.count) / 400_000));
  const paths = {
    gini: perWindow(run, windows, 'decentralization/gini'),
    nakamoto: perWindow(run, windows, 'decentralization/nakamoto'),
  };
  const observed = (w: number) => (w + 1) % every === 0 || w === windows.count - 1;

  return {
    window(w) {
      if (!observed(w)) return;
      const revenue = holdings(run, 'revenue', 'operator');
      const any = revenue?.some((x) => x > 0);
      paths.gini.data[w] = revenue && any ? gini(revenue) : Number.NaN;
      paths.nakamoto.data[w] = revenue && any ? nakamoto(revenue, 0.5) : Number.NaN;
    },
    metrics() {
      const metrics: Record<string, number | null> = {};
      for (const { quantity, holder } of PAIRS) {
        const held = holdings(run, quantity, holder);
        const some = held?.some((x) => x > 0) ? held : null;
        const name = (measure: string) => `decentralization.${quantity}.${measure}.${holder}`;
        for (const [index, { of }] of Object.entries(INDICES)) metrics[name(index)] = some && of(some);
        for (const threshold of thresholds)
          metrics[name(`nakamoto_${percent(threshold)}`)] = some && nakamoto(some, threshold);
      }
      return metrics;
    },
    series() {
      const path = (values: Float64Array) =>
        Array.from({ length: windows.count }, (_, w) => (observed(w) && !Number.isNaN(values[w]) ? values[w] : null));
      return {
        'decentralization.revenue.gini.operator': path(paths.gini.data),
        'decentralization.revenue.nakamoto_50.operator': path(paths.nakamoto.data),
      };
    },
  };
}

export const decentralization: Measure = { infos, attach };
