/** D04: loss and finite room, M/M/c/c and M/M/c/K. A node refuses jobs beyond its bound, those in service counted. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, steady, stretchOf } from '../network.ts';
import { count, rate } from '../params.ts';

const erlang = z.strictObject({ c: count, a: rate.describe('offered load: jobs per second times 1 s') });
const finite = z
  .strictObject({ c: count, K: count.describe('jobs in the system at most, those in service counted'), lam: rate })
  .refine(({ c, K }) => K >= c, {
    error: 'K is below c: K counts the jobs in service, so it is at least c',
    path: ['K'],
  });

type Params = z.infer<typeof erlang> | z.infer<typeof finite>;

export const D04 = defineCase<Params>({
  id: 'D04',
  title: 'Loss: Erlang B and M/M/c/K',
  shows: 'A bounded queue turns away as many jobs as it should, and those it takes wait as long as they should.',
  method: 'A flow of exponential sizes of mean 1 s to one node with c slots and a queue bound; batch means.',
  sources: [{ tag: ['M'], text: 'A. K. Erlang (1917); L. Kleinrock, Queueing Systems I (1975), 3.6 and 3.8' }],
  labels: {
    ErlangB: { summary: 'share of jobs refused for want of a free slot', unit: '1', params: erlang },
    P_block: { summary: 'share of jobs refused for want of room', unit: '1', params: finite },
    W: { summary: 'mean time in the system of jobs taken', unit: 's', params: finite },
  },
  prepare(params) {
    const { c } = params;
    const [bound, arrivals] = 'a' in params ? [c, params.a] : [params.K, params.lam];
    return steady(
      {
        nodes: [{ group: 'node', count: 1, slots: c, queue: { fifo: { bound } } }],
        flows: [flow({ arrivals: { poisson: { rate: arrivals } } })],
      },
      stretchOf({ rate: arrivals, load: arrivals / c, servers: c, bound }),
      (batch) => {
        const blocked = batch.metric('throughput.overflow_share');
        return { ErlangB: blocked, P_block: blocked, W: batch.metric('latency.mean_seconds') };
      },
    );
  },
});
