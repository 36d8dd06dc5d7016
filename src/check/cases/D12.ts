/** D12: impatient customers, Erlang A (M/M/c+M). Clients leave the queue after an exponential time. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, steady, type Written } from '../network.ts';
import { count, rate } from '../params.ts';

const params = z.strictObject({ c: count, lam: rate, theta: rate.describe('rate at which a waiting client leaves') });

/** `limit`: what of the client's is exponential: its patience in the queue, or its time-out, which ends service too. */
export function impatient({ c, lam, theta }: z.infer<typeof params>, limit = 'patience'): Written {
  return {
    nodes: [{ group: 'node', count: 1, slots: c }],
    flows: [flow({ arrivals: { poisson: { rate: lam } }, [limit]: { exponential: { mean: 1 / theta } } })],
    measures: { waits: true },
  };
}

export const D12 = defineCase<z.infer<typeof params>>({
  id: 'D12',
  title: 'Impatience: Erlang A',
  shows: 'Clients that leave the queue are as many as they should be.',
  method:
    'A flow of lam jobs/s with exponential sizes of mean 1 s and exponential patience to one node with c slots; batch means.',
  sources: [{ tag: ['M'], text: 'C. Palm (1957); A. Mandelbaum, S. Zeltyn, The Palm/Erlang-A queue (2007)' }],
  labels: {
    P_abandon: { summary: 'share of jobs whose client leaves the queue', unit: '1', params },
    P_wait: { summary: 'share of jobs that do not begin at once', unit: '1', params },
  },
  prepare(params) {
    const { lam, theta } = params;
    const settling = 5 + 5 / Math.min(1, theta);
    return steady(impatient(params), { warmup: 4 * settling, batch: Math.max(4 * settling, 4000 / lam) }, (batch) => {
      const left = batch.ratio('throughput.abandoned_share');
      return { P_abandon: left, P_wait: { num: batch.ratio('wait.share').num + left.num, den: left.den } };
    });
  },
});
