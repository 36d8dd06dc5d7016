/**
 * When is a transaction final? Blocks come at a constant interval; each takes waiting transactions in order of arrival up to its
 * gas limit, and is final `finality` seconds later.
 *
 * Three ways to run it: `on` makes every block an event; `aggregate` computes in which block a transaction falls, where single
 * blocks do not matter; `off` finalizes at once. All three give the same time of inclusion when every block is made.
 */
import type { Engine, Handler } from '../engine/engine.ts';
import { InvariantError } from '../engine/errors.ts';
import type { F64, I32, Store, Table } from '../engine/state.ts';
import type { Ledger } from './ledger.ts';

export interface BlockParameters {
  /** `on`: every block is simulated; `aggregate`: blocks are counted per epoch; `off`: no chain. */
  mode: 'on' | 'aggregate' | 'off';
  /** Seconds between blocks. */
  block_time: number;
  gas_limit: number;
  /** Seconds from a block to its finality. */
  finality: number;
  /** Base units per unit of gas: a real number; a transaction's fee is rounded up. */
  gas_price: number;
}

/** Called when a transaction is final, with its sender's own number for it; `at`: when its block was made (s). */
export type Included = (subject: number, at: number) => void;

export interface Sender {
  included: Included;
  /** Pays `fee` base units of gas into `pot`, where not the account named in `send` does. */
  charge?(subject: number, fee: number, pot: number, reason: number): void;
  /** True: what follows from its transactions depends on their order, also among those that are final at one instant. */
  ordered?: boolean;
  /** It will never be in a block. */
  dropped?(subject: number): void;
}

/** After everything that sends: a block takes what was sent at its own instant. */
export const BLOCK_PRIORITY = 60;
/** Number of the sender that stands for nobody. */
const WITHDRAWN = 0;

/** Cells: the transactions that wait for a block, in order (rows; -1: none). */
const FIRST = 0;
const LAST = 1;
/** Numbers: transactions not yet final; in aggregate mode the block that is being filled, and its gas. */
const WAITING = 0;
const FILLING = 1;
const FILLED = 2;

export class Mempool {
  private readonly engine: Engine;
  private readonly ledger: Ledger;
  private readonly pot: number;
  private readonly reason: number;
  private parameters: BlockParameters;
  private readonly senders: Sender[] = [];
  private readonly names: string[] = [];
  /** Waiting and not yet final transactions; a row is free when `owner` is -1. */
  private readonly transactions: Table;
  private readonly owner: I32;
  private readonly subject: I32;
  private readonly gas: F64;
  private readonly payer: I32;
  /** Most base units per unit of gas that it pays. */
  private readonly most: F64;
  /** When it got into a block (s); -1 before. */
  private readonly included: F64;
  private readonly next: I32;
  private readonly list: I32;
  private readonly cells: F64;
  /** Proofs that become final together do not know of each other; answers and what is sent because of them do. */
  private readonly proofKind: number;
  private readonly orderedKind: number;
  /** In aggregate mode, time of the block that is being answered: what is sent because of it comes after it. -1 between events. */
  private answering = -1;

  /** Gas is paid into `pot.account` for `pot.reason`. */
  constructor(
    world: { store: Store; engine: Engine; ledger: Ledger },
    name: string,
    pot: { account: number; reason: string },
    parameters: BlockParameters,
  ) {
    const { store } = world;
    this.engine = world.engine;
    this.ledger = world.ledger;
    this.pot = pot.account;
    this.reason = world.ledger.reason(pot.reason);
    this.parameters = parameters;
    this.transactions = store.table(`${name}/transactions`);
    this.owner = this.transactions.column('owner', 'i32', -1);
    this.subject = this.transactions.column('subject', 'i32');
    this.gas = this.transactions.column('gas', 'f64');
    this.payer = this.transactions.column('payer', 'i32', -1);
    this.most = this.transactions.column('most', 'f64');
    this.included = this.transactions.column('included', 'f64', -1);
    this.next = this.transactions.column('next', 'i32', -1);
    const list = store.cells(`${name}/list`, 2);
    this.list = list.column('row', 'i32', -1);
    const cells = store.cells(`${name}/mempool`, 3);
    this.cells = cells.column('value', 'f64');
    const final: Handler = (row) => this.final(row);
    this.proofKind = this.engine.kind(`${name}/final`, final, { concurrent: true });
    this.orderedKind = this.engine.kind(`${name}/final in order`, final);
    this.sender('withdrawn', () => {});
  }

  configure(parameters: BlockParameters): void {
    this.parameters = parameters;
  }

  get mode(): BlockParameters['mode'] {
    return this.parameters.mode;
  }

  /** Transactions sent and not yet final. */
  get waiting(): number {
    return this.cells.data[WAITING];
  }

  /** Largest gas that a transaction may use. */
  get gasLimit(): number {
    return this.mode === 'off' ? Number.POSITIVE_INFINITY : this.parameters.gas_limit;
  }

  /** Numbers whoever sends transactions; the same name again replaces its callbacks. */
  sender(name: string, included: Included, more: Omit<Sender, 'included'> = {}): number {
    const known = this.names.indexOf(name);
    const owner = known >= 0 ? known : this.names.length;
    this.names[owner] = name;
    this.senders[owner] = { included, ...more };
    return owner;
  }

  /**
   * Sends a transaction; its sender is told when it is final. `payer` is the account that pays for gas, at most `most` base
   * units for each (mode `on`: it waits while the price is higher). Returns its number, good until it is final. Throws
   * InvariantError when it needs more gas than a block has.
   */
  send(owner: number, subject: number, gas: number, payer: number, most: number = Number.POSITIVE_INFINITY): number {
    if (gas > this.gasLimit)
      throw new InvariantError(`a transaction of ${this.names[owner]} needs ${gas} gas, a block has ${this.gasLimit}`);
    const row = this.transactions.take();
    this.owner.data[row] = owner;
    this.subject.data[row] = subject;
    this.gas.data[row] = gas;
    this.payer.data[row] = payer;
    this.most.data[row] = most;
    this.included.data[row] = -1;
    this.next.data[row] = -1;
    this.cells.data[WAITING]++;
    if (this.mode === 'off') {
      this.included.data[row] = this.engine.now;
      this.final(row);
    } else if (this.mode === 'aggregate') {
      this.payGas(row);
      const made = this.blockFor(gas) * this.parameters.block_time;
      this.included.data[row] = made;
      this.engine.at(Math.max(made + this.parameters.finality, this.engine.now), this.finalKind(row), row);
    } else {
      const list = this.list.data;
      if (list[FIRST] < 0) list[FIRST] = row;
      else this.next.data[list[LAST]] = row;
      list[LAST] = row;
    }
    return row;
  }

  /** Takes back a transaction that is not in a block yet, and so costs nothing; false when it is too late. */
  withdraw(row: number): boolean {
    if (this.included.data[row] >= 0) return false;
    this.owner.data[row] = WITHDRAWN;
    this.gas.data[row] = 0;
    this.most.data[row] = Number.POSITIVE_INFINITY;
    return true;
  }

  /** The block of now: takes what there is room for. What is sent because of it comes after it. */
  fill(): void {
    const { gas_limit, gas_price } = this.parameters;
    const list = this.list.data;
    const last = list[LAST];
    let room = gas_limit;
    let before = -1;
    for (let row = list[FIRST]; row >= 0; ) {
      const after = this.next.data[row];
      if (gas_price > this.most.data[row]) {
        before = row;
      } else {
        // A transaction sent under a higher limit than today's has a block to itself.
        if (this.gas.data[row] > room && room !== gas_limit) break;
        room -= this.gas.data[row];
        if (before < 0) list[FIRST] = after;
        else this.next.data[before] = after;
        if (after < 0) list[LAST] = before;
        this.include(row);
      }
      if (row === last) break;
      row = after;
    }
  }

  /** When the next block after one at `now` is made, s. */
  blockTime(now: number): number {
    return (this.blockAt(now) + 1) * this.parameters.block_time;
  }

  /** Number of the first block at or after a time. Block k is made at k x block time, rounded once, in every mode. */
  private blockAt(time: number): number {
    const { block_time } = this.parameters;
    let number = Math.max(1, Math.floor(time / block_time));
    while (number * block_time < time) number++;
    return number * block_time === this.answering ? number + 1 : number;
  }

  /** Number of the block that the next transaction of this gas falls in: the next one with room, in order. */
  private blockFor(gas: number): number {
    const cells = this.cells.data;
    const soonest = this.blockAt(this.engine.now);
    if (soonest > cells[FILLING]) {
      cells[FILLING] = soonest;
      cells[FILLED] = 0;
    }
    if (cells[FILLED] + gas > this.parameters.gas_limit) {
      cells[FILLING]++;
      cells[FILLED] = 0;
    }
    cells[FILLED] += gas;
    return cells[FILLING];
  }

  private include(row: number): void {
    this.included.data[row] = this.engine.now;
    this.payGas(row);
    if (this.parameters.finality === 0) this.final(row);
    else this.engine.after(this.parameters.finality, this.finalKind(row), row);
  }

  private finalKind(row: number): number {
    return this.senders[this.owner.data[row]].ordered === true ? this.orderedKind : this.proofKind;
  }

  /** Rounded up to base units. */
  private payGas(row: number): void {
    const fee = Math.ceil(this.gas.data[row] * this.parameters.gas_price);
    if (fee === 0) return;
    const sender = this.senders[this.owner.data[row]];
    if (sender.charge) sender.charge(this.subject.data[row], fee, this.pot, this.reason);
    else this.ledger.move(this.payer.data[row], this.pot, fee, this.reason);
  }

  private final(row: number): void {
    const owner = this.owner.data[row];
    const subject = this.subject.data[row];
    const at = this.included.data[row];
    this.owner.data[row] = -1;
    this.transactions.giveBack(row);
    this.cells.data[WAITING]--;
    this.answering = this.mode === 'aggregate' ? at : -1;
    this.senders[owner].included(subject, at);
    this.answering = -1;
  }
}
