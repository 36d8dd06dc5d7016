/**
 * How do any number of machines share the runs of an experiment? Through a queue in Redis: `verisim worker` takes runs from it,
 * and again those whose worker died. Rows come back by way of Redis to the one process that keeps them; a run that was done
 * twice counts once.
 */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { Board, groundsKey, type Notice, queueName, rowsKey } from '../bullmq/board.ts';
import { connect, PREFIX, queuePackages } from '../bullmq/connection.ts';
import { thisBuild } from '../task/build.ts';
import { ClusterError } from '../task/clusterError.ts';
import type { Executor, ExecutorOptions, ExecutorRun, RunTask } from '../task/executor.ts';
import { failedRow, type RunRow } from '../task/runRow.ts';
import { fromWire, toWire } from '../task/wire.ts';

/** Runs in the queue at once: enough for a thousand cores, and flat in memory. */
const WINDOW = 2000;
/** Between two looks at the queue's failures and signs of life, milliseconds. */
const WATCH_MS = 2000;
/** Seconds that one wait for rows takes at most. */
const WAIT_S = 1;
/** Rows fetched at once. */
const PORTION = 200;
/** Times that a worker may fail at a run for reasons of its own; what a run fails of itself is a row. */
const ATTEMPTS = 3;

/** Data of a job of the queue. */
export interface QueuedRun {
  /** A RunTask as on the wire. */
  task: string;
}

export async function openBullmq({
  redis: address,
  directory,
  onNotice = () => {},
}: ExecutorOptions): Promise<Executor> {
  if (address === undefined)
    throw new ClusterError('the executor bullmq needs the address of a Redis: redis://host:port');
  const redis = await connect(address, onNotice);
  const waiting = redis.duplicate();
  waiting.on('error', () => {});
  const { Queue } = await queuePackages();
  const board = new Board(redis);
  const notice: Notice = { id: randomUUID(), name: basename(directory), build: thisBuild() };
  await board.read();
  await board.announce(notice);
  const queue = new Queue<QueuedRun>(queueName(notice.id), {
    connection: redis,
    prefix: PREFIX,
    skipMetasUpdate: true,
  });
  queue.on('error', () => {});
  return {
    name: 'bullmq',
    workers: WINDOW,
    run: (tasks, sink, options) =>
      new Delivery({ redis, waiting, queue, board, notice, onNotice, sink, options }).deliver(tasks[Symbol.iterator]()),
    async close() {
      // A Redis that is gone has nothing to be cleaned, and is not waited for.
      if (redis.status === 'ready') await board.withdraw(notice.id);
      await queue.close();
      waiting.disconnect();
      redis.disconnect();
    },
  };
}

interface DeliveryOf {
  redis: Redis;
  /** A connection that may wait. */
  waiting: Redis;
  queue: Queue<QueuedRun>;
  board: Board;
  notice: Notice;
  onNotice: (message: string) => void;
  sink: (row: RunRow) => Promise<void> | void;
  options: ExecutorRun;
}

/** Runs that are given out, and their rows that are taken back. */
class Delivery {
  private readonly of: DeliveryOf;
  /** Tasks in the queue whose rows have not come, by the ids of their jobs. */
  private readonly pending = new Map<string, RunTask>();
  private readonly published = new Set<string>();
  private alone = false;
  /** Rows taken since the last look. */
  private taken = 0;
  private empty = false;

  constructor(of: DeliveryOf) {
    this.of = of;
  }

  async deliver(tasks: Iterator<RunTask>): Promise<void> {
    const { waiting, notice } = this.of;
    const { signal } = this.of.options;
    const stop = (): void => waiting.disconnect();
    if (signal?.aborted) return;
    signal?.addEventListener('abort', stop);
    let failure: unknown;
    const watch = every(WATCH_MS, async () => this.watch()).onError((error) => {
      failure ??= error;
    });
    try {
      while (failure === undefined && !signal?.aborted) {
        await this.giveOut(tasks);
        if (this.pending.size === 0) return;
        const first = await waiting.blpop(rowsKey(notice.id), WAIT_S).catch((error: unknown) => {
          if (!signal?.aborted) throw error;
          return null;
        });
        if (first !== null) await this.take(first[1]);
        if (first !== null) for (const text of await this.more()) await this.take(text);
      }
      if (failure !== undefined) throw failure;
    } finally {
      signal?.removeEventListener('abort', stop);
      await watch.end();
      if (signal?.aborted) await this.callBack();
    }
  }

  private async more(): Promise<string[]> {
    return (await this.of.redis.lpop(rowsKey(this.of.notice.id), PORTION)) ?? [];
  }

  private async giveOut(tasks: Iterator<RunTask>): Promise<void> {
    const begun: RunTask[] = [];
    // In portions, not one by one: a round trip each.
    if (this.pending.size > 0.9 * WINDOW) return;
    while (this.pending.size + begun.length < WINDOW) {
      const next = tasks.next();
      if (next.done) break;
      begun.push(next.value);
    }
    for (const task of begun) this.pending.set(idOf(task), task);
    await this.enqueue(begun);
  }

  /** What is in the queue already stays there once. */
  private async enqueue(tasks: readonly RunTask[]): Promise<void> {
    const { redis, queue, notice, options } = this.of;
    for (const { ground } of tasks) {
      if (this.published.has(ground)) continue;
      await redis.hset(groundsKey(notice.id), ground, toWire(options.ground(ground)));
      this.published.add(ground);
    }
    if (tasks.length === 0) return;
    await queue.addBulk(
      tasks.map((task) => ({
        name: 'run',
        data: { task: toWire(task) },
        opts: {
          jobId: idOf(task),
          attempts: ATTEMPTS,
          backoff: { type: 'fixed', delay: 1000 },
          removeOnComplete: true,
        },
      })),
    );
  }

  private async take(text: string): Promise<void> {
    this.taken++;
    const row = fromWire<RunRow>(text);
    await this.accept(idOf(row), row);
  }

  /** A run that was done twice, say by a worker that was thought dead, is known already. */
  private async accept(id: string, row: RunRow): Promise<void> {
    if (!this.pending.delete(id)) return;
    await this.of.sink(row);
  }

  private async watch(): Promise<void> {
    const { redis, queue, board, notice, onNotice } = this.of;
    if (redis.status !== 'ready') return;
    await board.announce(notice);
    // What all workers failed at, or died of, is a row with its error.
    for (const job of await queue.getFailed(0, PORTION - 1)) await this.giveUp(job);
    const alone = (await queue.getWorkersCount()) === 0;
    if (alone && !this.alone)
      onNotice(`No worker is there; start one on any machine that reaches this Redis: verisim worker --redis URL`);
    this.alone = alone;
    await this.askAgain();
  }

  /**
   * A Redis that lost what it had, or a process that was asleep for so long that others cleaned its queue away: nothing is in
   * the queue, nothing has come since the last look, and yet rows are missing.
   */
  private async askAgain(): Promise<void> {
    const { queue } = this.of;
    const there = await queue.getJobCountByTypes('wait', 'active', 'delayed', 'failed');
    const empty = there === 0 && this.taken === 0 && this.pending.size > 0;
    this.taken = 0;
    if (empty && this.empty) {
      this.published.clear();
      await queue.resume();
      await this.enqueue([...this.pending.values()]);
    }
    this.empty = empty;
  }

  private async giveUp(job: Job<QueuedRun>): Promise<void> {
    const id = job.id as string;
    const task = this.pending.get(id);
    if (task !== undefined) {
      const { seed } = this.of.options.ground(task.ground).scenario;
      await this.accept(id, failedRow(task.point, task.replication, seed, new ClusterError(reasonOf(job))));
    }
    await job.remove();
  }

  /** Takes back what is in the queue, and the rows that are there. */
  private async callBack(): Promise<void> {
    const { redis, queue } = this.of;
    if (redis.status !== 'ready') return;
    for (let rows = await this.more(); rows.length > 0; rows = await this.more())
      for (const text of rows) await this.take(text);
    await queue.obliterate({ force: true });
  }
}

/** Of the job of a run. */
const idOf = ({ point, replication }: Pick<RunTask, 'point' | 'replication'>): string => `${point}-${replication}`;

function reasonOf({ failedReason, stalledCounter }: Job): string {
  if (/stalled/.test(failedReason)) return `the workers that did this run died of it, ${stalledCounter} of them`;
  return `the workers could not do this run: ${failedReason}`;
}

/** Calls again and again, one after the other, until the end. */
function every(ms: number, work: () => Promise<void>) {
  let onError = (_: unknown): void => {};
  let under = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    under = work()
      .catch((error) => onError(error))
      .finally(() => {
        busy = false;
      });
  }, ms);
  const handle = {
    onError(handler: (error: unknown) => void) {
      onError = handler;
      return handle;
    },
    async end() {
      clearInterval(timer);
      await under;
    },
  };
  return handle;
}
