/** In what order does an executor work? First come, first served, on each of its slots. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const fifo = defineRule({
  slot: 'service',
  name: 'fifo',
  summary: 'first come, first served; one task a slot; unbounded queue',
  schema: z.strictObject({}),
  formula: 'start when a slot is free, else wait in order of submission; end = start + work',
  source: 'M/G/c discipline of queueing theory',
  bind(_params, b) {
    const { tasks, executors } = b.tables;
    const { engine, life } = b;
    const running = b.column(executors.table, 'running', 'f64');
    const first = b.column(executors.table, 'first', 'f64', -1);
    const last = b.column(executors.table, 'last', 'f64', -1);
    const finish = b.event(
      'finish',
      (task) => {
        const executor = tasks.executor.data[task];
        const next = first.data[executor];
        if (next >= 0) {
          first.data[executor] = tasks.next.data[next];
          life.started(next);
          engine.after(tasks.work.data[next], finish, next);
        } else {
          running.data[executor]--;
        }
        life.executed(task);
      },
      { priority: 40 },
    );
    return {
      submit(task) {
        const executor = tasks.executor.data[task];
        if (running.data[executor] < executors.slots.data[executor]) {
          running.data[executor]++;
          life.started(task);
          engine.after(tasks.work.data[task], finish, task);
        } else {
          if (first.data[executor] < 0) first.data[executor] = task;
          else tasks.next.data[last.data[executor]] = task;
          last.data[executor] = task;
          tasks.next.data[task] = -1;
        }
      },
    };
  },
});
