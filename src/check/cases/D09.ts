/** D09: processor sharing, M/G/1-PS. One node serves all its jobs at once. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, inputs, steady, stretchOf } from '../network.ts';
import { scvOf, service, serviceOf, utilization } from '../params.ts';

const params = z.strictObject({ rho: utilization, service });

export const D09 = defineCase<z.infer<typeof params>>({
  id: 'D09',
  title: 'Processor sharing',
  shows: 'A node that serves all its jobs at once does not care how their sizes are distributed.',
  method: 'A flow of rho jobs/s with sizes of mean 1 s to one node with queue ps; batch means.',
  sources: [{ tag: ['M'], text: 'L. Kleinrock, Queueing Systems II (1976), 4.4' }],
  labels: { mean_T: { summary: 'mean time in the system', unit: 's', params } },
  prepare: ({ rho, service }) =>
    steady(
      {
        models: [{ name: 'job', size: serviceOf(service) }],
        nodes: [{ group: 'node', count: 1, queue: 'ps' }],
        flows: [flow({ arrivals: { poisson: { rate: rho } } })],
      },
      stretchOf({ rate: rho, load: rho, scv: scvOf(service) }),
      (batch) => ({ mean_T: batch.metric('latency.mean_seconds') }),
      inputs(rho),
    ),
});
