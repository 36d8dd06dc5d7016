/**
 * How does an entity get luck of its own (outages, entry, revision of its strategy)? From a stream:
 * a generator that belongs to one (name, entity) pair, so that one more draw here moves nothing there.
 *
 * The generator is Johannes Baagøe's Alea (2010) as npm's `seedrandom` has it, read through `double()`
 * (53 bits, two steps), with its state in columns: bit-equal to seedrandom's object, which would cost
 * 550 bytes a stream and be invisible to snapshots. Alea's multiply-with-carry over a hashed seed keeps
 * sibling streams uncorrelated, which xor128, xorshift7 and xorwow (linear in the seed) do not.
 */
import seedrandom from 'seedrandom';
import type { F64, I32, Store, Table } from './state.ts';

const MULTIPLIER = 2091639;
const TWO_POW_MINUS_32 = 2.3283064365386963e-10;
const TWO_POW_MINUS_53 = 1.1102230246251565e-16;
const TWO_POW_MINUS_54 = 5.551115123125783e-17;
const TWO_POW_21 = 0x200000;

/** The carry of a stream that has not been seeded yet; a real one lies in 0..2091639. */
const UNSEEDED = -1;

/** One stream per entity, all under one name. */
export class StreamSet {
  /** What seeds are made of, with the entity: `master/name/`. */
  private readonly prefix: string;
  private readonly table: Table;
  private readonly s0: F64;
  private readonly s1: F64;
  private readonly s2: F64;
  private readonly carry: I32;

  constructor(table: Table, prefix: string) {
    this.prefix = prefix;
    this.table = table;
    this.s0 = table.column('s0', 'f64');
    this.s1 = table.column('s1', 'f64');
    this.s2 = table.column('s2', 'f64');
    this.carry = table.column('carry', 'i32', UNSEEDED);
  }

  /**
   * The entity's next uniform in the open interval (0, 1), 53 bits; a drawn 0 becomes 2^-54.
   * `entity` is an index >= 0. Its stream is seeded with `master/name/entity` at first use.
   */
  next(entity: number): number {
    if (entity >= this.table.size || !(this.carry.data[entity]! > UNSEEDED)) this.seed(entity);
    const s0 = this.s0.data;
    const s1 = this.s1.data;
    const s2 = this.s2.data;
    const carry = this.carry.data;
    // Two steps of the recurrence, as `double()` takes them; the second one's words are the new state.
    const t = MULTIPLIER * s0[entity]! + carry[entity]! * TWO_POW_MINUS_32;
    const c = t | 0;
    const high = t - c;
    const t2 = MULTIPLIER * s1[entity]! + c * TWO_POW_MINUS_32;
    const c2 = t2 | 0;
    const low = t2 - c2;
    s0[entity] = s2[entity]!;
    s1[entity] = high;
    s2[entity] = low;
    carry[entity] = c2;
    const u = high + ((low * TWO_POW_21) | 0) * TWO_POW_MINUS_53;
    return u === 0 ? TWO_POW_MINUS_54 : u;
  }

  private seed(entity: number): void {
    if (!Number.isInteger(entity) || entity < 0)
      throw new RangeError(`a stream's entity is an index >= 0, not ${entity}`);
    const table = this.table;
    if (entity >= table.capacity) table.reserve(Math.max(entity + 1, 2 * table.capacity));
    if (entity >= table.size) table.size = entity + 1;
    const state = seedrandom.alea(this.prefix + entity, { state: true }).state();
    this.s0.data[entity] = state.s0;
    this.s1.data[entity] = state.s1;
    this.s2.data[entity] = state.s2;
    this.carry.data[entity] = state.c;
  }
}

/** All entity streams of a run. Each set's state is the table `stream:<name>` of the store. */
export class Streams {
  private readonly store: Store;
  private readonly master: string;

  /** `master` is the run's seed (a replication's own, such as `7/3`). */
  constructor(store: Store, master: string) {
    this.store = store;
    this.master = master;
  }

  /** The set of that name. Asking twice gives two handles to the same streams. */
  stream(name: string): StreamSet {
    return new StreamSet(this.store.table(`stream:${name}`), `${this.master}/${name}/`);
  }
}
