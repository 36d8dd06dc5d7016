/** Is somebody there who answers? Time that nodes are up, and what outages cost. */
import type { Simulation } from '../simulation/simulation.ts';
import type { Attached, Measure } from './measure.ts';
import { quotient, type Ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { perWindow, type Windows } from './windows.ts';

const WHERE = 'there only where the scenario has outages';

const infos: MetricInfo[] = [
  {
    name: 'availability.nodes_share',
    unit: 'share',
    kind: 'steady',
    summary: 'share of node-seconds in which nodes were not down',
    convention: `time-weighted, all nodes alike; jailed and expelled nodes count as up; ${WHERE}`,
  },
  {
    name: 'availability.answered_share',
    unit: 'share',
    kind: 'steady',
    summary: 'jobs that got an answer, of all that ended',
    convention: `by the time at which they ended; whatever the reason for the others: throughput.*_share tells them apart; ${WHERE}`,
  },
  {
    name: 'availability.outages',
    unit: 'outages',
    kind: 'total',
    summary: 'outages that began',
    convention: `one of many nodes together counts once; ${WHERE}`,
  },
  {
    name: 'availability.lost_executions',
    unit: 'executions',
    kind: 'total',
    summary: 'executions, waiting or begun, that were lost with their node',
    convention: `of any role; requests that came to a node that was down are not in it; ${WHERE}`,
  },
];

function attach(run: Simulation, windows: Windows): Attached {
  if (!run.scenario.outages) return { metrics: () => ({}) };
  const { jobs, nodes } = run.world.tables;
  /** Per window: jobs answered and ended; node-seconds down until its end. */
  const sums = perWindow(run, windows, 'availability/sums', 3);
  const add = (field: number, weight: number) => {
    sums.data[windows.current * 3 + field] += weight;
  };
  const total = (field: number, first: number) => {
    let sum = 0;
    for (let w = first; w < windows.count; w++) sum += sums.data[w * 3 + field];
    return sum;
  };
  const downUntil = (w: number) => (w < 0 ? 0 : sums.data[w * 3 + 2]);
  const upShare = (from: number, to: number): number | null => {
    const all = nodes.table.size * (to - from) * windows.length;
    const down = quotient(downUntil(to - 1) - downUntil(from - 1), all);
    return down === null ? null : 1 - down;
  };

  return {
    observer: {
      accepted(job) {
        add(0, jobs.weight.data[job]);
        add(1, jobs.weight.data[job]);
      },
      lost(job) {
        add(1, jobs.weight.data[job]);
      },
    },
    window(w) {
      sums.data[w * 3 + 2] = run.outages?.downtime() ?? 0;
    },
    metrics(first) {
      const metrics: Record<string, number | null | Ratio> = {
        'availability.nodes_share': upShare(first, windows.count),
        'availability.answered_share': share(total(0, first), total(1, first)),
        'availability.outages': run.outages?.begun ?? 0,
        'availability.lost_executions': run.outages?.lost ?? 0,
      };
      return metrics;
    },
    series: () => ({
      'availability.nodes_share': Array.from({ length: windows.count }, (_, w) => upShare(w, w + 1)),
    }),
  };
}

export const availability: Measure = { infos, attach };
