/** Where is the work done, and how long do clients wait there? Jobs and revenue of nodes by region, waiting of clients by theirs. */
import { drawBars, estimated } from './bars.ts';
import type { Chart } from './chart.ts';
import { tellShare } from './numbers.ts';

export const regions: Chart = {
  name: 'regions',
  question: 'computed',
  draw(result) {
    const names = result.manifest.scenario.regions?.names ?? [];
    const of = (metric: (name: string) => string) =>
      names.map((name) => ({ label: name, estimate: estimated(result, metric(name)) }));
    const jobs = of((name) => `places.region.${name}.jobs_share`).filter(({ estimate }) => estimate !== null);
    if (jobs.length < 2) return null;
    const spec = drawBars(result, {
      title: 'Work and revenue by region of the nodes, waiting by region of the clients',
      panels: [
        { title: 'share of the answers, %', factor: 100, bars: jobs },
        {
          title: "share of the nodes' revenue, %",
          factor: 100,
          bars: of((name) => `places.region.${name}.revenue_share`),
        },
        {
          title: 'time to an answer of clients there, seconds',
          bars: of((name) => `places.clients.${name}.latency_mean_seconds`),
        },
      ],
    });
    if (spec === null) return null;
    const most = [...jobs].sort((a, b) => (b.estimate!.mean ?? 0) - (a.estimate!.mean ?? 0))[0]!;
    return {
      spec,
      reading: `Nodes in ${most.label} give ${tellShare(most.estimate!.mean)} of the answers; an equal share would be ${tellShare(1 / jobs.length)}.`,
    };
  },
};
