/** The file that piscina loads in each worker thread. */
import { workerData } from 'piscina';
import { describeFailure, type Outcome, replicateOnce, type Shared, type Task } from './worker.ts';

export default function run(task: Task): Outcome {
  try {
    return { record: replicateOnce(workerData as Shared, task.replication) };
  } catch (error) {
    return { failure: describeFailure(error) };
  }
}
