/** In what order does an executor work? Flows with a lower rank first; nobody is interrupted. */
import * as z from 'zod';
import { PRIORITIES } from '../../network/tables.ts';
import { defineRule } from '../contract.ts';
import { Line } from '../line.ts';
import { bound } from '../queueBound.ts';
import { slotService } from '../slotService.ts';

export const priority = defineRule({
  slot: 'service',
  name: 'priority',
  summary: "by the flow's `priority`, 0 first, within one by order of coming; not preemptive; one task a slot",
  schema: z.strictObject({ bound }),
  formula:
    'a free slot takes the oldest task of the lowest rank that waits. M/G/1: W_k = W_0 / ((1 - s_(k-1)) (1 - s_k)), s_k the load of ranks 0..k',
  source: 'Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954)',
  bind({ bound }, b) {
    const { jobs, tasks } = b.tables;
    const lines = Array.from({ length: PRIORITIES }, (_, rank) => new Line(b, `/${rank}`));
    // Kept with the task: its flow's rank may change while it waits. One column for all groups, as a task is at one executor only.
    const rankOf = tasks.table.column('service/priority/rank', 'f64');
    const ranks = b.terms.priority;
    return slotService(
      b,
      {
        append(executor, task) {
          const rank = ranks[jobs.flow.data[tasks.job.data[task]]];
          rankOf.data[task] = rank;
          lines[rank].append(executor, task);
        },
        shift(executor) {
          for (let rank = 0; rank < PRIORITIES; rank++) {
            const task = lines[rank].shift(executor);
            if (task >= 0) return task;
          }
          return -1;
        },
        remove: (executor, task) => lines[rankOf.data[task]].remove(executor, task),
      },
      bound,
    );
  },
});
