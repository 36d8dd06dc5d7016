/** A06: BOINC's adaptive replication. How many of an honest host's first jobs are executed again? */
import * as z from 'zod';
import { COPY } from '../../network/tables.ts';
import { defineCase, type Point } from '../case.ts';
import { flow, scenarioOf, type Written } from '../network.ts';
import { ratios, watched } from '../watched.ts';

const params = z.strictObject({ jobs: z.int().min(1).max(1_000_000).describe('jobs of the host so far') });
type Params = z.infer<typeof params>;

/** Hosts of one run: one node, whose record begins anew on each flow. */
const HOSTS = 100;

export function written({ jobs }: Params): Written {
  return {
    horizon: jobs + 1,
    models: [{ name: 'job', size: { constant: '10us' } }],
    nodes: [
      { group: 'host', count: 1, stake: '1 OPG' },
      { group: 'others', count: 40 },
    ],
    flows: Array.from({ length: HOSTS }, (_, host) => ({
      ...flow({
        arrivals: { deterministic: { rate: '1/s' } },
        // Only the host has stake, so every job is sent to it first.
        routing: 'stake-weighted',
        verification: 'redundant-adaptive',
      }),
      name: `host-${host}`,
    })),
  };
}

export const A06 = defineCase<Params>({
  id: 'A06',
  title: "BOINC's adaptive replication",
  shows: 'What it costs to keep an eye on a host falls with its record, as in the code of BOINC.',
  method:
    "An honest host answers so many jobs, one at a time; each is replicated by others with certainty while the host has fewer than 10 valid replicated results in a row, then with probability 1 / their number. Its record is kept by flow, so one run has 100 such hosts' lives.",
  sources: [
    {
      tag: ['R', 'V'],
      text: 'BOINC/boinc@c5c6cb7: sched/sched_config.h (CONS_VALID_UNREPLICATED 10), sched/sched_send.cpp set_trust(), sched/validator.cpp is_valid()',
    },
  ],
  labels: {
    replication_overhead: { summary: "replicas per job, over the host's first jobs", unit: '1', params },
  },
  precision: 0.02,
  prepare: (params) => point(params),
});

/** What a run of `network` sees. */
export async function point(params: Params, network = written): Promise<Point> {
  const scenario = await scenarioOf(network(params));
  return {
    batches: HOSTS,
    run(luck) {
      const jobs = new Float64Array(HOSTS);
      const replicas = new Float64Array(HOSTS);
      const run = watched(scenario, luck, ({ world: { tables } }) => ({
        executed(task) {
          const job = tables.tasks.job.data[task]!;
          if (tables.jobs.number.data[job]! >= params.jobs) return;
          const counted = tables.tasks.role.data[task] === COPY ? replicas : jobs;
          counted[tables.jobs.flow.data[job]!]!++;
        },
      }));
      run.run();
      return { replication_overhead: ratios(replicas, jobs).slice(0, luck.batches) };
    },
  };
}
