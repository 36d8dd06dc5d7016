/** D13: redundancy-d with cancellation on completion. Every job goes to d of k nodes; the first copy finished calls the others off. */
import * as z from 'zod';
import { MOST_VOTES } from '../../rules/voting.ts';
import { defineCase, type Observations, type Point } from '../case.ts';
import { flow, steady, type Written } from '../network.ts';
import { utilization } from '../params.ts';

const bare = z.strictObject({
  k: z.int().min(1).max(1000).describe('nodes'),
  d: z.int().min(1).max(MOST_VOTES).describe('copies of a job, on distinct nodes'),
  lam: utilization.describe('jobs per second and node, below 1'),
});
type Params = z.infer<typeof bare>;
const params = bare.refine(({ k, d }) => d <= k, { path: ['d'], error: 'is more than k: copies go to distinct nodes' });
const shared = params.refine(({ d, lam }) => d * lam < 1, {
  path: ['lam'],
  error: 'times d must be below 1: only then is a network of equal copies surely stable',
});

const COPIES = { ET: 'independent', ET_shared_size: 'shared-size' } as const;
type Label = keyof typeof COPIES;

export function written({ k, d, lam }: Params, label: Label): Written {
  return {
    nodes: [{ group: 'nodes', count: k }],
    flows: [
      flow({
        arrivals: { poisson: { rate: k * lam } },
        verification: { 'redundant-m-first': { m: 1, copies: d } },
        copies: COPIES[label],
      }),
    ],
  };
}

export const D13 = defineCase<Params>({
  id: 'D13',
  title: 'Redundancy-d with cancellation on completion',
  shows:
    'What copies cost and save is that of the theory where their sizes are independent; and not where one job is executed again.',
  method:
    'A flow of k lam jobs/s to k nodes with one slot each, first come first served; d copies on distinct nodes, the first one finished counts and the others are called off. Sizes are exponential of mean 1 s, drawn anew for each copy (ET), or the same for all copies of a job (ET_shared_size). Batch means.',
  sources: [
    {
      tag: ['M', 'V'],
      text: 'K. Gardner, M. Harchol-Balter, A. Scheller-Wolf, M. Velednitsky, S. Zbarsky, "Redundancy-d: the power of d choices for redundancy", Oper. Res. 65 (2017)',
    },
  ],
  labels: {
    ET: { summary: 'mean time in the system, copies of independent sizes', unit: 's', params },
    ET_shared_size: { summary: 'the same, copies of one size', unit: 's', params: shared },
  },
  prepare: (params, labels) => point(params, labels),
});

/** What a run of `network` sees. */
export async function point(params: Params, labels: readonly string[], network = written): Promise<Point> {
  const { k, d, lam } = params;
  const relaxation = 1 / ((1 - lam) * (1 - lam));
  // Copies empty the queues sooner; but cutting a run into batches has its price, too.
  const batch = Math.max((40 * relaxation) / d, 1000 / (k * lam));
  const points = await Promise.all(
    (Object.keys(COPIES) as Label[])
      .filter((label) => labels.includes(label))
      .map((label) =>
        steady(network(params, label), { warmup: 10 * relaxation, batch }, (seen) => ({
          [label]: seen.metric('latency.mean_seconds'),
        })),
      ),
  );
  return {
    batches: Math.min(...points.map(({ batches }) => batches ?? 1)),
    async run(luck) {
      const seen: Observations = {};
      for (const each of points) Object.assign(seen, await each.run(luck));
      return seen;
    },
  };
}
