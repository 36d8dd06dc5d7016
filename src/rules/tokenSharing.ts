/**
 * Processor sharing of a node that counts tokens: those that were sent are read first (prefill), then the answer is written
 * token by token (decode), faster in all the more are written side by side. Each task in service has an equal share of the node's time.
 */
import { firstTokenOf, tokensOf } from '../network/tokens.ts';
import type { Binder } from './binder.ts';
import type { Slots } from './contract.ts';
import { Line } from './line.ts';
import { Soonest } from './soonest.ts';

export interface TokenRates {
  /** Tokens per second that a node reads. */
  prefill: number;
  /** Tokens per second that it writes in all, with 1, 2, 3, ... tasks at it; more tasks than entries: the last one. */
  decode: readonly number[];
  limit?: number | undefined;
  bound?: number | undefined;
}

const PREFILL = 0;
const DECODE = 1;

/**
 * With n tasks in service, d of them in decode, a task in prefill advances by prefill / n tokens a second, one in decode by
 * decode[d] / n. Clocks count what such a task has advanced since the node last was empty.
 */
export function tokenSharing({ prefill, decode, ...limits }: TokenRates, b: Binder): Slots['service'] {
  const { tasks, executors, jobs } = b.tables;
  const { engine, life } = b;
  const limit = limits.limit ?? Number.POSITIVE_INFINITY;
  const most = limits.bound ?? Number.POSITIVE_INFINITY;
  const rates = Float64Array.from(decode);
  const { input, output } = tokensOf(jobs);
  const firstToken = firstTokenOf(tasks);
  const waiting = new Line(b);
  const reading = new Soonest(b);
  const writing = new Soonest(b, 'writing');
  const column = (name: string) => b.column(executors.table, name, 'f64');
  const { running } = executors;
  const decoding = column('decoding');
  /** Tokens read and written by whoever was there all the time, and node-seconds of each, as of `since` (s). */
  const read = column('read');
  const written = column('written');
  const share = column('share');
  const since = column('since');
  /** What the pending event ends: PREFILL or DECODE. */
  const phase = column('phase');
  const pending = b.column(executors.table, 'pending', 'f64', -1);
  /** Of a task: node-seconds of a share when it began, and how much of a token's usual work each of its tokens is. */
  const began = tasks.table.column('service/ps/began', 'f64');
  const weight = tasks.table.column('service/ps/weight', 'f64');

  function batch(d: number): number {
    return rates[Math.min(d, rates.length) - 1];
  }
  function advance(executor: number): void {
    const { now } = engine;
    const n = running.data[executor];
    if (n > 0) {
      const time = (now - since.data[executor]) / n;
      const d = decoding.data[executor];
      read.data[executor] += time * prefill;
      if (d > 0) written.data[executor] += time * batch(d);
      share.data[executor] += time;
    }
    since.data[executor] = now;
  }
  function begin(executor: number, task: number): void {
    const job = tasks.job.data[task];
    const size = jobs.size.data[job];
    const work = tasks.work.data[task];
    weight.data[task] = size > 0 ? work / size : 1 / executors.speed.data[executor];
    life.started(task);
    // What the model takes to load is time of the node as any other.
    const load = tasks.work.data[task] - work;
    began.data[task] = share.data[executor];
    firstToken.data[task] = -1;
    running.data[executor]++;
    reading.add(executor, task, read.data[executor] + weight.data[task] * input.data[job] + load * prefill);
  }
  function leave(executor: number, task: number): void {
    if (firstToken.data[task] < 0) reading.remove(executor, task);
    else {
      writing.remove(executor, task);
      decoding.data[executor]--;
    }
    next(executor);
  }
  /** One task has gone: another one comes in. */
  function next(executor: number): void {
    running.data[executor]--;
    if (running.data[executor] >= limit) return;
    const task = waiting.shift(executor);
    if (task >= 0) begin(executor, task);
  }
  /** Who is in service has changed: which phase ends first, and when? */
  function plan(executor: number): void {
    if (pending.data[executor] >= 0) engine.cancel(pending.data[executor]);
    pending.data[executor] = -1;
    const n = running.data[executor];
    if (n === 0) {
      read.data[executor] = 0;
      written.data[executor] = 0;
      share.data[executor] = 0;
      return;
    }
    const reader = reading.first(executor);
    const writer = writing.first(executor);
    // Rounding may have carried a clock a little past the end of the first.
    const readsFor =
      reader < 0 ? Number.POSITIVE_INFINITY : Math.max(0, reading.due.data[reader] - read.data[executor]) / prefill;
    const writesFor =
      writer < 0
        ? Number.POSITIVE_INFINITY
        : Math.max(0, writing.due.data[writer] - written.data[executor]) / batch(decoding.data[executor]);
    phase.data[executor] = readsFor <= writesFor ? PREFILL : DECODE;
    pending.data[executor] = engine.after(Math.min(readsFor, writesFor) * n, finish, executor);
  }
  const finish: number = b.event(
    'finish',
    (executor) => {
      pending.data[executor] = -1;
      advance(executor);
      if (phase.data[executor] === PREFILL) {
        const task = reading.first(executor);
        read.data[executor] = reading.due.data[task];
        reading.remove(executor, task);
        firstToken.data[task] = engine.now;
        // Reading ends with the first token of the answer.
        const left = output.data[tasks.job.data[task]] - 1;
        if (left > 0) {
          decoding.data[executor]++;
          writing.add(executor, task, written.data[executor] + weight.data[task] * left);
          plan(executor);
          return;
        }
        end(executor, task);
      } else {
        const task = writing.first(executor);
        written.data[executor] = writing.due.data[task];
        writing.remove(executor, task);
        decoding.data[executor]--;
        end(executor, task);
      }
    },
    { priority: 40 },
  );
  function end(executor: number, task: number): void {
    tasks.work.data[task] = share.data[executor] - began.data[task];
    next(executor);
    plan(executor);
    life.executed(task);
  }

  return {
    // Node-seconds: whoever is there has a share of each.
    capacity: () => 1,
    submit(task) {
      const executor = tasks.executor.data[task];
      if (executors.present.data[executor] >= most) return false;
      if (running.data[executor] >= limit) {
        waiting.append(executor, task);
        return true;
      }
      advance(executor);
      begin(executor, task);
      plan(executor);
      return true;
    },
    withdraw(task) {
      const executor = tasks.executor.data[task];
      if (tasks.started.data[task] < 0) {
        waiting.remove(executor, task);
        return 0;
      }
      advance(executor);
      const spent = share.data[executor] - began.data[task];
      // How far it had come: node-seconds that it still needs, at the rates of now.
      const isRead = firstToken.data[task] >= 0;
      const rate = batch(Math.max(1, decoding.data[executor]));
      const toRead = isRead ? 0 : Math.max(0, reading.due.data[task] - read.data[executor]);
      const toWrite = isRead
        ? Math.max(0, writing.due.data[task] - written.data[executor])
        : weight.data[task] * Math.max(0, output.data[tasks.job.data[task]] - 1);
      tasks.work.data[task] = spent + toRead / prefill + toWrite / rate;
      leave(executor, task);
      plan(executor);
      return spent;
    },
  };
}
