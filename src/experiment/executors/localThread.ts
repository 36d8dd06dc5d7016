/** The file that piscina loads in each thread that does runs. A thread asks for a ground that it has not got. */

import type { Ground, RunTask } from '../task/executor.ts';
import { Performer } from '../task/perform.ts';
import type { RunRow } from '../task/runRow.ts';
import type { Answer } from '../threads/threads.ts';

export interface ThreadTask {
  task: RunTask;
  /** Sent with a task again that was answered with `lacking`. */
  ground?: Ground;
}

const performer = new Performer();

export default function run({ task, ground }: ThreadTask): Answer<RunRow | 'lacking'> {
  if (ground !== undefined) performer.learn(ground);
  return { result: performer.knows(task.ground) ? performer.perform(task) : 'lacking' };
}
