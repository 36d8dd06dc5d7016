/**
 * Which task of an executor is due first? A pairing heap per executor (Fredman, Sedgewick, Sleator, Tarjan, "The pairing
 * heap", Algorithmica 1, 1986) in columns of the tasks: O(1) to add, O(log n) amortized to take any task out.
 */
import type { F64 } from '../engine/state.ts';
import type { Binder } from './binder.ts';

export class Soonest {
  private readonly root: F64;
  /** Right neighbour among the children of one parent. */
  private readonly next: F64;
  /** Left neighbour; of the first child, its parent. */
  private readonly previous: F64;
  private readonly child: F64;
  /** When a task is due. */
  readonly due: F64;

  /** `name` tells several heaps of one rule apart; a task is in one at a time. */
  constructor(b: Binder, name = '') {
    const { tasks, executors } = b.tables;
    this.root = b.column(executors.table, `root${name}`, 'f64', -1);
    // One column for all groups, as a task is at one executor only; what links those who wait links those in service.
    this.due = tasks.table.column('service/ps/due', 'f64');
    this.child = tasks.table.column('service/ps/child', 'f64', -1);
    this.next = tasks.next;
    this.previous = tasks.previous;
  }

  /** The task due first; -1: none. */
  first(executor: number): number {
    return this.root.data[executor];
  }

  add(executor: number, task: number, due: number): void {
    this.due.data[task] = due;
    this.child.data[task] = -1;
    this.next.data[task] = -1;
    this.previous.data[task] = -1;
    this.root.data[executor] = this.meld(this.root.data[executor], task);
  }

  remove(executor: number, task: number): void {
    const { child, next, previous } = this;
    const rest = this.gather(child.data[task]);
    if (task === this.root.data[executor]) {
      this.root.data[executor] = rest;
      return;
    }
    const before = previous.data[task];
    const after = next.data[task];
    if (child.data[before] === task) child.data[before] = after;
    else next.data[before] = after;
    if (after >= 0) previous.data[after] = before;
    this.root.data[executor] = this.meld(this.root.data[executor], rest);
  }

  /** One heap of two, either of which may be empty (-1); at a tie the first one's root stays. */
  private meld(a: number, b: number): number {
    if (a < 0) return b;
    if (b < 0) return a;
    const wins = this.due.data[b] < this.due.data[a];
    const top = wins ? b : a;
    const below = wins ? a : b;
    const sister = this.child.data[top];
    this.next.data[below] = sister;
    if (sister >= 0) this.previous.data[sister] = below;
    this.previous.data[below] = top;
    this.child.data[top] = below;
    return top;
  }

  /** One heap of a list of neighbours: in pairs from left to right, then all from right to left. */
  private gather(first: number): number {
    const { next, previous } = this;
    let pairs = -1;
    while (first >= 0) {
      const second = next.data[first];
      const rest = second < 0 ? -1 : next.data[second];
      const top = this.meld(first, second);
      next.data[top] = pairs;
      pairs = top;
      first = rest;
    }
    let heap = -1;
    while (pairs >= 0) {
      const rest = next.data[pairs];
      heap = this.meld(pairs, heap);
      pairs = rest;
    }
    if (heap >= 0) {
      next.data[heap] = -1;
      previous.data[heap] = -1;
    }
    return heap;
  }
}
