/** The file that piscina loads in each thread. */
import type { Answer } from '../experiment/threads.ts';
import { describeFailure } from '../experiment/worker.ts';
import type { Observations } from './case.ts';
import { perform, type Task } from './work.ts';

export default async function run(task: Task): Promise<Answer<Observations>> {
  try {
    return { result: await perform(task) };
  } catch (error) {
    return { failure: describeFailure(error) };
  }
}
