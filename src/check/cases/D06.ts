/** D06: the power of d choices. n nodes, each job to the least occupied of d distinct ones. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, inputs, steady, stretchOf } from '../network.ts';
import { utilization } from '../params.ts';

/** Nodes for which what is left to the limit of many is far below what is measured; without a choice they do not meet at all. */
const MANY = 4000;
const APART = 10;

const d = z.int().min(1).max(16).describe('nodes compared');
const finite = z
  .strictObject({ n: z.int().min(1).max(20_000).describe('nodes'), lam: utilization, d: d.default(2) })
  .refine((params) => params.d <= params.n, { error: 'd is above n: the d nodes are distinct', path: ['d'] });
const limit = z.strictObject({ lam: utilization, d: d.default(2) });

type Params = z.infer<typeof limit> & { n?: number };

export const D06 = defineCase<Params>({
  id: 'D06',
  title: 'Power of d choices',
  shows:
    'Routing to the least occupied of few nodes drawn at random gains what it should, and the size of the network matters as it should.',
  method:
    'A flow of n lam jobs/s with exponential sizes of mean 1 s to n nodes with one slot each, routed by power-of-d over distinct nodes; batch means. The limit is approached with 4,000 nodes.',
  sources: [
    {
      tag: ['S'],
      text: 'M. Mitzenmacher, IEEE TPDS 12 (2001): abstract; the fixed point s_i = lam^(2^i - 1) from memory',
    },
    { tag: ['V'], text: 'finite n: an independent simulation, with its standard error' },
  ],
  labels: {
    ET_finite_n_d2: { summary: 'mean time in the system with n nodes, d = 2 unless said', unit: 's', params: finite },
    ET_finite_n: { summary: 'mean time in the system with n nodes', unit: 's', params: finite },
    ET_limit: { summary: 'mean time in the system with very many nodes', unit: 's', params: limit },
  },
  charts: [
    { title: 'Mean time in the system by nodes, d = 2', label: 'ET_finite_n_d2', x: 'n', by: 'lam', logX: true },
  ],
  prepare({ lam, d, n = d === 1 ? APART : MANY }) {
    const slack = 1 - lam;
    // With a choice the fluid limit relaxes in about 1.3/slack. The sum of all, and what its chance forgets, is like a queue of n
    // servers. Without, each node is a queue of its own, and forgets as slowly however many there are.
    const together = 4 / (n * slack * slack);
    const stretch =
      d === 1
        ? stretchOf({ rate: n * lam, load: lam })
        : { warmup: 20 + 7.8 / slack + 3 * together, batch: Math.max(4000 / n, 5, 2.5 * together) };
    return steady(
      {
        nodes: [{ group: 'node', count: n }],
        flows: [flow({ arrivals: { poisson: { rate: n * lam } }, routing: { 'power-of-d': { d } } })],
      },
      stretch,
      (batch) => {
        const sojourn = batch.metric('latency.mean_seconds');
        return { ET_finite_n_d2: sojourn, ET_finite_n: sojourn, ET_limit: sojourn };
      },
      inputs(n * lam, n),
    );
  },
});
