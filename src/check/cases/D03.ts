/** D03: the M/G/1 queue. One node with one slot, Poisson arrivals, sizes of any distribution. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, inputs, steady, stretchOf } from '../network.ts';
import { scvOf, service, serviceOf, utilization } from '../params.ts';

const params = z.strictObject({ rho: utilization, service });

export const D03 = defineCase<z.infer<typeof params>>({
  id: 'D03',
  title: 'M/G/1 queue: Pollaczek and Khinchine',
  shows: 'What sizes of jobs do to waiting depends on their first two moments alone, as it should.',
  method:
    'A flow of rho jobs/s with sizes of mean 1 s to one node with one slot; H2 is the hyperexponential with balanced means; batch means.',
  sources: [
    { tag: ['M'], text: 'F. Pollaczek (1930), A. Khinchine (1932); L. Kleinrock, Queueing Systems I (1975), 5.6' },
  ],
  labels: {
    Wq: { summary: 'mean wait in the queue', unit: 's', params },
    W: { summary: 'mean time in the system', unit: 's', params },
    L: { summary: 'jobs in the system, mean over time', unit: 'jobs', params },
  },
  prepare: ({ rho, service }) =>
    steady(
      {
        models: [{ name: 'job', size: serviceOf(service) }],
        flows: [flow({ arrivals: { poisson: { rate: rho } } })],
      },
      stretchOf({ rate: rho, load: rho, scv: scvOf(service) }),
      (batch) => ({
        Wq: batch.metric('wait.mean_seconds'),
        W: batch.metric('latency.mean_seconds'),
        L: batch.level('queue.jobs_in_system'),
      }),
      inputs(rho),
    ),
});
