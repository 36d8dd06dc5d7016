/**
 * Which of a few hundred entries comes first? A 4-ary implicit heap of (time, order, slot) in typed arrays, stable at
 * equal times because orders differ.
 */
import type { F64, I32, Store, Table } from './state.ts';

export class Heap {
  /** (time, order) of the entry that is being put into its place: doubles as arguments would be boxed at every call. */
  readonly key = new Float64Array(2);
  /** Rows are heap positions. */
  private readonly entries: Table;
  private readonly timeOf: F64;
  private readonly orderOf: F64;
  private readonly slotOf: I32;

  constructor(store: Store, name: string, capacity: number) {
    this.entries = store.core(name, capacity);
    this.timeOf = this.entries.column('time', 'f64');
    this.orderOf = this.entries.column('order', 'f64');
    this.slotOf = this.entries.column('slot', 'i32');
  }

  get size(): number {
    return this.entries.size;
  }

  /** Time of the first entry; Infinity when there is none. */
  get time(): number {
    return this.entries.size === 0 ? Infinity : this.timeOf.data[0];
  }

  get order(): number {
    return this.orderOf.data[0];
  }

  get slot(): number {
    return this.slotOf.data[0];
  }

  slotAt(position: number): number {
    return this.slotOf.data[position];
  }

  /** Adds an entry with the key's time and order. */
  insert(slot: number): void {
    this.siftUp(this.entries.add(), slot);
  }

  /** Puts an entry with the key's time and order in the place of the first one. */
  replaceFirst(slot: number): void {
    this.siftDown(0, this.entries.size, slot);
  }

  removeFirst(): void {
    const last = --this.entries.size;
    if (last > 0) this.place(0, last, last);
  }

  /** Adds an entry with the key's time and order at the end, in no order: `arrange` must follow. */
  append(slot: number): void {
    const position = this.entries.add();
    this.timeOf.data[position] = this.key[0];
    this.orderOf.data[position] = this.key[1];
    this.slotOf.data[position] = slot;
  }

  /** Makes a heap of entries in no order, in linear time. */
  arrange(): void {
    const { size } = this.entries;
    for (let i = (size - 2) >> 2; i >= 0; i--) this.place(i, size, i);
  }

  /** Drops the entries whose slots fail the test. */
  keep(test: (slot: number) => boolean): void {
    const time = this.timeOf.data;
    const order = this.orderOf.data;
    const slots = this.slotOf.data;
    let kept = 0;
    for (let i = 0; i < this.entries.size; i++) {
      if (!test(slots[i])) continue;
      time[kept] = time[i];
      order[kept] = order[i];
      slots[kept] = slots[i];
      kept++;
    }
    this.entries.size = kept;
    this.arrange();
  }

  /** Reads an entry into the key; returns its slot. */
  read(position: number): number {
    this.key[0] = this.timeOf.data[position];
    this.key[1] = this.orderOf.data[position];
    return this.slotOf.data[position];
  }

  clear(): void {
    this.entries.size = 0;
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
