/** The file that piscina loads in each thread. */

import { describeFailure } from '../experiment/threads/failure.ts';
import type { Answer } from '../experiment/threads/threads.ts';
import type { Observations } from './case.ts';
import { perform, type Task } from './work.ts';

export default async function run(task: Task): Promise<Answer<Observations>> {
  try {
    return { result: await perform(task) };
  } catch (error) {
    return { failure: describeFailure(error) };
  }
}
