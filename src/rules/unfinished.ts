/** What if a job needs no more executions? Those under way are given up; one that was lost in silence would never end. */
import type { Binder } from './binder.ts';

export function unfinished({ tables: { jobs, tasks }, life }: Binder): { giveUp(job: number): void } {
  return {
    /** Gives up every execution of the job that was not handed in. */
    giveUp(job) {
      for (let task = jobs.tasks.data[job]; task >= 0; ) {
        const next = tasks.sibling.data[task];
        if (tasks.ended.data[task] < 0) life.abandon(task);
        task = next;
      }
    },
  };
}
