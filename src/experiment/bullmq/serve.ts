/**
 * What does `verisim worker` do? Looks which experiments are there, and does runs of all of them in threads, so that this
 * thread is free to renew the locks of the runs under way. A worker that dies leaves its runs to the others.
 */
import { hostname } from 'node:os';
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueuedRun } from '../executors/bullmq.ts';
import { openLocal } from '../executors/local.ts';
import { describeBuild, sameBuild, thisBuild } from '../task/build.ts';
import type { Executor, Ground, RunTask } from '../task/executor.ts';
import type { RunRow } from '../task/runRow.ts';
import { fromWire, toWire } from '../task/wire.ts';
import { Board, groundsKey, type Notice, queueName } from './board.ts';
import { connect, PREFIX, queuePackages } from './connection.ts';

export interface ServeOptions {
  /** `redis://host:port` */
  redis: string;
  /** Runs at once; default all cores. */
  workers?: number | undefined;
  /** Stops at once; runs under way go back to the queue. */
  signal: AbortSignal;
  /** Seconds without a sign of life after which a run is taken from its worker; default 15. */
  patience?: number | undefined;
  onNotice?: ((message: string) => void) | undefined;
  /** After each run. */
  onRun?: ((experiment: string, row: RunRow) => void) | undefined;
}

/** Between two looks at the list of experiments, milliseconds. */
const LOOK_MS = 1000;
/** Times that a run is given to another worker because its own died. More may well be the run's fault. */
const SECOND_CHANCES = 5;
/** Grounds kept. */
const KEPT = 16;

/** Works until the signal. Throws ClusterError when Redis cannot be reached at first. */
export async function serve(options: ServeOptions): Promise<void> {
  const { signal, onNotice = () => {} } = options;
  const redis = await connect(options.redis, onNotice);
  const local = await openLocal({ workers: options.workers });
  const board = new Board(redis);
  const workers = new Map<string, { name: string; worker: Worker }>();
  const refused = new Set<string>();
  const build = thisBuild();
  onNotice(`${describeBuild(build)}: ${local.workers} runs at once. Waiting for experiments.`);
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    while (!signal.aborted) {
      const notices = redis.status === 'ready' ? await Promise.race([board.read(), stopped]) : undefined;
      for (const notice of notices ?? []) {
        if (workers.has(notice.id) || refused.has(notice.id)) continue;
        if (sameBuild(build, notice.build)) {
          onNotice(`Taking part in ${notice.name}.`);
          workers.set(notice.id, { name: notice.name, worker: await takePart(notice, redis, board, local, options) });
        } else {
          refused.add(notice.id);
          onNotice(
            `Not taking part in ${notice.name}: it runs on ${describeBuild(notice.build)}, this worker is ` +
              `${describeBuild(build)}. Runs of different builds may differ; install the same one here.`,
          );
        }
      }
      if (notices) await leaveOthers(notices, workers, board, onNotice);
      await Promise.race([new Promise((resolve) => setTimeout(resolve, LOOK_MS)), stopped]);
    }
  } finally {
    // Runs under way have given themselves back when the signal came.
    await Promise.race([
      Promise.all([...workers.values()].map(({ worker }) => worker.close())),
      new Promise((resolve) => setTimeout(resolve, 5000).unref()),
    ]);
    await local.close();
    redis.disconnect();
  }
}

/** Leaves the experiments that are over. */
async function leaveOthers(
  notices: readonly Notice[],
  workers: Map<string, { name: string; worker: Worker }>,
  board: Board,
  onNotice: (message: string) => void,
): Promise<void> {
  for (const [id, { name, worker }] of workers) {
    if (notices.some((notice) => notice.id === id)) continue;
    workers.delete(id);
    onNotice(`${name} is over.`);
    // Runs under way are nobody's any more; they end as they may.
    await worker.close(true);
    // One that came when it was just over has made its queue anew.
    await board.withdraw(id);
  }
}

async function takePart(
  notice: Notice,
  redis: Redis,
  board: Board,
  local: Executor,
  { signal, patience = 15, onRun }: ServeOptions,
): Promise<Worker> {
  const { Worker, WaitingError } = await queuePackages();
  const groundOf = keptGrounds(redis, notice.id);

  const work = async (job: Job<QueuedRun>, token?: string): Promise<void> => {
    const task = fromWire<RunTask>(job.data.task);
    const ground = await groundOf(task.ground);
    let row: RunRow | undefined;
    const keep = (done: RunRow): void => {
      row = done;
    };
    await local.run([task], keep, { ground: () => ground, signal });
    if (row === undefined) {
      // Interrupted: the next worker may begin at once, not only when this one is missed.
      await job.moveToWait(token);
      throw new WaitingError();
    }
    // First the row, then the job's end: a worker that dies in between leaves a row too many, never one too few.
    await board.handOver(notice.id, toWire(row));
    onRun?.(notice.name, row);
  };

  const worker = new Worker<QueuedRun>(queueName(notice.id), work, {
    connection: redis,
    prefix: PREFIX,
    name: hostname(),
    concurrency: local.workers,
    lockDuration: 1000 * patience,
    stalledInterval: (1000 * patience) / 2,
    maxStalledCount: SECOND_CHANCES,
  });
  // A lost connection is told of by our own; a lost lock means that another worker does the run, too.
  worker.on('error', () => {});
  return worker;
}

/** Grounds of an experiment, fetched when they are first asked for. */
function keptGrounds(redis: Redis, experiment: string): (id: string) => Promise<Ground> {
  const kept = new Map<string, Promise<Ground>>();
  return (id) => {
    let ground = kept.get(id);
    if (ground === undefined) {
      ground = redis.hget(groundsKey(experiment), id).then((text) => {
        if (text === null) throw new Error(`ground ${id} is not in Redis`);
        return fromWire<Ground>(text);
      });
      // One that could not be had is asked for again by the next.
      ground.catch(() => kept.delete(id));
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string);
      kept.set(id, ground);
    }
    return ground;
  };
}
