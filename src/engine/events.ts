/**
 * Which event comes next? A pending-event set ordered by (time, priority class, order of scheduling): stable at equal
 * times and without a cliff when a million events share one instant, as blocks and epochs make them do.
 *
 * Only the events of the near future stand in a heap. Later ones wait in buckets of equal width, in no order, until
 * theirs is the next; those beyond the last bucket wait in a heap's place until the buckets are laid out anew. So an event
 * of a large set costs two short walks in a small heap, not one through a large one: the idea of the ladder queue (Tang,
 * Goh, Thng 2005), with a heap for its bottom, which no crowd at one instant makes slow.
 *
 * An event is (time, kind, subject): two small numbers, never a closure. Scheduling returns a handle,
 * good until the event fires; cancelling marks it dead, and when half the entries are dead they are swept out.
 * All state lives in columns, so a snapshot of the store holds the pending events.
 */
import { Heap } from './heap.ts';
import type { F64, I32, Store, Table } from './state.ts';

/** Orders of scheduling per priority class: `order = priority * CLASS + sequence number`. */
export const CLASS = 70368744177664; // 2^46

/** The kind of a slot that is free, and of one whose event was cancelled but still has its entry. */
const FREE = -1;
export const DEAD = -2;

/** What a slot holds: kind, subject, and the slot behind it in its bucket or among the free ones. A handle is the place of the kind. */
const SLOT = 4;
const SUBJECT = 1;
const NEXT = 2;
/** A slot's time and order, at half the handle. */
const DUE = 2;

/** Numbers in fixed places. */
const FREED = 0; // first free slot; -1: none
const DEADS = 1; // cancelled events that still have an entry
const START = 2; // time at which the buckets begin
const SCALE = 3; // buckets per second; 0: there are none, all is near
const AHEAD = 4; // first bucket that still waits
const BUCKETS = 5;
const WAITING = 6; // entries in the buckets
const CROWD = 7; // entries in the heap at which buckets are tried next
const LIMIT = 8; // whatever is due before this time is near (s); of what is not, some may be
const CELLS = 9;

/** Entries in the heap at which buckets are worth a try; they are given up at a quarter. In the hold model both ways are level at 1,000. */
const CROWDED = 2048;
/** Entries that a bucket of the near half is meant to hold (2 to 8 measured alike). */
const BUCKET = 4;
/** How far the buckets reach, in times to the median event: an entry beyond them is filed twice. */
const REACH = 8;
/** Events looked at to learn how dense the future is. */
const SAMPLE = 64;

export class EventList {
  private readonly near: Heap;
  private readonly slots: Table;
  private readonly eventOf: I32;
  private readonly due: Table;
  private readonly dueOf: F64;
  private readonly buckets: Table;
  /** First slot of each bucket; -1: it is empty. */
  private readonly headOf: I32;
  /** Entries after the last bucket. */
  private readonly beyond: Table;
  private readonly beyondOf: I32;
  private readonly cells: F64;
  /**
   * The slot of a fired event whose entry still stands first; -1: none. The first event that its handler schedules
   * takes entry and slot over: one walk down the heap instead of two. Never open between events, so not state.
   */
  private hole = -1;
  private readonly crowded: number;

  /** `crowded`: entries in the heap at which buckets are worth a try (at least 4). */
  constructor(store: Store, crowded = CROWDED) {
    this.crowded = crowded;
    this.near = new Heap(store, 'engine/heap', CROWDED);
    this.slots = store.core('engine/slots', CROWDED * SLOT);
    this.eventOf = this.slots.column('event', 'i32', FREE);
    this.due = store.core('engine/due', CROWDED * DUE);
    this.dueOf = this.due.column('time and order', 'f64');
    this.buckets = store.table('engine/buckets', 1);
    this.headOf = this.buckets.column('head', 'i32', -1);
    this.beyond = store.table('engine/beyond', 1);
    this.beyondOf = this.beyond.column('slot', 'i32');
    const cells = store.cells('engine/events-cells', CELLS);
    this.cells = cells.column('value', 'f64', -1);
    if (this.cells.data[DEADS] < 0) {
      this.cells.data[DEADS] = this.cells.data[WAITING] = 0;
      this.stayNear();
    }
  }

  /** Entries, those of cancelled events that were not yet swept out included. */
  get size(): number {
    return this.near.size + this.cells.data[WAITING] + this.beyond.size;
  }

  /** Pending events: cancelled ones not counted. */
  get pending(): number {
    return this.size - this.cells.data[DEADS] - (this.hole >= 0 ? 1 : 0);
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get nextTime(): number {
    return this.near.time;
  }

  get nextOrder(): number {
    return this.near.order;
  }

  get nextSlot(): number {
    return this.near.slot;
  }

  /** Kind of a slot's event: DEAD when it was cancelled, negative when there is none. */
  kindAt(slot: number): number {
    return this.eventOf.data[slot];
  }

  subjectAt(slot: number): number {
    return this.eventOf.data[slot + SUBJECT];
  }

  /** Adds an event and returns its handle. */
  push(time: number, order: number, kind: number, subject: number): number {
    const { near, hole } = this;
    near.key[0] = time;
    near.key[1] = order;
    const slot = hole >= 0 ? hole : this.takeSlot();
    const event = this.eventOf.data;
    event[slot] = kind;
    event[slot + SUBJECT] = subject;
    const soon = time < this.cells.data[LIMIT] || this.isNear();
    if (hole >= 0) {
      this.hole = -1;
      if (soon) near.replaceFirst(slot);
      else this.replaceByLater(slot);
    } else if (soon) this.insert(slot);
    else this.defer(slot);
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
    const { near } = this;
    near.key[0] = time;
    near.key[1] = order;
    if (time < this.cells.data[LIMIT] || this.isNear()) near.replaceFirst(slot);
    else this.replaceByLater(slot);
  }

  /** Removes the earliest entry; its slot stays the caller's until `release`. */
  pop(): void {
    this.hole = -1;
    this.near.removeFirst();
    if (this.near.size === 0) this.refill();
  }

  /** Gives a popped event's handle back. */
  release(slot: number): void {
    this.eventOf.data[slot] = FREE;
    this.eventOf.data[slot + NEXT] = this.cells.data[FREED];
    this.cells.data[FREED] = slot;
  }

  /** Removes a pending event. The handle must be of an event that has neither fired nor been cancelled. */
  cancel(slot: number): void {
    if (!(this.kindAt(slot) >= 0)) throw new Error(`cancel: event ${slot} is not pending`);
    this.eventOf.data[slot] = DEAD;
    const dead = ++this.cells.data[DEADS];
    if (dead > 64 && dead * 2 > this.size) this.sweep();
  }

  /** Frees the earliest entry when it was cancelled. */
  dropDead(slot: number): void {
    this.pop();
    this.release(slot);
    this.cells.data[DEADS]--;
  }

  /** Takes one off the count of dead entries: for an event cancelled after it was popped (shuffled ties). */
  forgetDead(): void {
    this.cells.data[DEADS]--;
  }

  /** Cancels every pending event whose kind passes the test; returns how many. */
  cancelWhere(test: (kind: number, subject: number) => boolean): number {
    this.closeHole();
    let cancelled = 0;
    const event = this.eventOf.data;
    for (let slot = 0; slot < this.slots.size; slot += SLOT) {
      if (event[slot] < 0 || !test(event[slot], event[slot + SUBJECT])) continue;
      event[slot] = DEAD;
      cancelled++;
    }
    this.cells.data[DEADS] += cancelled;
    this.sweep();
    return cancelled;
  }

  private takeSlot(): number {
    const cells = this.cells.data;
    const slot = cells[FREED] | 0;
    if (slot >= 0) {
      cells[FREED] = this.eventOf.data[slot + NEXT];
      return slot;
    }
    const made = this.slots.add();
    for (let field = 1; field < SLOT; field++) this.slots.add();
    for (let field = 0; field < DUE; field++) this.due.add();
    return made;
  }

  /** Is the key's time one of the buckets that went into the heap? */
  private isNear(): boolean {
    const cells = this.cells.data;
    return !((this.near.key[0] - cells[START]) * cells[SCALE] >= cells[AHEAD]);
  }

  /** Puts an entry with the key's time and order into the heap. */
  private insert(slot: number): void {
    this.near.insert(slot);
    if (this.near.size >= this.cells.data[CROWD]) this.spread();
  }

  /** Takes the first entry of the heap away and lets one with the key's time and order wait. */
  private replaceByLater(slot: number): void {
    this.wait(slot);
    this.pop();
  }

  /** Lets an entry with the key's time and order wait. */
  private defer(slot: number): void {
    this.wait(slot);
    if (this.near.size === 0) this.refill();
  }

  private wait(slot: number): void {
    const { key } = this.near;
    const at = slot >> 1;
    this.dueOf.data[at] = key[0];
    this.dueOf.data[at + 1] = key[1];
    this.file(slot, key[0]);
  }

  /** Puts a slot into its time's bucket, or beyond them all. */
  private file(slot: number, time: number): void {
    const cells = this.cells.data;
    const place = (time - cells[START]) * cells[SCALE];
    if (place < cells[BUCKETS]) {
      const heads = this.headOf.data;
      const bucket = place | 0;
      this.eventOf.data[slot + NEXT] = heads[bucket];
      heads[bucket] = slot;
      cells[WAITING]++;
    } else {
      const last = this.beyond.add();
      this.beyondOf.data[last] = slot;
    }
  }

  /** The heap is empty: the next bucket becomes the near future. */
  private refill(): void {
    const cells = this.cells.data;
    while (this.near.size === 0) {
      if (cells[WAITING] === 0) {
        if (this.beyond.size === 0) {
          this.stayNear();
          return;
        }
        this.layOut();
        if (cells[SCALE] === 0) return;
        continue;
      }
      const heads = this.headOf.data;
      let bucket = cells[AHEAD] | 0;
      while (heads[bucket] < 0) bucket++;
      const first = heads[bucket];
      heads[bucket] = -1;
      this.goTo(bucket + 1);
      this.fetch(first);
    }
  }

  /** All buckets before this one are near. */
  private goTo(ahead: number): void {
    const cells = this.cells.data;
    cells[AHEAD] = ahead;
    // A little less than the bucket's beginning, so that rounding never lets one of its own times pass for near.
    const limit = cells[START] + (ahead - 1e-6) / cells[SCALE];
    cells[LIMIT] = (limit - cells[START]) * cells[SCALE] < ahead ? limit : cells[START];
  }

  /** Moves a bucket's entries into the heap. */
  private fetch(first: number): void {
    const event = this.eventOf.data;
    const cells = this.cells.data;
    for (let slot = first; slot >= 0; ) {
      const next = event[slot + NEXT];
      cells[WAITING]--;
      if (event[slot] === DEAD) {
        this.release(slot);
        cells[DEADS]--;
      } else this.move(slot);
      slot = next;
    }
    this.near.arrange();
  }

  /** All is near from now on, until the heap is crowded. */
  private stayNear(): void {
    const cells = this.cells.data;
    cells[SCALE] = 0;
    cells[START] = 0;
    cells[AHEAD] = 1;
    cells[BUCKETS] = 0;
    cells[CROWD] = this.crowded;
    cells[LIMIT] = Infinity;
  }

  /** The heap is crowded: all of it waits, and the buckets are laid out for it. */
  private spread(): void {
    const { near } = this;
    for (let i = 0; i < near.size; i++) this.wait(near.read(i));
    near.clear();
    this.refill();
  }

  /**
   * Lays the buckets out over the entries beyond them, as wide as the nearer half of these is dense; all buckets and
   * the heap are empty. Where there are few entries, or most share one instant, the heap takes them all.
   */
  private layOut(): void {
    const cells = this.cells.data;
    const slots = this.beyondOf.data;
    const due = this.dueOf.data;
    const count = this.beyond.size;
    let start = Infinity;
    for (let i = 0; i < count; i++) start = Math.min(start, due[slots[i] >> 1]);
    const sample = Float64Array.from({ length: SAMPLE }, (_, i) => due[slots[Math.floor((i * count) / SAMPLE)] >> 1]);
    const median = sample.sort()[SAMPLE >> 1];
    const wanted = Math.ceil((REACH * count) / (2 * BUCKET));
    const scale = wanted / REACH / (median - start);
    this.beyond.size = 0;
    this.stayNear();
    if (4 * count < this.crowded || !(scale > 0 && scale < Infinity && median > start)) {
      for (let i = 0; i < count; i++) this.move(slots[i]);
      this.near.arrange();
      cells[CROWD] = Math.max(this.crowded, 2 * count);
      return;
    }
    while (this.buckets.size < wanted) this.buckets.add();
    cells[START] = start;
    cells[SCALE] = scale;
    cells[BUCKETS] = wanted;
    cells[CROWD] = Infinity;
    this.goTo(0);
    for (let i = 0; i < count; i++) this.file(slots[i], due[slots[i] >> 1]);
  }

  /** A waiting entry goes to the end of the heap, in no order. */
  private move(slot: number): void {
    this.near.key[0] = this.dueOf.data[slot >> 1];
    this.near.key[1] = this.dueOf.data[(slot >> 1) + 1];
    this.near.append(slot);
  }

  /** Removes every dead entry: O(size), paid for by the cancellations before it. */
  private sweep(): void {
    this.closeHole();
    const event = this.eventOf.data;
    const cells = this.cells.data;
    const alive = (slot: number): boolean => {
      if (event[slot] !== DEAD) return true;
      this.release(slot);
      cells[DEADS]--;
      return false;
    };
    this.near.keep(alive);
    const heads = this.headOf.data;
    for (let bucket = cells[AHEAD]; bucket < cells[BUCKETS]; bucket++) {
      let slot = heads[bucket];
      heads[bucket] = -1;
      while (slot >= 0) {
        const next = event[slot + NEXT];
        if (alive(slot)) {
          event[slot + NEXT] = heads[bucket];
          heads[bucket] = slot;
        } else cells[WAITING]--;
        slot = next;
      }
    }
    const slots = this.beyondOf.data;
    let kept = 0;
    for (let i = 0; i < this.beyond.size; i++) if (alive(slots[i])) slots[kept++] = slots[i];
    this.beyond.size = kept;
    if (this.near.size === 0) this.refill();
  }
}
