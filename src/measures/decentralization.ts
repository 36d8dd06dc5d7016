/**
 * Where is it computed and verified, and by whose hand? Concentration of jobs, revenue, stake and blocks, per identity
 * and per controlling operator: a Sybil looks decentralized only in the first.
 */
import type { Simulation } from '../simulation/simulation.ts';
import { effectiveNumber, hhi, nakamoto, topShare } from '../stats/concentration.ts';
import { gini } from '../stats/inequality.ts';
import type { Attached, Measure } from './measure.ts';
import type { MetricInfo } from './record.ts';
import type { Windows } from './windows.ts';
import { perWindow } from './windows.ts';

const QUANTITIES = {
  revenue: {
    unit: 'token',
    of: 'token income of nodes (identity), of nodes and validators (operator), from all sources',
  },
  jobs: { unit: 'jobs', of: 'accepted answers' },
  stake: {
    unit: 'token',
    of: 'bonds of nodes (identity), bonds of nodes and validators with what is delegated to these (operator)',
  },
  blocks: { unit: 'blocks', of: 'blocks proposed by validators' },
} as const;
type Quantity = keyof typeof QUANTITIES;
type Holder = 'identity' | 'operator';

/** Nakamoto coefficients carry their threshold in per cent. */
const percent = (threshold: number) => Math.round(threshold * 100);

const MEASURES = ['gini', 'hhi', 'effective', 'top1'] as const;
const SUMMARY = {
  gini: 'Gini coefficient, 0 equal .. 1 concentrated: sum (2i-n-1) x_(i) / (n X)',
  hhi: 'Herfindahl-Hirschman index, 10^4 sum p^2',
  effective: 'effective number of holders, 1 / sum p^2',
  top1: 'share of the largest holder',
};

function infosFor(thresholds: readonly number[]): MetricInfo[] {
  const infos: MetricInfo[] = [];
  for (const [quantity, { of }] of Object.entries(QUANTITIES))
    for (const holder of ['identity', 'operator'] as const) {
      const convention = `${of}, at the horizon; per ${holder}; holders with zero are counted (those that never could hold any are not); null when nobody holds any`;
      for (const measure of MEASURES)
        infos.push({
          name: `decentralization.${quantity}.${measure}.${holder}`,
          unit: measure === 'hhi' ? 'points' : measure === 'effective' ? 'holders' : 'share',
          kind: 'total',
          summary: `${quantity}: ${SUMMARY[measure]}`,
          convention,
        });
      for (const threshold of thresholds)
        infos.push({
          name: `decentralization.${quantity}.nakamoto_${percent(threshold)}.${holder}`,
          unit: 'holders',
          kind: 'total',
          summary: `${quantity}: fewest holders with together strictly more than ${percent(threshold)} %`,
          convention,
        });
    }
  return infos;
}

const DEFAULT_THRESHOLDS = [1 / 3, 0.5, 2 / 3];

/** What each holder has, in whole units, so that ties are exact. */
export function holdings(run: Simulation, quantity: Quantity, holder: Holder): Float64Array {
  const { tables, ledger } = run.world;
  const { nodes, validators, operators } = tables;
  const byNode = (node: number) =>
    quantity === 'revenue'
      ? ledger.balance(nodes.wallet.data[node])
      : quantity === 'jobs'
        ? nodes.jobs.data[node]
        : ledger.balance(nodes.bond.data[node]);
  const byValidator = (v: number) =>
    quantity === 'revenue'
      ? ledger.balance(validators.wallet.data[v])
      : quantity === 'blocks'
        ? validators.blocks.data[v]
        : run.chain.power(v);
  if (holder === 'identity')
    return quantity === 'blocks'
      ? Float64Array.from({ length: validators.table.size }, (_, v) => byValidator(v))
      : Float64Array.from({ length: nodes.table.size }, (_, node) => byNode(node));
  const sums = new Float64Array(operators.table.size);
  const concerned = new Uint8Array(operators.table.size);
  if (quantity !== 'blocks')
    for (let node = 0; node < nodes.table.size; node++) {
      sums[nodes.operator.data[node]] += byNode(node);
      concerned[nodes.operator.data[node]] = 1;
    }
  if (quantity !== 'jobs')
    for (let v = 0; v < validators.table.size; v++) {
      sums[validators.operator.data[v]] += byValidator(v);
      concerned[validators.operator.data[v]] = 1;
    }
  return sums.filter((_, operator) => concerned[operator] === 1);
}

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
      const any = revenue.some((x) => x > 0);
      paths.gini.data[w] = any ? gini(revenue) : Number.NaN;
      paths.nakamoto.data[w] = any ? nakamoto(revenue, 0.5) : Number.NaN;
    },
    metrics() {
      const metrics: Record<string, number | null> = {};
      for (const quantity of Object.keys(QUANTITIES) as Quantity[])
        for (const holder of ['identity', 'operator'] as const) {
          const held = holdings(run, quantity, holder);
          const any = held.some((x) => x > 0);
          const name = (measure: string) => `decentralization.${quantity}.${measure}.${holder}`;
          metrics[name('gini')] = any ? gini(held) : null;
          metrics[name('hhi')] = any ? hhi(held) : null;
          metrics[name('effective')] = any ? effectiveNumber(held) : null;
          metrics[name('top1')] = any ? topShare(held, 1) : null;
          for (const threshold of thresholds)
            metrics[name(`nakamoto_${percent(threshold)}`)] = any ? nakamoto(held, threshold) : null;
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

export const decentralization: Measure = { infos: infosFor(DEFAULT_THRESHOLDS), attach };
