/** How is work given to several threads? A pool that loads one file in each; a task and its answer are plain data. */
import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { type Failure, restoreFailure } from './failure.ts';

/** What a thread answers: an error would arrive as a bare Error. */
export type Answer<Result> = { result: Result } | { failure: Failure };

export interface Threads<Task, Result> {
  readonly count: number;
  /** Throws what the task threw, and an AbortError once the signal came: that of the call, or else that of the threads. */
  run(task: Task, signal?: AbortSignal): Promise<Result>;
  close(): Promise<void>;
}

/**
 * `from`: URL of the module that asks; `file`: the thread's own file beside it, without its ending; `shared`: what every thread
 * is given once, its `workerData`.
 */
export async function openThreads<Task, Result>(
  from: string,
  file: string,
  {
    workers,
    signal,
    shared,
  }: { workers?: number | undefined; signal?: AbortSignal | undefined; shared?: unknown } = {},
): Promise<Threads<Task, Result>> {
  const { Piscina } = await import('piscina');
  const fromSource = from.endsWith('.ts');
  const count = workers ?? availableParallelism();
  const pool = new Piscina<Task, Answer<Result>>({
    filename: new URL(`${file}.${fromSource ? 'ts' : 'js'}`, from).href,
    minThreads: count,
    maxThreads: count,
    workerData: shared,
    execArgv: fromSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [],
  });
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  // Every queued task listens.
  setMaxListeners(0, stop.signal);
  let died: Error | undefined;
  // A thread that dies, say of memory; after a stop, an answer that nobody waits for any more.
  pool.on('error', (error: Error) => {
    if (stop.signal.aborted) return;
    died = error;
    stop.abort();
  });
  return {
    count,
    async run(task, signal = stop.signal) {
      let answer: Answer<Result>;
      try {
        answer = await pool.run(task, { signal });
      } catch (error) {
        throw died ?? error;
      }
      if ('failure' in answer) throw restoreFailure(answer.failure);
      return answer.result;
    },
    async close() {
      signal?.removeEventListener('abort', abort);
      await pool.destroy();
    },
  };
}
