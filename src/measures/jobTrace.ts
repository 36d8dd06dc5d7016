/**
 * Which jobs were there? One row a job, kept for those that a draw of their own luck picks: the same jobs in every
 * variant of a scenario, however they are routed or audited.
 */

import { LOSSES, type Observer } from '../network/facts.ts';
import { AUDIT } from '../network/tables.ts';
import type { Simulation } from '../simulation/simulation.ts';

/**
 * Equally long columns. Times in seconds; -1 where there is none: never answered, not over at the horizon. `fee` in base
 * units; `value` in USD; `loss` an index into LOSSES, -1 for none; `wrong` 1 when the accepted answer was made by a
 * cheating class; `convicted` counts its answers and copies that were.
 */
export const JOB_COLUMNS = [
  'flow',
  'number',
  'client',
  'arrived',
  'size',
  'value',
  'fee',
  'node',
  'wait',
  'answered',
  'closed',
  'loss',
  'executions',
  'wrong',
  'convicted',
] as const;
export type JobColumns = Record<(typeof JOB_COLUMNS)[number], Float64Array>;

export interface JobTrace {
  readonly observer: Observer;
  /** Jobs that are over, in order of their end, then those that are not. */
  columns(): JobColumns;
}

/** Traces every job with probability `share` (0..1). */
export function traceJobs(run: Simulation, share: number): JobTrace {
  const { world, scenario } = run;
  const { jobs, tasks } = world.tables;
  const draws = scenario.flows.map((flow) => world.draw('flow', flow.name, 'trace'));
  const table = world.store.table('trace/jobs', 16);
  const kept = JOB_COLUMNS.map((name) => table.column(name, 'f64'));
  const loss = jobs.table.column('trace/loss', 'f64', -1);
  const wait = jobs.table.column('trace/wait', 'f64', -1);
  const wrong = jobs.table.column('trace/wrong', 'f64');

  const isTraced = (job: number): boolean =>
    share >= 1 || draws[jobs.flow.data[job]].uniform(jobs.number.data[job], 0) < share;

  function convicted(job: number): number {
    let count = 0;
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task])
      if (tasks.role.data[task] < AUDIT) count += tasks.convicted.data[task];
    return count;
  }

  function keep(job: number, closed: number): void {
    const row = table.add();
    const values = [
      jobs.flow.data[job],
      jobs.number.data[job],
      jobs.client.data[job],
      jobs.arrived.data[job],
      jobs.size.data[job],
      jobs.value.data[job],
      jobs.fee.data[job],
      jobs.node.data[job],
      wait.data[job],
      jobs.answered.data[job],
      closed,
      loss.data[job],
      jobs.spawned.data[job],
      wrong.data[job],
      convicted(job),
    ];
    values.forEach((value, i) => {
      kept[i].data[row] = value;
    });
  }

  return {
    observer: {
      arrived(job) {
        loss.data[job] = -1;
        wait.data[job] = -1;
        wrong.data[job] = 0;
      },
      lost(job, why) {
        loss.data[job] = why;
      },
      accepted(job, task) {
        wait.data[job] = tasks.started.data[task] - tasks.submitted.data[task];
        wrong.data[job] = tasks.cheat.data[task];
      },
      closed(job) {
        if (isTraced(job)) keep(job, world.engine.now);
      },
    },
    columns() {
      const over = table.size;
      for (let job = 0; job < jobs.table.size; job += jobs.table.stride)
        if (jobs.flow.data[job] >= 0 && jobs.closed.data[job] === 0 && isTraced(job)) keep(job, -1);
      const columns = Object.fromEntries(
        JOB_COLUMNS.map((name, i) => [name, Float64Array.from(kept[i].data.subarray(0, table.size))]),
      ) as JobColumns;
      table.size = over;
      return columns;
    },
  };
}

/** Name of a loss, or null for an index below 0. */
export function lossName(index: number): string | null {
  return index < 0 ? null : LOSSES[index];
}
