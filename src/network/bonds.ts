/**
 * How does bonded stake come back, move to another validator, and get taken? What is withdrawn waits in a queue, and can
 * be taken there for what was done before (Cosmos x/staking: UnbondingDelegation, Redelegation; SlashUnbondingDelegation,
 * SlashRedelegation). What has left the queue cannot be reached any more.
 */
import type { Engine } from '../engine/engine.ts';
import type { F64, I32, Store, Table, U8 } from '../engine/state.ts';
import { OFFENCES } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { mulDiv, PARTS } from './mulDiv.ts';
import { DRAINING, EXITED, type Tables } from './tables.ts';
import type { ValidatorSet } from './validatorSet.ts';

/** What an entry of the queue is: a validator's own bond on its way out, a delegation on its way, or one that has moved at once. */
const OWN = 0;
const DELEGATED = 1;
const MOVED = 2;

/** Stake as it was when something was done: what a slash is a fraction of. */
export interface Exposure {
  /** Base units. */
  own: number;
  delegated: number;
  /** Entries with this number or a later one came after it. */
  entry: number;
}

export class Bonds {
  private readonly engine: Engine;
  private readonly ledger: Ledger;
  private readonly tables: Tables;
  private readonly set: ValidatorSet;
  /** Accounts of what is on its way, and of what has been taken and not dealt out yet. */
  private readonly ownQueue: number;
  private readonly delegatedQueue: number;
  readonly taken: number;
  private readonly entries: Table;
  private readonly kind: U8;
  /** -1: the row is free. */
  private readonly validator: I32;
  private readonly delegator: I32;
  /** Validator that a delegation goes to. */
  private readonly target: I32;
  /** Base units at the beginning, and what is left of them. */
  private readonly units: F64;
  private readonly left: F64;
  private readonly number: F64;
  /** [0] number of the next entry, [1] moves so far, [2] times that a delegator left a validator or came to one. */
  private readonly cells: F64;
  /** Per offence: times punished, base units taken. */
  readonly punished: F64;
  readonly amounts: F64;
  /** Until when a delegator may not move again (s). */
  readonly bound: F64;
  /** Seconds in the queue. */
  unbonding = 0;
  /** True: an authority's validators get their bond as new tokens, and lose it when they go. */
  minted = false;
  private readonly dueKind: number;

  constructor(world: { store: Store; engine: Engine; ledger: Ledger; tables: Tables; validatorSet: ValidatorSet }) {
    const { store, engine, ledger } = world;
    this.engine = engine;
    this.ledger = ledger;
    this.tables = world.tables;
    this.set = world.validatorSet;
    this.ownQueue = ledger.open('validator-bond');
    this.delegatedQueue = ledger.open('delegation');
    this.taken = ledger.open('escrow');
    this.entries = store.table('bonds/entries');
    this.kind = this.entries.column('kind', 'u8');
    this.validator = this.entries.column('validator', 'i32', -1);
    this.delegator = this.entries.column('delegator', 'i32', -1);
    this.target = this.entries.column('target', 'i32', -1);
    this.units = this.entries.column('units', 'f64');
    this.left = this.entries.column('left', 'f64');
    this.number = this.entries.column('number', 'f64');
    const cells = store.cells('bonds/cells', 3);
    this.cells = cells.column('value', 'f64');
    const offences = store.cells('bonds/offences', OFFENCES.length);
    this.punished = offences.column('count', 'f64');
    this.amounts = offences.column('amount', 'f64');
    this.bound = world.tables.delegators.table.column('bonds/bound', 'f64');
    this.dueKind = engine.kind('bonds/due', (entry) => this.due(entry), { priority: 30 });
  }

  /** Gives the reasons for moving stake their numbers: after all rules have theirs, and at every wiring the same. */
  open(): void {
    for (const reason of ['slash', 'bond', 'unbond', 'admission', 'removal']) this.ledger.reason(reason);
  }

  /** Times that a delegator has moved. */
  get moves(): number {
    return this.cells.data[1];
  }

  /** Who keeps lists of delegators by validator makes them anew when this has grown. */
  get changes(): number {
    return this.cells.data[2];
  }

  /** Base units on their way out or to another validator. */
  get queued(): number {
    return this.ledger.balance(this.ownQueue) + this.ledger.balance(this.delegatedQueue);
  }

  /** A newcomer's bond: bought outside, or made by the authority that admits it. */
  deposit(account: number, units: number): void {
    if (this.minted) this.ledger.issue(account, units, this.ledger.reason('admission'));
    else this.ledger.move(this.ledger.outside[0], account, units, this.ledger.reason('bond'));
  }

  /** A validator comes, with a bond of its own. */
  join(validator: number, units: number): void {
    this.set.accrue();
    this.deposit(this.tables.validators.bond.data[validator], units);
    this.set.present.data[validator] = 1;
    this.set.reform();
  }

  /** A validator goes: its own bond joins the queue. */
  leave(validator: number): void {
    const { validators } = this.tables;
    if (validators.status.data[validator] >= DRAINING) return;
    this.set.accrue();
    this.set.unseat(validator, DRAINING);
    const bond = validators.bond.data[validator];
    const units = this.ledger.balance(bond);
    this.ledger.move(bond, this.ownQueue, units, this.ledger.reason('unbond'));
    this.enter(OWN, validator, -1, -1, units);
    this.set.reform();
  }

  /** All of a delegator's stake to another validator: at once (it stays liable where it was), or through the queue. */
  move(delegator: number, to: number, through: 'redelegate' | 'unbond'): void {
    const { delegators, validators } = this.tables;
    const from = delegators.validator.data[delegator];
    const units = delegators.stake.data[delegator];
    this.set.accrue();
    this.cells.data[1]++;
    this.cells.data[2]++;
    this.bound.data[delegator] = this.engine.now + this.unbonding;
    if (through === 'redelegate') {
      this.ledger.move(
        validators.delegation.data[from],
        validators.delegation.data[to],
        units,
        this.ledger.reason('bond'),
      );
      delegators.validator.data[delegator] = to;
      if (this.unbonding > 0) this.enter(MOVED, from, delegator, to, units);
    } else {
      this.ledger.move(validators.delegation.data[from], this.delegatedQueue, units, this.ledger.reason('unbond'));
      delegators.stake.data[delegator] = 0;
      this.enter(DELEGATED, from, delegator, to, units);
    }
  }

  /** Rewards that a delegator bonds with its validator. */
  compound(delegator: number, units: number): void {
    const { delegators, validators } = this.tables;
    this.set.accrue();
    const to = validators.delegation.data[delegators.validator.data[delegator]];
    this.ledger.move(delegators.wallet.data[delegator], to, units, this.ledger.reason('bond'));
    delegators.stake.data[delegator] += units;
    delegators.compounded.data[delegator] += units;
  }

  /** What a validator has at stake at this moment. */
  exposure(validator: number): Exposure {
    const { bond, delegation } = this.tables.validators;
    return {
      own: this.ledger.balance(bond.data[validator]),
      delegated: this.ledger.balance(delegation.data[validator]),
      entry: this.cells.data[0],
    };
  }

  /**
   * Takes `parts` (of 10^9) of what a validator had at stake when it did something: first from what has joined the queue or
   * moved since, the rest from what is still bonded, and no more than there is. Delegators lose alike in proportion to their
   * stake, or nothing. What was taken lies in the account `taken`; returns how much that is.
   */
  slash(validator: number, offence: number, parts: number, had: Exposure, delegatorsShare: boolean): number {
    const { validators } = this.tables;
    this.set.accrue();
    let own = mulDiv(had.own, parts, PARTS);
    let delegated = delegatorsShare ? mulDiv(had.delegated, parts, PARTS) : 0;
    let sum = 0;
    for (let e = 0; e < this.entries.size; e++) {
      if (this.validator.data[e] !== validator || this.number.data[e] < had.entry) continue;
      const owed = mulDiv(this.units.data[e], parts, PARTS);
      const isOwn = this.kind.data[e] === OWN;
      const got = isOwn || delegatorsShare ? this.takeEntry(e, owed) : 0;
      if (isOwn) own -= got;
      else delegated -= got;
      sum += got;
    }
    own = Math.min(Math.max(0, own), this.ledger.balance(validators.bond.data[validator]));
    this.ledger.move(validators.bond.data[validator], this.taken, own, this.ledger.reason('slash'));
    delegated = this.takeDelegated(validator, Math.max(0, delegated));
    sum += own + delegated;
    validators.slashed.data[validator] += sum;
    this.punished.data[offence]++;
    this.amounts.data[offence] += sum;
    return sum;
  }

  /** Takes from an entry, or from a delegation where it has moved to; returns how much there was. */
  private takeEntry(e: number, owed: number): number {
    const { delegators, validators } = this.tables;
    const got = Math.min(owed, this.left.data[e]);
    this.left.data[e] -= got;
    if (this.kind.data[e] !== MOVED) {
      this.ledger.move(
        this.kind.data[e] === OWN ? this.ownQueue : this.delegatedQueue,
        this.taken,
        got,
        this.ledger.reason('slash'),
      );
      return got;
    }
    const d = this.delegator.data[e];
    const there = Math.min(got, delegators.stake.data[d]);
    this.ledger.move(validators.delegation.data[this.target.data[e]], this.taken, there, this.ledger.reason('slash'));
    delegators.stake.data[d] -= there;
    return there;
  }

  /** Takes so much of what is delegated, from each in proportion to its stake; returns how much there was. */
  private takeDelegated(validator: number, owed: number): number {
    const { delegators, validators } = this.tables;
    const account = validators.delegation.data[validator];
    const amount = Math.min(owed, this.ledger.balance(account));
    if (amount === 0) return 0;
    const members: number[] = [];
    for (let d = 0; d < delegators.table.size; d++)
      if (delegators.validator.data[d] === validator && delegators.stake.data[d] > 0) members.push(d);
    const stakes = members.map((d) => delegators.stake.data[d]);
    const losses = this.ledger.parts(amount, stakes, members.length);
    members.forEach((d, i) => {
      delegators.stake.data[d] -= losses[i];
    });
    this.ledger.move(account, this.taken, amount, this.ledger.reason('slash'));
    return amount;
  }

  private enter(kind: number, validator: number, delegator: number, target: number, units: number): void {
    const e = this.entries.take();
    this.kind.data[e] = kind;
    this.validator.data[e] = validator;
    this.delegator.data[e] = delegator;
    this.target.data[e] = target;
    this.units.data[e] = units;
    this.left.data[e] = units;
    this.number.data[e] = this.cells.data[0]++;
    this.engine.after(this.unbonding, this.dueKind, e);
  }

  /** An entry leaves the queue: to its owner, or to the validator that it is for. */
  private due(e: number): void {
    const { validators, delegators, operators } = this.tables;
    const v = this.validator.data[e];
    const units = this.left.data[e];
    const to = this.target.data[e];
    this.validator.data[e] = -1;
    this.entries.giveBack(e);
    if (this.kind.data[e] === OWN) {
      if (this.minted) this.ledger.destroy(this.ownQueue, units, this.ledger.reason('removal'));
      else {
        const wallet = operators.wallet.data[validators.operator.data[v]];
        this.ledger.move(this.ownQueue, wallet, units, this.ledger.reason('unbond'));
      }
      validators.status.data[v] = EXITED;
    } else if (this.kind.data[e] === DELEGATED) {
      const d = this.delegator.data[e];
      this.set.accrue();
      this.cells.data[2]++;
      this.ledger.move(this.delegatedQueue, validators.delegation.data[to], units, this.ledger.reason('bond'));
      delegators.validator.data[d] = to;
      delegators.stake.data[d] = units;
      this.set.reform();
    }
  }
}
