/** How are runs done on this machine? In worker threads that stay, each with the grounds that it has met. */
import { setMaxListeners } from 'node:events';
import type { Executor, ExecutorOptions, ExecutorRun, RunTask } from '../task/executor.ts';
import { failedRow, type RunRow } from '../task/runRow.ts';
import { openThreads } from '../threads/threads.ts';
import type { ThreadTask } from './localThread.ts';

/** Tasks given to a thread ahead of time, so that it never waits for the next. */
const AHEAD = 2;

export async function openLocal({ workers }: Pick<ExecutorOptions, 'workers'>): Promise<Executor> {
  const threads = await openThreads<ThreadTask, RunRow | 'lacking'>(import.meta.url, './localThread', { workers });

  async function perform(task: RunTask, { ground, signal }: ExecutorRun): Promise<RunRow> {
    try {
      const answer = await threads.run({ task }, signal);
      if (answer !== 'lacking') return answer;
      // A task with its ground may reach another thread than the one that lacked it: that one learns it, too.
      return (await threads.run({ task, ground: ground(task.ground) }, signal)) as RunRow;
    } catch (error) {
      if (signal?.aborted) throw error;
      // The thread died of it, say for want of memory; another takes its place.
      return failedRow(task.point, task.replication, ground(task.ground).scenario.seed, error);
    }
  }

  return {
    name: 'local',
    workers: threads.count,
    async run(tasks, sink, options) {
      if (options.signal) setMaxListeners(0, options.signal);
      const queue = tasks[Symbol.iterator]();
      const failed: unknown[] = [];
      const lane = async (): Promise<void> => {
        while (failed.length === 0 && !options.signal?.aborted) {
          const next = queue.next();
          if (next.done) return;
          try {
            const row = await perform(next.value, options);
            await sink(row);
          } catch (error) {
            if (!options.signal?.aborted) failed.push(error);
          }
        }
      };
      await Promise.all(Array.from({ length: AHEAD * threads.count }, lane));
      if (failed.length > 0) throw failed[0];
    },
    close: () => threads.close(),
  };
}
