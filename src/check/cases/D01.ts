/** D01: the M/M/1 queue. One node with one slot, Poisson arrivals, exponential sizes of mean 1 s. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, inputs, steady, stretchOf } from '../network.ts';
import { utilization } from '../params.ts';

const params = z.strictObject({ rho: utilization });

export const D01 = defineCase<z.infer<typeof params>>({
  id: 'D01',
  title: 'M/M/1 queue',
  shows: 'Waiting, queue lengths and the tail of the latency of one busy node are those of queueing theory.',
  method: 'A flow of rho jobs/s with exponential sizes of mean 1 s to one node with one slot; batch means.',
  sources: [{ tag: ['M'], text: 'L. Kleinrock, Queueing Systems I (1975), ch. 3' }],
  labels: {
    L: { summary: 'jobs in the system, mean over time', unit: 'jobs', params },
    Wq: { summary: 'mean wait in the queue', unit: 's', params },
    W: { summary: 'mean time in the system', unit: 's', params },
    W_p95: { summary: '95 % quantile of the time in the system', unit: 's', params },
    W_p99: { summary: '99 % quantile of the time in the system', unit: 's', params },
  },
  prepare: ({ rho }, labels) =>
    steady(
      { flows: [flow({ arrivals: { poisson: { rate: rho } } })] },
      stretchOf({ rate: rho, load: rho }),
      (batch) => ({
        L: batch.level('queue.jobs_in_system'),
        Wq: batch.metric('wait.mean_seconds'),
        W: batch.metric('latency.mean_seconds'),
        ...(labels.includes('W_p95') ? { W_p95: batch.latency(0.95) } : {}),
        ...(labels.includes('W_p99') ? { W_p99: batch.latency(0.99) } : {}),
      }),
      inputs(rho),
    ),
});
