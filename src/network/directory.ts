/**
 * Which nodes can serve a flow right now? A roster lists them in index order, and draws one by stake where a rule
 * wants that. Rosters are derived: they hold nothing that the tables do not say, and are rebuilt to the same bits
 * when a fact says that the tables changed.
 */

import type { I32 } from '../engine/state.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { StakeWeights } from './stakeWeights.ts';
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
  /** By twice the exponent: weights of those who answer, and of all who are listed. */
  private readonly answering: (StakeWeights | undefined)[] = [undefined, undefined, undefined];
  private readonly listed: (StakeWeights | undefined)[] = [undefined, undefined, undefined];

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
    const place = exponent * 2;
    const n = this.source.table.size;
    const weights = this.answering[place] ?? this.weighed(this.answering, place, this.down);
    if (this.down === null || weights.count(n) > 0) return weights.at(u, n);
    // Nobody answers: some listed one is tried all the same.
    return (this.listed[place] ?? this.weighed(this.listed, place, null)).at(u, n);
  }

  /** The tables changed, in what they say of a node. */
  changed(node: number): void {
    this.stale = true;
    for (const weights of this.answering) weights?.changed(node);
    for (const weights of this.listed) weights?.changed(node);
  }

  private weighed(kept: (StakeWeights | undefined)[], place: number, down: I32 | null): StakeWeights {
    const made = new StakeWeights((node) => {
      if (!this.includes(node) || (down !== null && down.data[node] !== 0)) return -1;
      if (place === 0) return 1;
      const bond = this.ledger.balance(this.source.bond.data[node]);
      return place === 2 ? bond : Math.sqrt(bond);
    });
    kept[place] = made;
    return made;
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
    const changed = (node: number, _: number) => {
      for (const roster of this.rosters.values()) roster.changed(node);
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
      facts.on(fact, changed);
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
