/**
 * A02: how long until a node that cheats is found by spot checks? A node cheats in a share s of its executions, each of its
 * answers is executed again by an honest validator with probability q, and the first wrong one takes it out of the network.
 */
import * as z from 'zod';
import { defineCase, type Observation, type Point } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';
import { watched } from '../watched.ts';

const share = z.number().gt(0).max(1);
/** Least chance that a job of a node finds it out: a run has some hundred times as many jobs as that says. */
const LEAST = 1e-6;
const bare = z.strictObject({
  q: share.describe('chance that an answer is checked, above 0'),
  s: share.describe('chance that the node cheats, above 0'),
});
type Params = z.infer<typeof bare>;
const params = bare.refine(({ q, s }) => q * s >= LEAST, {
  path: ['s'],
  error: `times q must be at least ${LEAST}: a run would not end`,
});

/** Nodes of one run at most: each is an observation of its own. */
const NODES = 500;
const QUANTILES: Record<string, number> = { p95_jobs_to_detection: 0.95, p99_jobs_to_detection: 0.99 };
/** Nodes whose jobs make up one observation of a quantile. */
const TOGETHER = 10;
/** Events between two looks at who is left. */
const EVENTS = 20_000;

export function written({ q, s }: Params, nodes: number): Written {
  return {
    horizon: 1e9,
    models: [{ name: 'job', size: { constant: '1us' } }],
    nodes: [{ group: 'cheats', count: nodes, stake: '1 OPG' }],
    validators: [{ group: 'checkers', count: 2, stake: '1 OPG' }],
    flows: [
      flow({
        arrivals: { deterministic: { rate: '100/s' } },
        verification: { sampling: { probability: q, by: 'validators' } },
      }),
    ],
    incentives: { minimum_stake: '1 OPG', slashing: { fraction: { fraction: 1, jail: 0 } } },
    adversaries: [{ name: 'cheats', share: 1, attack: { selective: { probability: s } } }],
  };
}

export const A02 = defineCase<Params>({
  id: 'A02',
  title: 'Spot checks: jobs until a cheat is found',
  shows:
    'A node that cheats rarely, or is checked rarely, is found after as many jobs as the geometric distribution says.',
  method:
    'Nodes that cheat in a share s of their executions, by the luck of each; proof of sampling with probability q by honest validators; a slash of the whole bond takes a node out at its first conviction. Each node is one observation.',
  sources: [{ tag: ['D'], text: 'geometric distribution with success probability q s' }],
  labels: {
    mean_jobs_to_detection: { summary: 'jobs of a node up to the one it is convicted for', unit: 'jobs', params },
    p95_jobs_to_detection: { summary: 'the same, 95 % quantile over nodes', unit: 'jobs', params },
    p99_jobs_to_detection: { summary: 'the same, 99 % quantile over nodes', unit: 'jobs', params },
    wrong_accepted_before_detection: {
      summary: 'wrong answers of a node that were accepted before the one it is convicted for',
      unit: 'answers',
      params,
    },
  },
  prepare: (params, labels) => point(params, labels),
});

/** What a run of `network` sees. */
export async function point(params: Params, labels: readonly string[], network = written): Promise<Point> {
  // What is wrong with the parameters is said before anything runs.
  await scenarioOf(network(params, 1));
  const wantsQuantiles = labels.some((label) => label in QUANTILES);
  return {
    batches: wantsQuantiles ? NODES / TOGETHER : NODES,
    async run(luck) {
      const nodes = luck.batches * (wantsQuantiles ? TOGETHER : 1);
      const scenario = await scenarioOf(network(params, nodes));
      const wrong = new Float64Array(nodes);
      // By node: in the order of finding, neighbours would be alike.
      const found = new Float64Array(nodes);
      const before = new Float64Array(nodes);
      let out = 0;
      const run = watched(scenario, luck, ({ world: { tables } }) => ({
        accepted(_job, task) {
          if (tables.tasks.cheat.data[task] === 1) wrong[tables.tasks.node.data[task]!]!++;
        },
        convicted(task) {
          const node = tables.tasks.node.data[task]!;
          if (found[node]! > 0) return;
          found[node] = tables.nodes.jobs.data[node]!;
          before[node] = wrong[node]! - 1;
          out++;
        },
      }));
      while (out < nodes) run.run(scenario.horizon, EVENTS);
      const jobs = Array.from(found);
      return {
        mean_jobs_to_detection: jobs,
        wrong_accepted_before_detection: Array.from(before),
        ...quantiles(jobs),
      };
    },
  };
}

function quantiles(found: readonly number[]): Record<string, Observation[]> {
  const groups: number[][] = [];
  for (let i = 0; i < found.length; i += TOGETHER) groups.push(found.slice(i, i + TOGETHER));
  return Object.fromEntries(
    Object.entries(QUANTILES).map(([label, quantile]) => [
      label,
      groups.map((places) => ({ quantile, places, cells: places.map(() => 1), whole: true })),
    ]),
  );
}
