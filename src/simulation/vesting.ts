/**
 * Who may use its tokens when? Every part of the allocation lies in an account of its own until it is free; the ledger moves
 * what has become free at the token generation event and at the end of every epoch.
 */
import { RunInputError } from '../engine/errors.ts';
import type { F64 } from '../engine/state.ts';
import type { World } from '../network/world.ts';
import type { Allocation, Token } from '../scenario/schema.ts';

/** Base units of a part that are free `t` seconds after the token generation event (negative: before it). */
export function free({ amount, tge, cliff, vesting }: Allocation, t: number): number {
  if (t < 0) return 0;
  const first = Math.floor(amount * tge);
  if (t < cliff) return first;
  const rest = amount - first;
  return t - cliff >= vesting ? amount : first + Math.floor(rest * ((t - cliff) / vesting));
}

export class Vesting {
  private readonly world: World;
  private readonly epoch: number;
  private readonly tge: number;
  private readonly buckets: readonly Allocation[];
  /** Account of each part, and whom it becomes free to. */
  private readonly accounts: readonly number[];
  private readonly receivers: readonly number[];
  /** Base units of each part that are free already. */
  private readonly released: F64;
  private readonly kind: number;
  private readonly reason: number;
  /** The part that pays the emission instead of new tokens; -1: there is none. */
  readonly reserve: number = -1;

  constructor(world: World, { allocation = [], tge = 0 }: Token, epoch: number) {
    const { ledger } = world;
    this.world = world;
    this.epoch = epoch;
    this.tge = tge;
    this.buckets = allocation;
    this.accounts = allocation.map(() => ledger.open('vesting'));
    const foundation = allocation.some(({ to }) => to === 'foundation') ? ledger.open('foundation') : -1;
    const receiver = { outside: ledger.outside[0], treasury: world.treasury, foundation, emission: -1 };
    this.receivers = allocation.map(({ to }) => receiver[to]);
    const funding = allocation.findIndex(({ to }) => to === 'emission');
    if (funding >= 0) this.reserve = this.accounts[funding];
    const table = world.store.cells('vesting', allocation.length);
    this.released = table.column('released', 'f64');
    // Before the epoch of the same instant ends.
    this.kind = world.engine.kind('vesting/unlock', () => this.unlock(), { priority: 70 });
    this.reason = allocation.length > 0 ? ledger.reason('unlock') : -1;
  }

  /**
   * Fills the accounts from genesis; returns what is left outside of `unheld`, the base units that no party holds at the start.
   * What parties have bonded beyond what is not allocated has come from what is free from the start.
   */
  endow(unheld: bigint): bigint {
    const { ledger } = this.world;
    let rest = unheld;
    for (const { amount } of this.buckets) rest -= BigInt(amount);
    this.buckets.forEach((bucket, i) => {
      const usable = this.tge === 0 && bucket.to === 'outside' ? free(bucket, 0) : 0;
      const used = rest < 0n ? Math.min(usable, Number(-rest)) : 0;
      rest += BigInt(used);
      this.released.data[i] = used;
      ledger.issue(this.accounts[i], bucket.amount - used, ledger.genesisReason);
    });
    if (rest < 0n)
      throw new RunInputError(`the parties hold ${-rest} base units more at the start than the allocation leaves free`);
    return rest;
  }

  start(): void {
    if (this.buckets.length > 0) this.world.engine.at(this.tge, this.kind, 0);
  }

  private unlock(): void {
    const { ledger, engine } = this.world;
    let left = false;
    this.buckets.forEach((bucket, i) => {
      if (this.receivers[i] < 0) return;
      const due = free(bucket, engine.now - this.tge);
      ledger.move(this.accounts[i], this.receivers[i], Math.max(0, due - this.released.data[i]), this.reason);
      this.released.data[i] = Math.max(due, this.released.data[i]);
      left ||= due < bucket.amount;
    });
    if (left) engine.at((Math.floor(engine.now / this.epoch) + 1) * this.epoch, this.kind, 0);
  }

  /** Base units that are not free yet: no part of the circulating supply. */
  get locked(): number {
    let sum = 0;
    for (const account of this.accounts) sum += this.world.ledger.balance(account);
    return sum;
  }
}
