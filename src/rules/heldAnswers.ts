/**
 * Which answers of a node are held back, in batches of n in the order of handing in? A batch is complete when it is full and no
 * check of one of its answers is under way. Jobs that were called off meanwhile keep their place, and are passed over in the end.
 */
import type { F64, Table } from '../engine/state.ts';
import type { Jobs } from '../network/tables.ts';
import type { Binder } from './binder.ts';

export class HeldAnswers {
  private readonly jobs: Jobs;
  private readonly flow: number;
  private readonly items: number;
  private readonly table: Table;
  /** Of a held answer: its job, by which number and attempt that is known again, 1 when no check of it is under way. */
  private readonly job: F64;
  private readonly number: F64;
  private readonly attempt: F64;
  private readonly passed: F64;
  private readonly next: F64;
  /** Of a job: the record of its answer. */
  private readonly record: F64;
  /** Of a node: first and last record (-1: none), and how many there are. */
  private readonly first: F64;
  private readonly last: F64;
  private readonly length: F64;

  constructor(b: Binder, items: number) {
    const { jobs, nodes } = b.tables;
    this.jobs = jobs;
    this.flow = b.scope.flow;
    this.items = items;
    this.table = b.table('held');
    this.job = this.table.column('job', 'f64');
    this.number = this.table.column('number', 'f64');
    this.attempt = this.table.column('attempt', 'f64');
    this.passed = this.table.column('passed', 'f64');
    this.next = this.table.column('next', 'f64', -1);
    this.record = b.column(jobs.table, 'record', 'f64', -1);
    this.first = b.column(nodes.table, 'held first', 'f64', -1);
    this.last = b.column(nodes.table, 'held last', 'f64', -1);
    this.length = b.column(nodes.table, 'held', 'f64');
  }

  /** Answers that a node has here. */
  count(node: number): number {
    return this.length.data[node];
  }

  /** A node's answer to a job; `passed`: no check of it is to come. */
  add(node: number, job: number, passed: boolean): void {
    const row = this.table.take();
    this.job.data[row] = job;
    this.number.data[row] = this.jobs.number.data[job];
    this.attempt.data[row] = this.jobs.resent.data[job];
    this.passed.data[row] = passed ? 1 : 0;
    this.record.data[job] = row;
    this.append(node, row);
  }

  /** The check of the answer to a job went well. */
  pass(job: number): void {
    this.passed.data[this.record.data[job]] = 1;
  }

  isComplete(node: number): boolean {
    if (this.length.data[node] < this.items) return false;
    let row = this.first.data[node];
    for (let k = 0; k < this.items; k++) {
      if (this.isOpen(row)) return false;
      row = this.next.data[row];
    }
    return true;
  }

  /** Takes out the first batch of a node, or with `all` everything, but answers whose check is under way; lets each job go. */
  release(node: number, all: boolean, letGo: (job: number) => void): void {
    const { first, last, length, next } = this;
    let row = first.data[node];
    let left = all ? length.data[node] : this.items;
    const rest = length.data[node] - left;
    first.data[node] = -1;
    const end = last.data[node];
    last.data[node] = -1;
    length.data[node] = 0;
    while (left-- > 0) {
      const after = next.data[row];
      if (this.isOpen(row)) this.append(node, row);
      else this.finish(row, letGo);
      row = after;
    }
    if (rest === 0) return;
    if (last.data[node] < 0) first.data[node] = row;
    else next.data[last.data[node]] = row;
    last.data[node] = end;
    length.data[node] += rest;
  }

  /** Takes out everything that a node has here. */
  discard(node: number, lose: (job: number) => void): void {
    let row = this.first.data[node];
    this.first.data[node] = -1;
    this.last.data[node] = -1;
    this.length.data[node] = 0;
    while (row >= 0) {
      const after = this.next.data[row];
      this.finish(row, lose);
      row = after;
    }
  }

  private append(node: number, row: number): void {
    const last = this.last.data[node];
    if (last < 0) this.first.data[node] = row;
    else this.next.data[last] = row;
    this.next.data[row] = -1;
    this.last.data[node] = row;
    this.length.data[node]++;
  }

  /** Is the job still the one that was answered, in the same attempt? */
  private stands(row: number): boolean {
    const { jobs } = this;
    const job = this.job.data[row];
    return (
      jobs.flow.data[job] === this.flow &&
      jobs.number.data[job] === this.number.data[row] &&
      jobs.resent.data[job] === this.attempt.data[row] &&
      jobs.closed.data[job] === 0
    );
  }

  private isOpen(row: number): boolean {
    return this.passed.data[row] === 0 && this.stands(row);
  }

  private finish(row: number, tell: (job: number) => void): void {
    const job = this.job.data[row];
    const stands = this.stands(row);
    this.table.giveBack(row);
    if (stands) tell(job);
  }
}
