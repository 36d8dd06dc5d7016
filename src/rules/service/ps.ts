/** In what order does an executor work? On all tasks at once, each with an equal share: batched inference. */
import * as z from 'zod';
import { number } from '../../language/number.ts';
import { defineRule } from '../contract.ts';
import { Line } from '../line.ts';
import { bound } from '../queueBound.ts';
import { Soonest } from '../soonest.ts';
import { tokenSharing } from '../tokenSharing.ts';

export const ps = defineRule({
  slot: 'service',
  name: 'ps',
  summary: 'processor sharing: all tasks in service go on at once, at a total rate that depends on how many they are',
  schema: z
    .strictObject({
      rates: z
        .array(number({ positive: true }))
        .min(1)
        .optional()
        .describe(
          'total rate, in seconds of work per second, with 1, 2, 3, ... tasks in service (batch curve); more tasks than entries: the last one. Default: as many as there are tasks, at most the slots',
        ),
      limit: z.int().min(1).optional().describe('most tasks in service; the others wait in order. Default: no limit'),
      bound,
      prefill: number({
        unit: 'tokens/s',
        positive: true,
        description:
          'tokens that are read per second before an answer begins; with decode, a task is its tokens. Default: it is its work',
      }).optional(),
      decode: z
        .array(number({ unit: 'tokens/s', positive: true }))
        .min(1)
        .optional()
        .describe(
          'tokens that are written per second in all, with 1, 2, 3, ... tasks writing (batch curve); more tasks than entries: the last one',
        ),
    })
    .superRefine(({ prefill, decode, rates }, ctx) => {
      const complain = (path: string, message: string, expected: string) =>
        ctx.addIssue({ code: 'custom', path: [path], message, params: { expected } });
      if (prefill !== undefined && decode === undefined)
        complain('prefill', 'is given without decode', 'both or neither');
      if (decode !== undefined && prefill === undefined)
        complain('decode', 'is given without prefill', 'both or neither');
      if (rates !== undefined && decode !== undefined) complain('rates', 'is given beside decode', 'one of them');
    }),
  formula:
    'dv/dt = rates[n] / n; a task that comes at v0 ends at v = v0 + work. M/G/1: E[T | work x] = x / (1 - rho), whatever the distribution. With tokens, n in service and d of them writing: prefill / n tokens a second for each that is read, decode[d] / n for each that is written',
  source:
    'Kleinrock, "Time-shared systems: a theoretical treatment", J. ACM 14 (1967); prefill and decode: Yu et al., Orca, OSDI 2022 (continuous batching)',
  bind(params, b) {
    const { prefill, decode } = params;
    if (prefill !== undefined && decode !== undefined) return tokenSharing({ ...params, prefill, decode }, b);
    const { tasks, executors } = b.tables;
    const { engine, life } = b;
    const limit = params.limit ?? Number.POSITIVE_INFINITY;
    const most = params.bound ?? Number.POSITIVE_INFINITY;
    const rates = params.rates && Float64Array.from(params.rates);
    const waiting = new Line(b);
    const sharing = new Soonest(b);
    const { running } = executors;
    /** Work that each task in service has had, counted from when the executor last was empty; as of `since` (s). */
    const virtual = b.column(executors.table, 'virtual', 'f64');
    const since = b.column(executors.table, 'since', 'f64');
    /** d virtual / dt. */
    const pace = b.column(executors.table, 'pace', 'f64');
    const pending = b.column(executors.table, 'pending', 'f64', -1);

    function rate(n: number, slots: number): number {
      return rates ? rates[Math.min(n, rates.length) - 1] : Math.min(n, slots);
    }
    function advance(executor: number): void {
      const { now } = engine;
      virtual.data[executor] += (now - since.data[executor]) * pace.data[executor];
      since.data[executor] = now;
    }
    function begin(executor: number, task: number): void {
      life.started(task);
      running.data[executor]++;
      sharing.add(executor, task, virtual.data[executor] + tasks.work.data[task]);
    }
    /** One task has gone: the next one comes in. */
    function leave(executor: number, task: number): void {
      sharing.remove(executor, task);
      running.data[executor]--;
      if (running.data[executor] >= limit) return;
      const next = waiting.shift(executor);
      if (next >= 0) begin(executor, next);
    }
    /** Who is in service has changed: when does the first of them end? */
    function plan(executor: number): void {
      if (pending.data[executor] >= 0) engine.cancel(pending.data[executor]);
      const n = running.data[executor];
      if (n === 0) {
        pending.data[executor] = -1;
        virtual.data[executor] = 0;
        pace.data[executor] = 0;
        return;
      }
      pace.data[executor] = rate(n, executors.slots.data[executor]) / n;
      // Rounding may have carried the clock a little past the end of the first.
      const left = Math.max(0, sharing.due.data[sharing.first(executor)] - virtual.data[executor]);
      pending.data[executor] = engine.after(left / pace.data[executor], finish, executor);
    }
    const finish: number = b.event(
      'finish',
      (executor) => {
        pending.data[executor] = -1;
        const task = sharing.first(executor);
        virtual.data[executor] = sharing.due.data[task];
        since.data[executor] = engine.now;
        leave(executor, task);
        plan(executor);
        life.executed(task);
      },
      { priority: 40 },
    );

    return {
      capacity: (slots) =>
        rates
          ? rates.subarray(0, Math.min(limit, rates.length)).reduce((a, r) => Math.max(a, r))
          : Math.min(limit, slots),
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
        const left = Math.max(0, sharing.due.data[task] - virtual.data[executor]);
        leave(executor, task);
        plan(executor);
        return tasks.work.data[task] - left;
      },
    };
  },
});
