/**
 * Which event comes next? A pending-event set ordered by (time, priority class, order of scheduling):
 * a 4-ary implicit heap in typed arrays, stable at equal times and without a cliff when a million
 * events share one instant, as blocks and epochs make them do.
 *
 * An event is (time, kind, subject): two small numbers, never a closure. Scheduling returns a handle,
 * good until the event fires; cancelling marks it dead, and when half the heap is dead it is compacted.
 * All state lives in columns, so a snapshot of the store holds the pending events.
 */
import type { Column, F64, I32, Store, Table } from './state.ts';

/** Orders of scheduling per priority class: `order = priority * CLASS + sequence number`. */
export const CLASS = 70368744177664; // 2^46

/** The kind of a slot that is free, and of one whose event was cancelled but is still in the heap. */
const FREE = -1;
export const DEAD = -2;

export class EventList {
  /** Rows are heap positions. */
  private readonly heap: Table;
  private readonly timeOf: F64;
  private readonly orderOf: F64;
  private readonly slotOf: I32;
  /**
   * What a heap position's event is, wherever it moves: kind and subject side by side, so that an event costs one cache
   * line. A handle is the place of the kind; the subject of a free slot is the next free one.
   */
  private readonly slots: Table;
  private readonly eventOf: I32;
  /** [0] head of the list of free slots, [1] number of dead entries in the heap. */
  private readonly cells: Column<'i32'>;
  /**
   * The slot of a fired event whose entry still stands at the top; -1: none. The first event that its handler schedules
   * takes entry and slot over: one walk down the heap instead of two. Never open between events, so not state.
   */
  private hole = -1;
  /** (time, order) of the entry that is being put into its place: doubles as arguments would be boxed at every call. */
  private readonly key = new Float64Array(2);

  constructor(store: Store) {
    this.heap = store.table('engine/heap', 16);
    this.timeOf = this.heap.column('time', 'f64');
    this.orderOf = this.heap.column('order', 'f64');
    this.slotOf = this.heap.column('slot', 'i32');
    this.slots = store.table('engine/slots', 16);
    this.eventOf = this.slots.column('event', 'i32', FREE);
    this.cells = store.cells('engine/heap-cells', 2).column('value', 'i32', -1);
    if (this.cells.data[1] < 0) this.cells.data[1] = 0;
  }

  /** Entries in the heap, cancelled ones that were not yet compacted away included. */
  get size(): number {
    return this.heap.size;
  }

  /** Pending events: cancelled ones not counted. */
  get pending(): number {
    return this.heap.size - this.cells.data[1] - (this.hole >= 0 ? 1 : 0);
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get nextTime(): number {
    return this.heap.size === 0 ? Infinity : this.timeOf.data[0];
  }

  get nextOrder(): number {
    return this.orderOf.data[0];
  }

  get nextSlot(): number {
    return this.slotOf.data[0];
  }

  /** Kind of a slot's event: DEAD when it was cancelled, negative when there is none. */
  kindAt(slot: number): number {
    return this.eventOf.data[slot];
  }

  subjectAt(slot: number): number {
    return this.eventOf.data[slot + 1];
  }

  /** Adds an event and returns its handle. */
  push(time: number, order: number, kind: number, subject: number): number {
    this.key[0] = time;
    this.key[1] = order;
    let slot = this.hole;
    if (slot >= 0) {
      this.hole = -1;
      this.write(slot, kind, subject);
      this.siftDown(0, this.heap.size, slot);
      return slot;
    }
    const cells = this.cells.data;
    slot = cells[0];
    if (slot >= 0) {
      cells[0] = this.eventOf.data[slot + 1];
    } else {
      slot = this.slots.add();
      this.slots.add();
    }
    this.write(slot, kind, subject);
    this.siftUp(this.heap.add(), slot);
    return slot;
  }

  /** Marks the earliest entry as fired: the next push takes its place, or `closeHole` removes it. */
  openHole(slot: number): void {
    this.eventOf.data[slot] = FREE;
    this.hole = slot;
  }

  closeHole(): void {
    const slot = this.hole;
    if (slot < 0) return;
    this.pop();
    this.release(slot);
  }

  /** Puts the entry of `slot` at (time, order) in the place of the earliest entry, which must be the caller's own. */
  replaceTop(time: number, order: number, slot: number): void {
    this.key[0] = time;
    this.key[1] = order;
    this.siftDown(0, this.heap.size, slot);
  }

  /** Removes the earliest entry; its slot stays the caller's until `release`. */
  pop(): void {
    this.hole = -1;
    const last = --this.heap.size;
    if (last > 0) this.place(0, last, last);
  }

  /** Gives a popped event's handle back. */
  release(slot: number): void {
    this.write(slot, FREE, this.cells.data[0]);
    this.cells.data[0] = slot;
  }

  private write(slot: number, kind: number, subject: number): void {
    const event = this.eventOf.data;
    event[slot] = kind;
    event[slot + 1] = subject;
  }

  /** Removes a pending event. The handle must be of an event that has neither fired nor been cancelled. */
  cancel(slot: number): void {
    if (!(this.kindAt(slot) >= 0)) throw new Error(`cancel: event ${slot} is not pending`);
    this.eventOf.data[slot] = DEAD;
    const dead = ++this.cells.data[1];
    if (dead > 64 && dead * 2 > this.heap.size) this.compact();
  }

  /** Frees the earliest entry when it was cancelled. */
  dropDead(slot: number): void {
    this.pop();
    this.release(slot);
    this.cells.data[1]--;
  }

  /** Takes one off the count of dead entries: for an event cancelled after it was popped (shuffled ties). */
  forgetDead(): void {
    this.cells.data[1]--;
  }

  /** Cancels every pending event whose kind passes the test; returns how many. */
  cancelWhere(test: (kind: number, subject: number) => boolean): number {
    this.closeHole();
    let cancelled = 0;
    const event = this.eventOf.data;
    for (let i = 0; i < this.heap.size; i++) {
      const slot = this.slotOf.data[i];
      if (event[slot] < 0 || !test(event[slot], event[slot + 1])) continue;
      event[slot] = DEAD;
      this.cells.data[1]++;
      cancelled++;
    }
    this.compact();
    return cancelled;
  }

  /** Removes every dead entry: O(size), paid for by the cancellations before it. */
  private compact(): void {
    this.closeHole();
    const time = this.timeOf.data;
    const order = this.orderOf.data;
    const slots = this.slotOf.data;
    let kept = 0;
    for (let i = 0; i < this.heap.size; i++) {
      const slot = slots[i];
      if (this.eventOf.data[slot] === DEAD) {
        this.release(slot);
        continue;
      }
      time[kept] = time[i];
      order[kept] = order[i];
      slots[kept] = slot;
      kept++;
    }
    // Not to 0: in shuffled ties a cancelled event may have left the heap already, and is counted until it is forgotten.
    this.cells.data[1] -= this.heap.size - kept;
    this.heap.size = kept;
    for (let i = (kept - 2) >> 2; i >= 0; i--) this.place(i, kept, i);
  }

  /** Puts the entry that stands at `from` where it belongs in the heap of so many entries below `position`. */
  private place(position: number, size: number, from: number): void {
    this.key[0] = this.timeOf.data[from];
    this.key[1] = this.orderOf.data[from];
    this.siftDown(position, size, this.slotOf.data[from]);
  }

  private siftUp(position: number, slot: number): void {
    const time = this.key[0];
    const order = this.key[1];
    const times = this.timeOf.data;
    const orders = this.orderOf.data;
    const slots = this.slotOf.data;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      const t = times[parent];
      if (t < time || (t === time && orders[parent] < order)) break;
      times[position] = t;
      orders[position] = orders[parent];
      slots[position] = slots[parent];
      position = parent;
    }
    times[position] = time;
    orders[position] = order;
    slots[position] = slot;
  }

  /** Puts an entry into the hole at `position`, letting smaller children move up. Picks the least of four
   * children without branches while their times differ: mispredicted branches are most of a heap's cost. */
  private siftDown(position: number, size: number, slot: number): void {
    const time = this.key[0];
    const order = this.key[1];
    const times = this.timeOf.data;
    const orders = this.orderOf.data;
    const slots = this.slotOf.data;
    for (;;) {
      const first = position * 4 + 1;
      let least: number;
      if (first + 3 < size) {
        const a = times[first];
        const b = times[first + 1];
        const c = times[first + 2];
        const d = times[first + 3];
        let low = first + (Number(b < a) | 0);
        let high = first + 2 + (Number(d < c) | 0);
        if (a === b && orders[first + 1] < orders[first]) low = first + 1;
        if (c === d && orders[first + 3] < orders[first + 2]) high = first + 3;
        const x = times[low];
        const y = times[high];
        least = low + (high - low) * (Number(y < x) | 0);
        if (x === y) least = orders[high] < orders[low] ? high : low;
      } else {
        if (first >= size) break;
        least = first;
        for (let child = first + 1; child < size; child++) {
          const u = times[child];
          if (u < times[least] || (u === times[least] && orders[child] < orders[least])) least = child;
        }
      }
      const t = times[least];
      if (t > time || (t === time && orders[least] > order)) break;
      times[position] = t;
      orders[position] = orders[least];
      slots[position] = slots[least];
      position = least;
    }
    times[position] = time;
    orders[position] = order;
    slots[position] = slot;
  }
}
