/**
 * When is a transaction final? One chain: blocks at a constant interval, each takes waiting transactions in order
 * of arrival up to its gas limit, and is final after `finality` seconds if more than the quorum of stake was online.
 *
 * Three ways to run it: `on` makes every block an event, with its proposer; `aggregate` computes in which block a
 * transaction falls and counts blocks per epoch, where single blocks do not matter; `off` finalizes at once.
 * All three give the same time of inclusion when nobody is offline.
 */
import type { Engine, Handler } from '../engine/engine.ts';
import { InvariantError } from '../engine/errors.ts';
import type { F64, I32, Store, Table, U8 } from '../engine/state.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import type { Validators } from './tables.ts';

export interface ChainParameters {
  /** `on`: every block is simulated; `aggregate`: blocks are counted per epoch; `off`: no chain. */
  mode: 'on' | 'aggregate' | 'off';
  /** Seconds between blocks. */
  block_time: number;
  gas_limit: number;
  /** Seconds from a block to its finality. */
  finality: number;
  proposer: 'weighted-round-robin' | 'lottery';
  /** Base units per unit of gas: a real number; a transaction's fee is rounded up. */
  gas_price: number;
  /** A block is final only if strictly more than this share of stake is online. */
  quorum: number;
}

/** Called when a transaction is final, with the owner's own number for it. */
export type Included = (subject: number) => void;

const BLOCK_PRIORITY = 60;

export class Chain {
  private readonly engine: Engine;
  private readonly facts: Facts;
  private readonly ledger: Ledger;
  private readonly validators: Validators;
  private readonly validatorsPot: number;
  private readonly feeReason: number;
  private parameters: ChainParameters;
  private readonly owners: Included[] = [];
  private readonly ownerNames: string[] = [];
  /** Waiting and not yet final transactions; a row is free when `owner` is -1. */
  private readonly transactions: Table;
  private readonly owner: I32;
  private readonly subject: I32;
  private readonly gas: F64;
  private readonly payer: I32;
  private readonly next: I32;
  /** [0] free list, [1] first waiting, [2] last waiting (rows of transactions; -1: none). */
  private readonly list: I32;
  /** [0] height, [1] transactions waiting, [2] block (number) being filled in aggregate mode, [3] its gas, [4] blocks without quorum. */
  private readonly cells: F64;
  private readonly priority: F64;
  /** 1: online for the block under way. */
  private readonly present: U8;
  private readonly online: (validator: number) => boolean;
  private readonly lottery: () => number;
  private readonly blockKind: number;
  private readonly finalKind: number;

  constructor(
    world: {
      store: Store;
      engine: Engine;
      facts: Facts;
      ledger: Ledger;
      validators: Validators;
      validatorsPot: number;
    },
    parameters: ChainParameters,
    draws: { online: (validator: number) => boolean; lottery: () => number },
  ) {
    this.engine = world.engine;
    this.facts = world.facts;
    this.ledger = world.ledger;
    this.validators = world.validators;
    this.validatorsPot = world.validatorsPot;
    this.feeReason = world.ledger.reason('gas');
    this.parameters = parameters;
    this.online = draws.online;
    this.lottery = draws.lottery;
    this.transactions = world.store.table('chain/transactions');
    this.owner = this.transactions.column('owner', 'i32', -1);
    this.subject = this.transactions.column('subject', 'i32');
    this.gas = this.transactions.column('gas', 'f64');
    this.payer = this.transactions.column('payer', 'i32', -1);
    this.next = this.transactions.column('next', 'i32', -1);
    const list = world.store.table('chain/list', 3);
    while (list.size < 3) list.add();
    this.list = list.column('row', 'i32', -1);
    const cells = world.store.table('chain/cells', 5);
    while (cells.size < 5) cells.add();
    this.cells = cells.column('value', 'f64');
    this.priority = world.validators.table.column('chain/priority', 'f64');
    this.present = world.validators.table.column('chain/present', 'u8', 1);
    this.blockKind = this.engine.kind('chain/block', () => this.block(), { priority: BLOCK_PRIORITY });
    this.finalKind = this.engine.kind('chain/final', ((row) => this.final(row)) as Handler, { concurrent: true });
  }

  /** Blocks made so far. */
  get height(): number {
    return this.cells.data[0];
  }

  /** Transactions sent and not yet final. */
  get waiting(): number {
    return this.cells.data[1];
  }

  /** Times at which no block was made for want of stake online. */
  get halted(): number {
    return this.cells.data[4];
  }

  /** Largest gas that a transaction may use. */
  get gasLimit(): number {
    return this.parameters.mode === 'off' ? Infinity : this.parameters.gas_limit;
  }

  /** New parameters from a change of rulebook. */
  configure(parameters: ChainParameters): void {
    this.parameters = parameters;
  }

  /** Numbers whoever sends transactions; the same name again replaces the callback. */
  sender(name: string, included: Included): number {
    const known = this.ownerNames.indexOf(name);
    const owner = known >= 0 ? known : this.ownerNames.length;
    this.ownerNames[owner] = name;
    this.owners[owner] = included;
    return owner;
  }

  /** First block; not called on resume. */
  start(): void {
    if (this.parameters.mode === 'on') this.engine.at(this.parameters.block_time, this.blockKind, 0);
  }

  /**
   * Sends a transaction; `included(subject)` of its sender is called when it is final. `payer` is the account that pays for
   * gas. Throws InvariantError when it needs more gas than a block has.
   */
  send(owner: number, subject: number, gas: number, payer: number): void {
    if (gas > this.gasLimit)
      throw new InvariantError(
        `a transaction of ${this.ownerNames[owner]} needs ${gas} gas, a block has ${this.gasLimit}`,
      );
    const row = this.take();
    this.owner.data[row] = owner;
    this.subject.data[row] = subject;
    this.gas.data[row] = gas;
    this.payer.data[row] = payer;
    this.next.data[row] = -1;
    this.cells.data[1]++;
    if (this.parameters.mode === 'off') {
      this.final(row);
    } else if (this.parameters.mode === 'aggregate') {
      this.payGas(row);
      const time = this.blockFor(gas) * this.parameters.block_time + this.parameters.finality;
      this.engine.at(Math.max(time, this.engine.now), this.finalKind, row);
    } else {
      const list = this.list.data;
      if (list[1] < 0) list[1] = row;
      else this.next.data[list[2]] = row;
      list[2] = row;
    }
  }

  /** In `aggregate` mode, counts the blocks made up to and including now and deals them to proposers. */
  catchUp(): void {
    if (this.parameters.mode !== 'aggregate') return;
    while ((this.cells.data[0] + 1) * this.parameters.block_time <= this.engine.now) this.make();
  }

  /** Stake that votes for a validator: its bond and what is delegated to it. */
  power(validator: number): number {
    return (
      this.ledger.balance(this.validators.bond.data[validator]) +
      this.ledger.balance(this.validators.delegation.data[validator])
    );
  }

  /**
   * Number of the first block at or after a time. Block k is made at k x block time, rounded once, in every mode, and takes
   * what was sent at its own instant: its priority is after whatever sends.
   */
  private blockAt(time: number): number {
    const { block_time } = this.parameters;
    let number = Math.max(1, Math.floor(time / block_time));
    while (number * block_time < time) number++;
    return number;
  }

  /** Number of the block that the next transaction of this gas falls in: the next one with room, in order. */
  private blockFor(gas: number): number {
    const cells = this.cells.data;
    const soonest = this.blockAt(this.engine.now);
    if (soonest > cells[2]) {
      cells[2] = soonest;
      cells[3] = 0;
    }
    if (cells[3] + gas > this.parameters.gas_limit) {
      cells[2]++;
      cells[3] = 0;
    }
    cells[3] += gas;
    return cells[2];
  }

  private block(): void {
    const { parameters } = this;
    this.engine.at((this.blockAt(this.engine.now) + 1) * parameters.block_time, this.blockKind, 0);
    if (!this.attend()) {
      this.cells.data[4]++;
      return;
    }
    this.make();
    const list = this.list.data;
    let room = parameters.gas_limit;
    // A transaction sent under a higher limit than today's has a block to itself.
    while (list[1] >= 0 && (this.gas.data[list[1]] <= room || room === parameters.gas_limit)) {
      const row = list[1];
      room -= this.gas.data[row];
      list[1] = this.next.data[row];
      this.payGas(row);
      if (parameters.finality === 0) this.final(row);
      else this.engine.after(parameters.finality, this.finalKind, row);
    }
    if (list[1] < 0) list[2] = -1;
  }

  /** One more block, by whoever's turn it is; by nobody (-1) when nobody has power. */
  private make(): void {
    const proposer = this.propose();
    const height = ++this.cells.data[0];
    if (proposer >= 0) this.validators.blocks.data[proposer]++;
    this.facts.emit('block', proposer, height);
  }

  /** Notes who misses this block; true when more than the quorum of power is online (or nobody has power). */
  private attend(): boolean {
    const { validators } = this;
    let total = 0;
    let present = 0;
    for (let v = 0; v < validators.table.size; v++) {
      const power = this.power(v);
      total += power;
      const online = this.online(v);
      this.present.data[v] = online ? 1 : 0;
      if (online) present += power;
      else validators.missed.data[v]++;
    }
    return total === 0 || present > this.parameters.quorum * total;
  }

  /**
   * Who proposes: CometBFT's weighted round robin (each block everyone gains its power, the highest proposes and loses
   * the total; ties to the lowest index), or a lottery by power. One who is offline misses its turn, and the next is
   * asked in the same block. -1 when nobody online has power.
   */
  private propose(): number {
    const n = this.validators.table.size;
    let total = 0;
    let online = 0;
    for (let v = 0; v < n; v++) {
      total += this.power(v);
      if (this.present.data[v] === 1) online += this.power(v);
    }
    if (online === 0) return -1;
    if (this.parameters.proposer === 'lottery') {
      let point = this.lottery() * online;
      let last = -1;
      for (let v = 0; v < n && point >= 0; v++) {
        if (this.present.data[v] === 0 || this.power(v) === 0) continue;
        last = v;
        point -= this.power(v);
      }
      return last;
    }
    const priority = this.priority.data;
    for (;;) {
      let best = 0;
      for (let v = 0; v < n; v++) {
        priority[v] += this.power(v);
        if (priority[v] > priority[best]) best = v;
      }
      priority[best] -= total;
      if (this.present.data[best] === 1) return best;
    }
  }

  /** Gas is collected for all validators, who share it by power at the end of the epoch (Cosmos x/distribution). */
  private payGas(row: number): void {
    const fee = Math.ceil(this.gas.data[row] * this.parameters.gas_price);
    if (fee > 0) this.ledger.move(this.payer.data[row], this.validatorsPot, fee, this.feeReason);
  }

  private final(row: number): void {
    const owner = this.owner.data[row];
    const subject = this.subject.data[row];
    this.owner.data[row] = -1;
    this.next.data[row] = this.list.data[0];
    this.list.data[0] = row;
    this.cells.data[1]--;
    this.owners[owner](subject);
  }

  private take(): number {
    const free = this.list.data[0];
    if (free < 0) return this.transactions.add();
    this.list.data[0] = this.next.data[free];
    return free;
  }
}
