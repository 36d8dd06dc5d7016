/** Where are points run? In a thread per core. */
import { openThreads, type Threads } from '../experiment/threads/threads.ts';
import type { Observations } from './case.ts';
import type { Task } from './work.ts';

export function openWorkshop(options: {
  workers?: number | undefined;
  signal?: AbortSignal | undefined;
}): Promise<Threads<Task, Observations>> {
  return openThreads(import.meta.url, './thread', options);
}
