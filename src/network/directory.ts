/**
 * Which nodes can serve a flow right now? A roster lists them in index order, with cumulative weights where a rule
 * wants them. Rosters are derived: they hold nothing that the tables do not say, and are rebuilt to the same bits
 * when a fact says that the tables changed.
 */

import type { I32 } from '../engine/state.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { ACTIVE, downOf, type Nodes } from './tables.ts';

export class Roster {
  private readonly source: Nodes;
  private readonly ledger: Ledger;
  private readonly enclave: boolean;
  /** Groups that can serve, 1 each; null: all. */
  private readonly groups: Uint8Array | null;
  /** Outages that each node is in: those in any are left out, unless all are; null: nobody looks. */
  private readonly down: I32 | null;
  private stale = true;
  private length = 0;
  private members = new Int32Array(1);
  private readonly weights = new Map<string, { stale: boolean; cumulative: Float64Array }>();

  constructor(nodes: Nodes, ledger: Ledger, enclave: boolean, groups: Uint8Array | null, answering: boolean) {
    this.source = nodes;
    this.ledger = ledger;
    this.enclave = enclave;
    this.groups = groups;
    this.down = answering ? downOf(nodes) : null;
  }

  /** How many nodes there are to choose from. */
  get count(): number {
    if (this.stale) this.rebuild();
    return this.length;
  }

  /** Node at place 0..count-1. */
  at(place: number): number {
    if (this.stale) this.rebuild();
    return this.members[place];
  }

  includes(node: number): boolean {
    const { status, tee, group } = this.source;
    return (
      status.data[node] === ACTIVE &&
      (!this.enclave || tee.data[node] === 1) &&
      (this.groups === null || this.groups[group.data[node]] === 1)
    );
  }

  /** Node at `u` in (0, 1) of the cumulated bonds raised to `exponent` (0, 0.5 or 1); -1 when all weigh nothing. */
  byStake(exponent: 0 | 0.5 | 1, u: number): number {
    const n = this.count;
    const cumulative = this.cumulated(`${exponent}`, (node) => {
      if (exponent === 0) return 1;
      const bond = this.ledger.balance(this.source.bond.data[node]);
      return exponent === 1 ? bond : Math.sqrt(bond);
    });
    const total = n === 0 ? 0 : cumulative[n - 1];
    if (!(total > 0)) return -1;
    const point = u * total;
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > point) high = middle;
      else low = middle + 1;
    }
    return this.members[low];
  }

  /** The tables changed. */
  invalidate(): void {
    this.stale = true;
    for (const weight of this.weights.values()) weight.stale = true;
  }

  private cumulated(key: string, weigh: (node: number) => number): Float64Array {
    let entry = this.weights.get(key);
    if (!entry) {
      entry = { stale: true, cumulative: new Float64Array(1) };
      this.weights.set(key, entry);
    }
    if (entry.stale) {
      if (entry.cumulative.length < this.length) entry.cumulative = new Float64Array(this.members.length);
      let sum = 0;
      for (let i = 0; i < this.length; i++) {
        sum += weigh(this.members[i]);
        entry.cumulative[i] = sum;
      }
      entry.stale = false;
    }
    return entry.cumulative;
  }

  private rebuild(): void {
    const { source } = this;
    const n = source.table.size;
    if (this.members.length < n) this.members = new Int32Array(n);
    let length = this.list(n, this.down);
    // Nobody answers: some listed one is tried all the same.
    if (length === 0 && this.down !== null) length = this.list(n, null);
    this.length = length;
    this.stale = false;
  }

  private list(n: number, down: I32 | null): number {
    let length = 0;
    for (let node = 0; node < n; node++)
      if (this.includes(node) && (down === null || down.data[node] === 0)) this.members[length++] = node;
    return length;
  }
}

/** One per run. */
export class Directory {
  private readonly nodes: Nodes;
  private readonly ledger: Ledger;
  /** By what they ask of a node: flows that ask the same share one. */
  private readonly rosters = new Map<string, Roster>();
  private readonly ofFlow: { enclave: boolean; groups: Uint8Array | null }[] = [];

  constructor(nodes: Nodes, ledger: Ledger) {
    this.nodes = nodes;
    this.ledger = ledger;
  }

  /** Follows the facts; again after they were cleared: rosters outlive a wiring, in the hands of rules that still have jobs. */
  listen(facts: Facts): void {
    const invalidate = () => {
      for (const roster of this.rosters.values()) roster.invalidate();
    };
    for (const fact of [
      'jailed',
      'released',
      'joined',
      'draining',
      'left',
      'slashed',
      'enclave',
      'down',
      'up',
    ] as const)
      facts.on(fact, invalidate);
  }

  /** Says what a flow asks of its nodes (`groups`: those that can serve it, 1 each; null: all); before its rules are bound. */
  require(flow: number, enclave: boolean, groups: Uint8Array | null = null): void {
    this.ofFlow[flow] = { enclave, groups };
  }

  /** `answering`: only of nodes that are not down, for those who ask each before they choose. */
  roster(flow: number, answering = false): Roster {
    const { enclave, groups } = this.ofFlow[flow] ?? { enclave: false, groups: null };
    const key = `${answering} ${enclave} ${groups}`;
    let roster = this.rosters.get(key);
    if (!roster) {
      roster = new Roster(this.nodes, this.ledger, enclave, groups, answering);
      this.rosters.set(key, roster);
    }
    return roster;
  }
}
