/** How are runs done without any thread? One after another, where they are asked for: in tests, and for a handful of small ones. */
import { setImmediate } from 'node:timers/promises';
import type { Executor } from '../task/executor.ts';
import { Performer } from '../task/perform.ts';

export async function openInline(): Promise<Executor> {
  const performer = new Performer();
  return {
    name: 'inline',
    workers: 1,
    async run(tasks, sink, { ground, signal }) {
      for (const task of tasks) {
        // A signal comes between two runs.
        await setImmediate();
        if (signal?.aborted) return;
        if (!performer.knows(task.ground)) performer.learn(ground(task.ground));
        await sink(performer.perform(task));
      }
    },
    async close() {},
  };
}
