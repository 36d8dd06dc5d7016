/** D02: the M/M/c queue, Erlang C. One node with c slots. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, inputs, steady, stretchOf } from '../network.ts';
import { count, utilization } from '../params.ts';

const params = z.strictObject({ c: count, rho: utilization });

export const D02 = defineCase<z.infer<typeof params>>({
  id: 'D02',
  title: 'M/M/c queue: Erlang C',
  shows: 'A node with several slots makes jobs wait as often, and as long, as Erlang found for telephone lines.',
  method: 'A flow of c rho jobs/s with exponential sizes of mean 1 s to one node with c slots; batch means.',
  sources: [{ tag: ['M'], text: 'A. K. Erlang (1917); L. Kleinrock, Queueing Systems I (1975), 3.5' }],
  labels: {
    ErlangC: { summary: 'share of jobs that wait', unit: '1', params },
    Wq: { summary: 'mean wait in the queue, over all jobs', unit: 's', params },
    W: { summary: 'mean time in the system', unit: 's', params },
    L: { summary: 'jobs in the system, mean over time', unit: 'jobs', params },
  },
  charts: [
    { title: 'Share of jobs that wait', label: 'ErlangC', x: 'rho', by: 'c' },
    { title: 'Mean wait in the queue', label: 'Wq', x: 'rho', by: 'c', logY: true },
  ],
  prepare: ({ c, rho }) =>
    steady(
      {
        nodes: [{ group: 'node', count: 1, slots: c }],
        flows: [flow({ arrivals: { poisson: { rate: c * rho } } })],
        measures: { waits: true },
      },
      stretchOf({ rate: c * rho, load: rho, servers: c }),
      (batch) => ({
        ErlangC: batch.metric('wait.share'),
        Wq: batch.metric('wait.mean_seconds'),
        W: batch.metric('latency.mean_seconds'),
        L: batch.level('queue.jobs_in_system'),
      }),
      inputs(c * rho, c),
    ),
});
