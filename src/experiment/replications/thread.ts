/** The file that piscina loads in each worker thread. */
import { workerData } from 'piscina';
import type { RunRecord } from '../../measures/record.ts';
import { describeFailure } from '../threads/failure.ts';
import type { Answer } from '../threads/threads.ts';
import { replicateOnce, type Shared, type Task } from './worker.ts';

export default function run(task: Task): Answer<RunRecord> {
  try {
    return { result: replicateOnce(workerData as Shared, task.replication) };
  } catch (error) {
    return { failure: describeFailure(error) };
  }
}
