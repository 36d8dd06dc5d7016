/** D07: an open Jackson network. Jobs with stages go from node to node by chance, and leave. */
import * as z from 'zod';
import { defineCase } from '../case.ts';
import { flow, steady, type Written } from '../network.ts';
import { probability, rate } from '../params.ts';

const MOST = 20;
const network = {
  gamma: z
    .array(z.number().min(0))
    .min(1)
    .max(MOST)
    .describe('jobs per second that enter at each node')
    .default([1, 0.5, 0]),
  P: z
    .array(z.array(probability))
    .describe('row i, column j: probability of going from node i to node j; the rest leaves')
    .default([
      [0, 0.6, 0.2],
      [0, 0, 0.5],
      [0.3, 0, 0],
    ]),
  mu: z.array(rate).describe('jobs per second that each node can do').default([3, 2.5, 2]),
};

interface Network {
  gamma: number[];
  P: number[][];
  mu: number[];
  node?: number | undefined;
}

/** What is wrong with the network, or nothing. */
function fault({ gamma, P, mu, node = 0 }: Network): string | undefined {
  const n = gamma.length;
  if (P.length !== n || mu.length !== n || P.some((row) => row.length !== n))
    return `gamma, P and mu are of different sizes: ${n} nodes need ${n} rows of ${n} probabilities and ${n} rates`;
  if (node >= n) return `node is ${node}: with ${n} nodes it is 0 to ${n - 1}`;
  if (P.some((row) => row.reduce((sum, p) => sum + p, 0) > 1 + 1e-9)) return 'a row of P is above 1 in all';
  if (!gamma.some((rate) => rate > 0)) return 'no job enters: some gamma is above 0';
  const visits = visitRates(gamma, P);
  const busy = visits.findIndex((visit, i) => !(visit < mu[i]!));
  if (busy >= 0) return `node ${busy} gets more than it can do: every node needs visits per second below its mu`;
  return undefined;
}

/** Visits per second, generation by generation of jobs; infinite where jobs never leave. */
function visitRates(gamma: readonly number[], P: readonly (readonly number[])[]): number[] {
  const visits = gamma.map(() => 0);
  let coming = [...gamma];
  for (let k = 0; k < 10_000; k++) {
    coming.forEach((rate, i) => {
      visits[i] = visits[i]! + rate;
    });
    if (coming.reduce((sum, rate) => sum + rate, 0) < 1e-12) return visits;
    const next = gamma.map(() => 0);
    coming.forEach((rate, i) => {
      P[i]!.forEach((p, j) => {
        next[j] = next[j]! + rate * p;
      });
    });
    coming = next;
  }
  return visits.map(() => Number.POSITIVE_INFINITY);
}

const refined = <T extends z.ZodType<Network>>(schema: T): T =>
  schema.superRefine((params, ctx) => {
    const found = fault(params);
    if (found !== undefined) ctx.addIssue({ code: 'custom', message: found });
  });

const ofNode = refined(
  z.strictObject({ node: z.int().min(0).describe('index of the node, from 0').default(0), ...network }),
);
const ofAll = refined(z.strictObject(network));

/** The network as nodes of a scenario and one flow with stages. Node i has speed mu[i]; sizes are drawn anew at each visit. */
export function jackson({ gamma, P, mu }: Network): Written {
  const total = gamma.reduce((sum, rate) => sum + rate, 0);
  const name = (i: number): string => `n${i}`;
  // Shares that add up to 1 to the last digit: the last node with any takes what is left.
  const last = gamma.findLastIndex((rate) => rate > 0);
  let given = 0;
  const enter = gamma.map((rate, i) => {
    const share = i === last ? 1 - given : rate / total;
    given += share;
    return share;
  });
  return {
    nodes: mu.map((speed, i) => ({ group: name(i), count: 1, speed })),
    flows: [
      flow({
        arrivals: { poisson: { rate: total } },
        stages: gamma.map((_, i) => {
          const next = Object.fromEntries(P[i]!.flatMap((p, j) => (p > 0 ? [[name(j), p]] : [])));
          return {
            name: name(i),
            nodes: [name(i)],
            size: { exponential: { mean: '1s' } },
            enter: enter[i],
            next,
          };
        }),
      }),
    ],
  };
}

export const D07 = defineCase<Network>({
  id: 'D07',
  title: 'Jackson network',
  shows: 'Jobs that go from node to node meet queues as Jackson’s theorem says.',
  method: 'One flow of jobs with stages, an exponential size drawn at each, over one node a stage; batch means.',
  sources: [{ tag: ['M'], text: 'J. R. Jackson, Networks of waiting lines, Operations Research 5 (1957)' }],
  labels: {
    L_node: { summary: 'jobs at the node, waiting or in service, mean over time', unit: 'jobs', params: ofNode },
    W: { summary: 'mean time in the network', unit: 's', params: ofAll },
  },
  prepare(params) {
    const { gamma, P, mu, node = 0 } = params;
    const visits = visitRates(gamma, P);
    const slack = Math.min(...mu.map((rate, i) => (rate * (1 - visits[i]! / rate) * (1 - visits[i]! / rate)) / 4));
    const total = gamma.reduce((sum, rate) => sum + rate, 0);
    return steady(jackson(params), { warmup: 20 / slack, batch: Math.max(4000 / total, 20 / slack) }, (batch) => ({
      L_node: batch.level(`stages.group.n${node}.present`),
      W: batch.metric('latency.mean_seconds'),
    }));
  },
});
