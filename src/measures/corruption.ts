/** Is the network worth attacking? What it costs to cheat, what cheating brings, and how much others lose for each dollar that it costs. */
import { adversaries as registry } from '../agents/index.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { harmOf } from './fraud.ts';
import { netOf } from './income.ts';
import type { Attached, Measure } from './measure.ts';
import { type Ratio, ratio } from './measure.ts';
import type { MetricInfo } from './record.ts';

const TOLD = "tokens at the market's mean price over the whole horizon; told only with adversaries that hold nodes";

const infos: MetricInfo[] = [
  {
    name: 'fraud.cost_of_corruption_usd',
    unit: 'USD',
    kind: 'total',
    summary: 'stake that nodes held by adversaries lost',
    convention: `bonds slashed, as far as they were there; ${TOLD}`,
  },
  {
    name: 'fraud.profit_from_corruption_usd',
    unit: 'USD',
    kind: 'total',
    summary: 'what these nodes kept beyond what as many honest ones kept',
    convention: `before slashing, upstream costs off; below 0 where jail costs more work than cheating brings; compute saved is not in it; ${TOLD}`,
  },
  {
    name: 'fraud.griefing_factor',
    unit: 'ratio',
    kind: 'total',
    summary: 'what clients lost for each dollar that the adversaries lost by it',
    convention:
      'harm by wrong answers accepted / (cost of corruption - profit from it), Buterin 2018; over replications: ratio of sums; null where adversaries lose nothing by it; told only with adversaries that hold nodes',
  },
];

function attach(run: Simulation): Attached {
  const { scenario, world } = run;
  const { nodes } = world.tables;
  if (
    !scenario.adversaries.some(
      ({ attack }) => registry[attack.rule].holds !== 'validators' && !registry[attack.rule].outside,
    )
  )
    return { metrics: () => ({}) };
  const unit = Number(`1e${scenario.token.decimals}`);

  return {
    metrics(): Record<string, number | null | Ratio> {
      const held = { nodes: 0, kept: 0, slashed: 0 };
      const others = { nodes: 0, kept: 0 };
      for (let node = 0; node < nodes.table.size; node++) {
        if (nodes.admitted.data[node] === 0) continue;
        const side = nodes.adversary.data[node] >= 0 ? held : others;
        side.nodes++;
        side.kept += netOf(run, node);
        if (side === held) held.slashed += nodes.slashed.data[node];
      }
      const usd = (units: number) => (units / unit) * world.market.mean(scenario.horizon);
      const cost = usd(held.slashed);
      const gain = others.nodes > 0 ? usd(held.kept - (held.nodes / others.nodes) * others.kept) : null;
      return {
        'fraud.cost_of_corruption_usd': cost,
        'fraud.profit_from_corruption_usd': gain,
        'fraud.griefing_factor': gain === null || cost <= gain ? null : ratio(harmOf(run), cost - gain),
      };
    },
  };
}

export const corruption: Measure = { infos, attach };
