/**
 * Where do events with one constant delay wait? Time-outs, travel times and batch ages all have the
 * same delay, so they are due in the order in which they were made: a ring buffer holds them, and only
 * its head stands in the heap. A million pending time-outs cost the heap one entry, and those that are
 * cancelled never enter it.
 */
import type { F64, I32, Store, Table } from './state.ts';

export class Lane {
  readonly name: string;
  /** Seconds from pushing to firing. */
  delay: number;
  /** Number of the event kind that stands in the heap for the lane's head. */
  readonly kind: number;
  private readonly ring: Table;
  private readonly timeOf: F64;
  private readonly orderOf: F64;
  private readonly subjectOf: I32;
  /** [0] first position in use, [1] one past the last, both counted from the start of the run; [2] handle in the heap. */
  private readonly cells: F64;

  constructor(store: Store, name: string, delay: number, kind: number) {
    this.name = name;
    this.kind = kind;
    this.delay = delay;
    this.ring = store.table(`engine/lane/${name}`, 4);
    this.ring.size = this.ring.capacity;
    this.timeOf = this.ring.column('time', 'f64');
    this.orderOf = this.ring.column('order', 'f64');
    this.subjectOf = this.ring.column('subject', 'i32');
    const cells = store.cells(`engine/lane-cells/${name}`, 3);
    this.cells = cells.column('value', 'f64');
  }

  get head(): number {
    return this.cells.data[0];
  }

  get tail(): number {
    return this.cells.data[1];
  }

  /** Handle in the heap of the entry that stands for the lane's head. */
  get slot(): number {
    return this.cells.data[2];
  }

  set slot(slot: number) {
    this.cells.data[2] = slot;
  }

  /** Appends an event and returns its position, the handle for `kill`. */
  append(time: number, order: number, subject: number): number {
    const cells = this.cells.data;
    const at = cells[1];
    if (at - cells[0] === this.ring.capacity) this.grow();
    const i = at & (this.ring.capacity - 1);
    this.timeOf.data[i] = time;
    this.orderOf.data[i] = order;
    this.subjectOf.data[i] = subject;
    cells[1] = at + 1;
    return at;
  }

  timeAt(position: number): number {
    return this.timeOf.data[position & (this.ring.capacity - 1)];
  }

  orderAt(position: number): number {
    return this.orderOf.data[position & (this.ring.capacity - 1)];
  }

  /** Subject at a position; -1 when it was killed. */
  subjectAt(position: number): number {
    return this.subjectOf.data[position & (this.ring.capacity - 1)];
  }

  kill(position: number): void {
    if (position < this.cells.data[0] || position >= this.cells.data[1] || this.subjectAt(position) < 0)
      throw new Error(`cancel: position ${position} of lane ${this.name} is not pending`);
    this.subjectOf.data[position & (this.ring.capacity - 1)] = -1;
  }

  /** Drops the head and every killed entry behind it; true when a live one is left at the head. */
  advance(): boolean {
    const cells = this.cells.data;
    const subjects = this.subjectOf.data;
    const mask = this.ring.capacity - 1;
    let head = cells[0] + 1;
    while (head < cells[1] && subjects[head & mask] < 0) head++;
    cells[0] = head;
    return head < cells[1];
  }

  private grow(): void {
    const old = this.ring.capacity;
    const head = this.cells.data[0];
    const columns = [this.timeOf, this.orderOf, this.subjectOf];
    const straight = columns.map((c) => Array.from({ length: old }, (_, k) => c.data[(head + k) & (old - 1)]));
    this.ring.reserve(old * 2);
    this.ring.size = this.ring.capacity;
    columns.forEach((column, c) => {
      for (let k = 0; k < old; k++) column.data[(head + k) & (old * 2 - 1)] = straight[c][k];
    });
  }
}
