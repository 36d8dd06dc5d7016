/** Where is it computed, seen from where its clients are? Jobs and revenue by region and by hosting provider, and what distance costs. */
import type { Simulation } from '../simulation/simulation.ts';
import { placeOf } from './holdings.ts';
import type { Attached, Measure } from './measure.ts';
import { quotient, type Ratio, ratio, share } from './measure.ts';
import type { MetricInfo, MetricKind } from './record.ts';
import { perWindow, type Windows } from './windows.ts';

function named(name: string, unit: string, kind: MetricKind, summary: string, convention: string): MetricInfo {
  return { name: `places.${name}`, unit, kind, summary, convention };
}

const infos: MetricInfo[] = [
  {
    name: 'places.cross_region_share',
    unit: 'share',
    kind: 'steady',
    summary: 'accepted jobs that were computed in another region than that of their client',
    convention: 'of accepted jobs whose clients have a region; there only where the scenario has regions',
  },
  named(
    'clients.<name>.latency_mean_seconds',
    's',
    'steady',
    'arrival of a job to its answer, of clients in the region',
    'mean over accepted jobs; there only where the scenario has regions',
  ),
  ...(['region', 'provider'] as const).flatMap((place) =>
    (['jobs', 'revenue'] as const).map((what) =>
      named(
        `${place}.<name>.${what}_share`,
        'share',
        'total',
        `${what === 'jobs' ? 'accepted answers' : 'token income'} of the nodes of the ${place}, of those of all nodes`,
        `null without any; nodes whose ${place} is not stated are in none; there only where the scenario has regions or outages`,
      ),
    ),
  ),
];

function attach(run: Simulation, windows: Windows): Attached {
  const { regions, outages } = run.scenario;
  const { world } = run;
  const { jobs, nodes } = world.tables;
  const names = regions?.names ?? [];
  /** Per window: accepted, in another region, and per region accepted and seconds. */
  const width = 2 + 2 * names.length;
  const sums = perWindow(run, windows, 'places/sums', regions ? width : 0);
  const total = (field: number, first: number) => {
    let sum = 0;
    for (let w = first; w < windows.count; w++) sum += sums.data[w * width + field];
    return sum;
  };

  return {
    ...(regions
      ? {
          observer: {
            accepted(job: number) {
              const places = run.places;
              if (!places) return;
              const region = places.ofClient.data[jobs.client.data[job]];
              if (region < 0) return;
              const row = windows.current * width;
              const weight = jobs.weight.data[job];
              const s = sums.data;
              s[row] += weight;
              if (places.ofNode(jobs.node.data[job]) !== region) s[row + 1] += weight;
              s[row + 2 + 2 * region] += weight;
              s[row + 3 + 2 * region] += (world.engine.now - jobs.arrived.data[job]) * weight;
            },
          },
        }
      : {}),
    metrics(first) {
      const metrics: Record<string, number | null | Ratio> = {};
      if (!regions && !outages) return metrics;
      if (regions) metrics['places.cross_region_share'] = share(total(1, first), total(0, first));
      names.forEach((name, r) => {
        metrics[`places.clients.${name}.latency_mean_seconds`] = ratio(
          total(3 + 2 * r, first),
          total(2 + 2 * r, first),
        );
      });
      for (const holder of ['region', 'provider'] as const) {
        const held = new Map<string, { jobs: number; revenue: number }>();
        if (holder === 'region') for (const name of names) held.set(name, { jobs: 0, revenue: 0 });
        let allJobs = 0;
        let allRevenue = 0;
        for (let node = 0; node < nodes.table.size; node++) {
          const ofJobs = nodes.jobs.data[node];
          const revenue = world.ledger.balance(nodes.wallet.data[node]);
          allJobs += ofJobs;
          allRevenue += revenue;
          const place = placeOf(run, node, holder);
          if (place === undefined) continue;
          const sum = held.get(place) ?? { jobs: 0, revenue: 0 };
          sum.jobs += ofJobs;
          sum.revenue += revenue;
          held.set(place, sum);
        }
        for (const [place, sum] of held) {
          metrics[`places.${holder}.${place}.jobs_share`] = quotient(sum.jobs, allJobs);
          metrics[`places.${holder}.${place}.revenue_share`] = quotient(sum.revenue, allRevenue);
        }
      }
      return metrics;
    },
  };
}

export const places: Measure = { infos, attach };
