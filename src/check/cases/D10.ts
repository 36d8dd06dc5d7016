/** D10: the MMPP/M/1 queue. Arrivals in quiet and busy spells that a chain of two states switches. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, steady, stretchOf } from '../network.ts';
import { rate } from '../params.ts';

const mean = ({ l1, l2, r1, r2 }: { l1: number; l2: number; r1: number; r2: number }): number =>
  (l1 * r2 + l2 * r1) / (r1 + r2);

const state = z.number().min(0).max(1e6);
const params = z
  .strictObject({
    l1: state.describe('jobs per second in the first state'),
    l2: state.describe('in the second'),
    r1: rate.describe('rate of leaving the first state'),
    r2: rate.describe('of leaving the second'),
  })
  .refine((params) => mean(params) > 0 && mean(params) < 1, {
    error: 'the mean rate (l1 r2 + l2 r1) / (r1 + r2) lies between 0 and 1, what the node can do',
    path: ['l1'],
  });

export const D10 = defineCase<z.infer<typeof params>>({
  id: 'D10',
  title: 'MMPP/M/1 queue',
  shows: 'Bursts make queues as long as matrix-geometric methods say.',
  method: 'A flow with mmpp arrivals and exponential sizes of mean 1 s to one node with one slot; batch means.',
  sources: [
    { tag: ['D', 'V'], text: 'matrix-geometric solution (M. F. Neuts 1981), confirmed by an independent simulation' },
  ],
  labels: { L: { summary: 'jobs in the system, mean over time', unit: 'jobs', params } },
  prepare(params) {
    const { l1, l2, r1, r2 } = params;
    const load = mean(params);
    // How much more the counts of long stretches vary than those of a Poisson process.
    const spread = ((l1 - l2) * (l1 - l2) * r1 * r2) / ((r1 + r2) * (r1 + r2));
    const burst = (2 * spread) / (load * (r1 + r2));
    return steady(
      { flows: [flow({ arrivals: { mmpp: { rates: [l1, l2], switching: [r1, r2] } } })] },
      stretchOf({ rate: load, load, scv: 1 + burst, spell: 1 / (r1 + r2) }),
      (batch) => ({ L: batch.level('queue.jobs_in_system') }),
    );
  },
});
