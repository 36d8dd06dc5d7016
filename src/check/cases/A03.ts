/** A03: m-first voting. Executions are added until m agree; each is wrong by itself with probability phi, all wrong ones alike. */
import * as z from 'zod';
import { defineCase, type Point } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';
import { probability } from '../params.ts';
import { ratios, watched } from '../watched.ts';

const params = z.strictObject({
  // The rule stops at 31 executions, by which 16 of one of two answers are there.
  m: z.int().min(1).max(16).describe('executions that must agree'),
  phi: probability.describe('chance that an execution is wrong'),
});
type Params = z.infer<typeof params>;

/** Jobs behind one observation. */
const JOBS = 400;

export function written({ m, phi }: Params): Written {
  return {
    horizon: 1e9,
    models: [{ name: 'job', size: { constant: '1ms' } }],
    nodes: [{ group: 'nodes', count: 40 }],
    flows: [flow({ arrivals: { deterministic: { rate: '1/s' } }, verification: { 'redundant-m-first': { m } } })],
    adversaries: [
      {
        name: 'saboteurs',
        share: 1,
        attack: { selective: { probability: phi, with: 'made-up-shared', together: true } },
      },
    ],
  };
}

export const A03 = defineCase<Params>({
  id: 'A03',
  title: 'Redundancy with m-first voting',
  shows: 'Wrong answers slip through a vote, and executions are spent on it, as often as Sarmenta says.',
  method:
    'Jobs go to distinct nodes until m executions agree. Every execution is wrong with probability phi = f s by its own luck, and all wrong ones give the same answer (c = 1).',
  sources: [
    {
      tag: ['S'],
      text: 'L. F. G. Sarmenta, "Sabotage-tolerance mechanisms for volunteer computing systems", FGCS 18 (2002), eq. 7',
    },
    { tag: ['D'], text: 'executions: a race of two negative binomials' },
  ],
  labels: {
    error_rate: { summary: 'accepted answers that are wrong', unit: '1', params },
    copies_per_job: { summary: 'executions per job', unit: '1', params },
  },
  prepare: (params) => point(params),
});

/** What a run of `network` sees. */
export async function point(params: Params, network = written): Promise<Point> {
  const scenario = await scenarioOf(network(params));
  return {
    batches: 2_500,
    run(luck) {
      const jobs = new Float64Array(luck.batches);
      const wrong = new Float64Array(luck.batches);
      const executions = new Float64Array(luck.batches);
      const run = watched(scenario, luck, ({ world: { tables } }) => ({
        accepted(job, task) {
          const batch = Math.floor(tables.jobs.number.data[job]! / JOBS);
          if (batch >= luck.batches) return;
          jobs[batch]!++;
          wrong[batch]! += tables.tasks.cheat.data[task]!;
          executions[batch]! += tables.jobs.spawned.data[job]!;
        },
      }));
      run.run(luck.batches * JOBS + 1);
      return { error_rate: ratios(wrong, jobs), copies_per_job: ratios(executions, jobs) };
    },
  };
}
