/** D08: the non-preemptive priority queue. Two flows of different rank share one slot. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, steady, stretchOf, type Written } from '../network.ts';
import { rate } from '../params.ts';

const params = z
  .strictObject({ l1: rate.describe('jobs per second of the first rank'), l2: rate.describe('of the second') })
  .refine(({ l1, l2 }) => l1 + l2 < 1, { error: 'l1 + l2 is not below 1, what the node can do', path: ['l2'] });

/** Two flows, the first before the second. */
export function ranked({ l1, l2 }: z.infer<typeof params>, queue = 'priority'): Written {
  return {
    nodes: [{ group: 'node', count: 1, queue }],
    flows: [l1, l2].map((rate, priority) =>
      flow({ name: `f${priority + 1}`, arrivals: { poisson: { rate } }, priority }),
    ),
    measures: { waits: true },
  };
}

export const D08 = defineCase<z.infer<typeof params>>({
  id: 'D08',
  title: 'Priority without preemption: Cobham',
  shows: 'Ranks move waiting from one flow to the other by the right amounts.',
  method: 'Two flows of exponential sizes of mean 1 s to one node with one slot and a priority queue; batch means.',
  sources: [
    { tag: ['M'], text: 'A. Cobham, Priority assignment in waiting line problems, Operations Research 2 (1954)' },
  ],
  labels: {
    Wq1: { summary: 'mean wait of the first rank', unit: 's', params },
    Wq2: { summary: 'mean wait of the second rank', unit: 's', params },
  },
  prepare: (params) =>
    steady(ranked(params), stretchOf({ rate: params.l1 + params.l2, load: params.l1 + params.l2 }), (batch) => ({
      Wq1: batch.metric('wait.flow.f1.mean_seconds'),
      Wq2: batch.metric('wait.flow.f2.mean_seconds'),
    })),
});
