/**
 * Who votes now? The candidates with the most stake, up to the seats that there are (Cosmos x/staking: MaxValidators); the
 * others wait. A validator in jail, about to leave or not yet there is no candidate. Whatever changes stake or status calls
 * `accrue` first, so that rewards can follow the mean power over the time that they are for.
 */
import type { Engine } from '../engine/engine.ts';
import type { F64, Store, U8 } from '../engine/state.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { ACTIVE, JAILED, JOINING, type Validators } from './tables.ts';

const [SINCE, PAID, CHANGED, ENTRIES, EXITS, SEAT_SECONDS] = [0, 1, 2, 3, 4, 5];
const CELLS = 6;

export class ValidatorSet {
  private readonly engine: Engine;
  private readonly ledger: Ledger;
  private readonly facts: Facts;
  private readonly validators: Validators;
  private readonly cells: F64;
  /** Base units x seconds in the set since the last payment. */
  private readonly area: F64;
  private readonly jailedUntil: F64;
  /** Last payment: base units given to a validator and its delegators, and what it weighed. */
  private readonly reward: F64;
  private readonly weight: F64;
  /** 0: it will come later, or has gone. */
  readonly present: U8;
  /** 1: it has just got its seat, and has not been in line for a block yet. */
  readonly fresh: U8;
  /** Most validators in the set, and the least bond of its own that a candidate needs, in base units. */
  seats = Number.POSITIVE_INFINITY;
  minimum = 0;
  /** Called before anything changes: who counts blocks lazily must count them now. */
  beforeChange: () => void = () => {};
  private readonly unjailKind: number;
  /** Room for `powers`; nothing that lasts. */
  private block = new Float64Array(0);

  constructor(world: { store: Store; engine: Engine; ledger: Ledger; facts: Facts; validators: Validators }) {
    this.engine = world.engine;
    this.ledger = world.ledger;
    this.facts = world.facts;
    this.validators = world.validators;
    const table = world.store.cells('validatorSet', CELLS);
    this.cells = table.column('value', 'f64');
    this.area = world.validators.table.column('set/area', 'f64');
    this.jailedUntil = world.validators.table.column('set/jailedUntil', 'f64');
    this.reward = world.validators.table.column('set/reward', 'f64');
    this.weight = world.validators.table.column('set/weight', 'f64');
    this.present = world.validators.table.column('set/present', 'u8', 1);
    this.fresh = world.validators.table.column('set/fresh', 'u8');
    this.unjailKind = world.engine.kind('validatorSet/unjail', (v) => this.unjail(v), { priority: 30 });
  }

  /** Base units behind a validator: its own and what is delegated to it. */
  stake(validator: number): number {
    return (
      this.ledger.balance(this.validators.bond.data[validator]) +
      this.ledger.balance(this.validators.delegation.data[validator])
    );
  }

  isIn(validator: number): boolean {
    return this.validators.status.data[validator] === ACTIVE;
  }

  /** Stake that votes: none outside of the set. */
  power(validator: number): number {
    return this.isIn(validator) ? this.stake(validator) : 0;
  }

  /** The power of every validator as it is now, for one block: valid until the next call. */
  powers(): Float64Array {
    const { size } = this.validators.table;
    if (this.block.length !== size) this.block = new Float64Array(size);
    const powers = this.block;
    for (let v = 0; v < size; v++) powers[v] = this.power(v);
    return powers;
  }

  /** How many came into the set and fell out of it since the start, and seats taken x seconds up to now. */
  get turnover(): { entries: number; exits: number; seatSeconds: number } {
    const c = this.cells.data;
    return {
      entries: c[ENTRIES],
      exits: c[EXITS],
      seatSeconds: c[SEAT_SECONDS] + this.size() * (this.engine.now - c[SINCE]),
    };
  }

  /** Validators in the set. */
  size(): number {
    let count = 0;
    for (let v = 0; v < this.validators.table.size; v++) if (this.isIn(v)) count++;
    return count;
  }

  /** Before a change of anybody's stake or status: what was so far counts as it was. */
  accrue(): void {
    this.beforeChange();
    this.count();
    this.cells.data[CHANGED] = 1;
  }

  /**
   * What each validator weighs in the rewards since they were last paid: its mean power, in whole base units; just its power
   * where nothing has changed. The time to be paid for begins anew.
   */
  takeWeights(): Float64Array {
    const c = this.cells.data;
    const n = this.validators.table.size;
    const elapsed = this.engine.now - c[PAID];
    const mean = c[CHANGED] === 1 && elapsed > 0;
    this.count();
    const weights = new Float64Array(n);
    for (let v = 0; v < n; v++) weights[v] = mean ? Math.floor(this.area.data[v] / elapsed) : this.power(v);
    this.area.data.fill(0);
    c[PAID] = this.engine.now;
    c[CHANGED] = 0;
    return weights;
  }

  /** What a validator with its delegators was paid, of what it weighed. */
  rewarded(validator: number, units: number, weight: number): void {
    this.reward.data[validator] = units;
    this.weight.data[validator] = weight;
  }

  /** Base units of the last payment per base unit of mean stake, before commission; 0 where there was none. */
  yieldOf(validator: number): number {
    const weight = this.weight.data[validator];
    return weight > 0 ? this.reward.data[validator] / weight : 0;
  }

  /** Deals the seats anew: by stake, ties to the lower index. */
  reform(): void {
    this.accrue();
    const { status, bond, table } = this.validators;
    const candidates: { v: number; stake: number }[] = [];
    for (let v = 0; v < table.size; v++) {
      const waiting = status.data[v] === ACTIVE || (status.data[v] === JOINING && this.present.data[v] === 1);
      const stake = this.stake(v);
      if (waiting && this.ledger.balance(bond.data[v]) >= this.minimum && (stake > 0 || this.seats === Infinity))
        candidates.push({ v, stake });
      else if (status.data[v] === ACTIVE) this.unseat(v, JOINING);
    }
    candidates.sort((a, b) => b.stake - a.stake || a.v - b.v);
    candidates.forEach(({ v }, rank) => {
      if (rank >= this.seats) {
        if (status.data[v] === ACTIVE) this.unseat(v, JOINING);
      } else if (status.data[v] !== ACTIVE) {
        status.data[v] = ACTIVE;
        this.fresh.data[v] = 1;
        this.cells.data[ENTRIES]++;
        this.facts.emit('seated', v, 0);
      }
    });
  }

  /** The first set, which nobody came into or fell out of. */
  open(): void {
    this.reform();
    const c = this.cells.data;
    c[ENTRIES] = 0;
    c[EXITS] = 0;
    c[CHANGED] = 0;
    this.fresh.data.fill(0);
  }

  /** Out of the set until a time (s); it asks to come back then. */
  jail(validator: number, until: number): void {
    this.accrue();
    this.unseat(validator, JAILED);
    this.jailedUntil.data[validator] = Math.max(until, this.jailedUntil.data[validator]);
    this.engine.at(until, this.unjailKind, validator);
    this.reform();
  }

  /** Out of the set, to a status that is no candidate's; whoever calls deals the seats anew. */
  unseat(validator: number, status: number): void {
    if (this.isIn(validator)) this.cells.data[EXITS]++;
    this.validators.status.data[validator] = status;
  }

  /** Back as a candidate, if its own bond is still large enough. */
  private unjail(validator: number): void {
    const { status, bond } = this.validators;
    if (status.data[validator] !== JAILED || this.jailedUntil.data[validator] > this.engine.now) return;
    if (this.ledger.balance(bond.data[validator]) < this.minimum) return;
    status.data[validator] = JOINING;
    this.reform();
  }

  /** Adds up power and seats since the last time. */
  private count(): void {
    const c = this.cells.data;
    const elapsed = this.engine.now - c[SINCE];
    c[SINCE] = this.engine.now;
    if (elapsed === 0) return;
    for (let v = 0; v < this.validators.table.size; v++) {
      if (!this.isIn(v)) continue;
      this.area.data[v] += this.stake(v) * elapsed;
      c[SEAT_SECONDS] += elapsed;
    }
  }
}
