/** D11: the M/M/1 retrial queue. Who finds the slot taken comes again after an exponential time, for ever. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, steady, stretchOf, type Written } from '../network.ts';
import { rate, utilization } from '../params.ts';

const params = z.strictObject({ lam: utilization, theta: rate.describe('retries per second of each job') });

/** `bound`: jobs at the node at most, the one in service counted. */
export function retrial({ lam, theta }: z.infer<typeof params>, bound = 1): Written {
  return {
    nodes: [{ group: 'node', count: 1, queue: { fifo: { bound } } }],
    flows: [
      flow({
        arrivals: { poisson: { rate: lam } },
        retries: 'unlimited',
        back_off: { delay: { exponential: { mean: 1 / theta } } },
      }),
    ],
  };
}

export const D11 = defineCase<z.infer<typeof params>>({
  id: 'D11',
  title: 'Retrial queue',
  shows: 'Jobs that are turned away and come again pile up as they should.',
  method:
    'A flow of lam jobs/s with exponential sizes of mean 1 s to one node that takes one job; unlimited retries after exponential times. The orbit is what is in the system and not in service; batch means.',
  sources: [
    { tag: ['M', 'V'], text: 'G. I. Falin, J. G. C. Templeton, Retrial Queues (1997), confirmed by balance equations' },
  ],
  labels: { E_orbit: { summary: 'jobs waiting to come again, mean over time', unit: 'jobs', params } },
  prepare: (params) =>
    steady(
      retrial(params),
      stretchOf({ rate: params.lam, load: params.lam, spell: 1 / params.theta, stretched: 1 + 1 / params.theta }),
      (batch) => ({ E_orbit: batch.level('queue.jobs_in_system') - batch.level('utilization.mean') }),
    ),
});
