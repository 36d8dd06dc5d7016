/** What does cheating leave to the cheater? Offences and net income of each adversary's nodes, beside nodes that nobody holds. */
import { adversaries as registry } from '../agents/index.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { nodeRecord } from './fraud.ts';
import { netOf } from './income.ts';
import type { Attached, Measure } from './measure.ts';
import type { MetricInfo } from './record.ts';

/** The same number of every adversary: its name stands in the metric's. */
function perAdversary(what: string, unit: string, summary: string, convention: string): MetricInfo {
  return { name: `fraud.adversary.<name>.${what}`, unit, kind: 'total', summary, convention };
}

const infos: MetricInfo[] = [
  {
    name: 'fraud.adversary_net_income_ratio',
    unit: 'ratio',
    kind: 'total',
    summary: 'what a held node keeps, over what another node keeps',
    convention:
      'token income less slashed bond and less what proxies paid upstream, mean over nodes that an adversary ever holds / mean over all others; compute saved by cheating is not in it; null without adversaries or without income',
  },
  perAdversary('nodes', 'nodes', 'nodes that it ever holds', 'those never admitted are left out'),
  perAdversary('attempted', 'offences', 'fraudulent results that its nodes handed in', 'as fraud.attempted'),
  perAdversary('detected', 'offences', 'of these, convicted', 'as fraud.detected'),
  perAdversary(
    'net_income_ratio',
    'ratio',
    'what a node of its keeps, over what a node that nobody holds keeps',
    'as fraud.adversary_net_income_ratio',
  ),
];

function attach(run: Simulation): Attached {
  const { tables } = run.world;
  const { nodes } = tables;
  const record = nodeRecord(run);

  return {
    metrics() {
      const { adversaries } = run.scenario;
      // The last row is of the nodes that nobody holds.
      const rows = Array.from({ length: adversaries.length + 1 }, () => ({
        nodes: 0,
        net: 0,
        attempted: 0,
        detected: 0,
      }));
      for (let node = 0; node < nodes.table.size; node++) {
        if (nodes.admitted.data[node] === 0) continue;
        const holder = nodes.adversary.data[node];
        const row = rows[holder >= 0 ? holder : adversaries.length];
        row.nodes++;
        row.net += netOf(run, node) - nodes.slashed.data[node];
        row.attempted += record.offences.data[node];
        row.detected += record.convictions.data[node] - record.falsely.data[node];
      }
      const others = rows.pop() as (typeof rows)[number];
      const relative = (net: number, count: number): number | null =>
        count > 0 && others.net > 0 ? net / count / (others.net / others.nodes) : null;
      const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
      const metrics: Record<string, number | null> = {
        'fraud.adversary_net_income_ratio': relative(
          sum((row) => row.net),
          sum((row) => row.nodes),
        ),
      };
      rows.forEach((row, i) => {
        // What attackers of validators do is told among the measures of stake.
        if (registry[adversaries[i].attack.rule].holds === 'validators') return;
        const name = `fraud.adversary.${adversaries[i].name}`;
        metrics[`${name}.nodes`] = row.nodes;
        metrics[`${name}.attempted`] = row.attempted;
        metrics[`${name}.detected`] = row.detected;
        metrics[`${name}.net_income_ratio`] = relative(row.net, row.nodes);
      });
      return metrics;
    },
  };
}

export const adversaries: Measure = { infos, attach };
