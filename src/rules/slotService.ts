/**
 * One task a slot, none interrupted: what fifo and priority share. They differ in where a task waits and who is next.
 */
import { InvariantError } from '../engine/errors.ts';
import type { Binder } from './binder.ts';
import type { Slots } from './contract.ts';

/** Whoever waits: each a queue per executor. `shift` returns -1 when nobody does. */
export interface Waiting {
  append(executor: number, task: number): void;
  shift(executor: number): number;
  remove(executor: number, task: number): void;
}

export function slotService(b: Binder, waiting: Waiting, bound: number | undefined): Slots['service'] {
  const { jobs, tasks, executors } = b.tables;
  const { engine, life } = b;
  const { running } = executors;
  const most = bound ?? Number.POSITIVE_INFINITY;

  function begin(task: number): void {
    life.started(task);
    tasks.finish.data[task] = engine.after(tasks.work.data[task], finish, task);
  }
  /** A slot is free: the next one takes it. */
  function pass(executor: number): void {
    const next = waiting.shift(executor);
    if (next >= 0) begin(next);
    else running.data[executor]--;
  }
  const finish: number = b.event(
    'finish',
    (task) => {
      // Looked at now, the job's record is on its way from memory while the next task begins: 5 % at 100,000 nodes.
      if (jobs.flow.data[tasks.job.data[task]] < 0)
        throw new InvariantError(`execution ${task} ended for a job that is over`);
      pass(tasks.executor.data[task]);
      life.executed(task);
    },
    { priority: 40 },
  );

  return {
    capacity: (slots) => slots,
    submit(task) {
      const executor = tasks.executor.data[task];
      if (executors.present.data[executor] >= most) return false;
      if (running.data[executor] < executors.slots.data[executor]) {
        running.data[executor]++;
        begin(task);
      } else {
        waiting.append(executor, task);
      }
      return true;
    },
    withdraw(task) {
      const executor = tasks.executor.data[task];
      const started = tasks.started.data[task];
      if (started < 0) {
        waiting.remove(executor, task);
        return 0;
      }
      engine.cancel(tasks.finish.data[task]);
      pass(executor);
      return engine.now - started;
    },
  };
}
