/** Who waits at an executor, in order of coming? A queue in columns, from which any task may be taken out. */
import type { F64 } from '../engine/state.ts';
import type { Tasks } from '../network/tables.ts';
import type { Binder } from './binder.ts';

export class Line {
  private readonly tasks: Tasks;
  private readonly first: F64;
  private readonly last: F64;

  /** `name` is empty, or tells several lines of one rule apart. */
  constructor(b: Binder, name = '') {
    const { executors, tasks } = b.tables;
    this.tasks = tasks;
    this.first = b.column(executors.table, `first${name}`, 'f64', -1);
    this.last = b.column(executors.table, `last${name}`, 'f64', -1);
  }

  append(executor: number, task: number): void {
    const { next, previous } = this.tasks;
    const last = this.last.data[executor];
    if (last < 0) this.first.data[executor] = task;
    else next.data[last] = task;
    previous.data[task] = last;
    next.data[task] = -1;
    this.last.data[executor] = task;
  }

  /** Takes out who came first; -1: nobody waits. */
  shift(executor: number): number {
    const task = this.first.data[executor];
    if (task < 0) return -1;
    const next = this.tasks.next.data[task];
    this.first.data[executor] = next;
    if (next < 0) this.last.data[executor] = -1;
    else this.tasks.previous.data[next] = -1;
    return task;
  }

  remove(executor: number, task: number): void {
    const { next, previous } = this.tasks;
    const before = previous.data[task];
    const after = next.data[task];
    if (before < 0) this.first.data[executor] = after;
    else next.data[before] = after;
    if (after < 0) this.last.data[executor] = before;
    else previous.data[after] = before;
  }
}
