/**
 * Who carries transactions to a chain? Workers that take them in order, each with one under way: it stores the data, sends the
 * transaction over a link that may be down, and waits for the receipt. Without parameters everything is sent at once.
 */
import { sampler } from '../engine/samplers/sampler.ts';
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import type { F64, I32, Table } from '../engine/state.ts';
import type { Included, Mempool, Sender } from './mempool.ts';
import type { World } from './world.ts';

export interface RelayParameters {
  /** Transactions under way at once. */
  workers: number | 'unlimited';
  /** Seconds that a worker needs before it can send: the upload of what the transaction refers to. */
  upload: number;
  /** Attempts over a link that is down, `retry` seconds apart, before a transaction is given up. */
  tries: number | 'unlimited';
  retry: number;
  /** Seconds after which a transaction that is in no block yet is given up; absent: never. */
  receipt?: number;
  /** Most base units per unit of gas that is paid; absent: any. */
  max_fee?: number;
  /** The link is down from `at` for `for` seconds. */
  outages: { at: number; for: number }[];
  /** Further outages at random: seconds between two, and how long each lasts. */
  random?: { between: DistributionSpec; lasting: DistributionSpec };
}

/** Cells: the queue (-1: empty), what is under way, and what happened so far. */
const FIRST = 0;
const LAST = 1;
const WAITING = 2;
const BUSY = 3;
const TAKEN = 4;
const WAITED = 5;
const LONGEST = 6;
const DROPPED = 7;
/** Random outages: until when the link stays as it is, and 1 while it is down. */
const UNTIL = 8;
const DOWN = 9;

export class Relay {
  private readonly world: World;
  private readonly mempool: Mempool;
  private readonly name: string;
  private readonly senders: Sender[] = [];
  /** What waits or is under way. */
  private readonly rows: Table;
  private readonly owner: I32;
  private readonly subject: I32;
  private readonly gas: F64;
  private readonly payer: I32;
  private readonly submitted: F64;
  /** Attempts made over a link that was down. */
  private readonly tried: F64;
  /** Its number on the chain while it is there. */
  private readonly transaction: I32;
  /** Handle of the event that gives it up; -1: none. */
  private readonly limit: I32;
  private readonly next: I32;
  private readonly cells: F64;
  private readonly self: number;
  private readonly attemptKind: number;
  private readonly limitKind: number;
  private parameters: RelayParameters | null = null;
  private random: { between: () => number; lasting: () => number } | null = null;
  /** True while the queue is being worked off, which an answer at once would begin anew. Never true between events. */
  private working = false;

  constructor(world: World, mempool: Mempool, name: string) {
    const { store, engine } = world;
    this.world = world;
    this.mempool = mempool;
    this.name = name;
    this.rows = store.table(`${name}/rows`);
    this.owner = this.rows.column('owner', 'i32');
    this.subject = this.rows.column('subject', 'i32');
    this.gas = this.rows.column('gas', 'f64');
    this.payer = this.rows.column('payer', 'i32', -1);
    this.submitted = this.rows.column('submitted', 'f64');
    this.tried = this.rows.column('tried', 'f64');
    this.transaction = this.rows.column('transaction', 'i32', -1);
    this.limit = this.rows.column('limit', 'i32', -1);
    this.next = this.rows.column('next', 'i32', -1);
    const cells = store.cells(`${name}/cells`, 10);
    this.cells = cells.column('value', 'f64');
    if (this.cells.data[FIRST] === 0 && this.rows.size === 0) {
      this.cells.data[FIRST] = -1;
      this.cells.data[LAST] = -1;
      // The first outage comes after the first time between two.
      this.cells.data[DOWN] = 1;
    }
    this.self = mempool.sender(name, (row, at) => this.included(row, at), {
      ordered: true,
      charge: (row, fee, pot, reason) => this.charge(row, fee, pot, reason),
    });
    this.attemptKind = engine.kind(`${name}/attempt`, (row) => this.attempt(row));
    this.limitKind = engine.kind(`${name}/limit`, (row) => this.giveUp(row), { priority: 61 });
  }

  /** New parameters from a change of rulebook; null: everything is sent at once. */
  configure(parameters: RelayParameters | null): void {
    this.parameters = parameters;
    const random = parameters?.random;
    if (!random) {
      this.random = null;
      return;
    }
    const [between, lasting] = [sampler(random.between), sampler(random.lasting)];
    const stream = this.world.streams.stream(`${this.name}/link`);
    this.random = {
      between: () => between.quantile(stream.next(0)),
      lasting: () => lasting.quantile(stream.next(0)),
    };
  }

  /** Transactions that wait for a worker. */
  get waiting(): number {
    return this.cells.data[WAITING];
  }

  /** Transactions that a worker has taken, what they waited for it in all and the longest of them (s), and those given up. */
  get history(): { taken: number; waited: number; longest: number; dropped: number } {
    const cells = this.cells.data;
    return { taken: cells[TAKEN], waited: cells[WAITED], longest: cells[LONGEST], dropped: cells[DROPPED] };
  }

  /** As `sender` of the mempool. */
  sender(name: string, included: Included, more: Omit<Sender, 'included'> = {}): number {
    const owner = this.mempool.sender(name, included, more);
    this.senders[owner] = { included, ...more };
    return owner;
  }

  /** As `send` of the mempool, as soon as a worker is free and the link is up. */
  send(owner: number, subject: number, gas: number, payer: number): void {
    if (this.parameters === null && this.cells.data[FIRST] < 0) {
      this.mempool.send(owner, subject, gas, payer);
      return;
    }
    const row = this.rows.take();
    this.owner.data[row] = owner;
    this.subject.data[row] = subject;
    this.gas.data[row] = gas;
    this.payer.data[row] = payer;
    this.submitted.data[row] = this.world.engine.now;
    this.tried.data[row] = 0;
    this.transaction.data[row] = -1;
    this.limit.data[row] = -1;
    this.next.data[row] = -1;
    const cells = this.cells.data;
    if (cells[FIRST] < 0) cells[FIRST] = row;
    else this.next.data[cells[LAST]] = row;
    cells[LAST] = row;
    cells[WAITING]++;
    this.work();
  }

  /** Free workers take what waits. */
  private work(): void {
    if (this.working) return;
    this.working = true;
    const workers = this.parameters?.workers ?? 'unlimited';
    const cells = this.cells.data;
    while (cells[FIRST] >= 0 && (workers === 'unlimited' || cells[BUSY] < workers)) {
      const row = cells[FIRST];
      cells[FIRST] = this.next.data[row];
      if (cells[FIRST] < 0) cells[LAST] = -1;
      const waited = this.world.engine.now - this.submitted.data[row];
      cells[WAITING]--;
      cells[BUSY]++;
      cells[TAKEN]++;
      cells[WAITED] += waited;
      if (waited > cells[LONGEST]) cells[LONGEST] = waited;
      const upload = this.parameters?.upload ?? 0;
      if (upload > 0) this.world.engine.after(upload, this.attemptKind, row);
      else this.attempt(row);
    }
    this.working = false;
  }

  /** The worker sends, or finds the link down. */
  private attempt(row: number): void {
    const { parameters, world, mempool } = this;
    if (parameters !== null && this.isDown()) {
      const tried = ++this.tried.data[row];
      if (parameters.tries !== 'unlimited' && tried >= parameters.tries) this.drop(row);
      else world.engine.after(parameters.retry, this.attemptKind, row);
      return;
    }
    if (parameters?.receipt !== undefined)
      this.limit.data[row] = world.engine.after(parameters.receipt, this.limitKind, row);
    const sent = mempool.send(this.self, row, this.gas.data[row], this.payer.data[row], parameters?.max_fee);
    // Without a chain it is final already, and its row may be another's.
    if (mempool.mode !== 'off') this.transaction.data[row] = sent;
  }

  private isDown(): boolean {
    const { parameters, random, cells, world } = this;
    const { now } = world.engine;
    if (parameters?.outages.some((outage) => now >= outage.at && now < outage.at + outage.for)) return true;
    if (random === null) return false;
    const { data } = cells;
    while (now >= data[UNTIL]) {
      data[DOWN] = 1 - data[DOWN];
      data[UNTIL] += data[DOWN] === 1 ? random.lasting() : random.between();
    }
    return data[DOWN] === 1;
  }

  private included(row: number, at: number): void {
    const [owner, subject] = this.leave(row);
    this.senders[owner].included(subject, at);
    this.work();
  }

  private charge(row: number, fee: number, pot: number, reason: number): void {
    const sender = this.senders[this.owner.data[row]];
    if (sender.charge) sender.charge(this.subject.data[row], fee, pot, reason);
    else this.world.ledger.move(this.payer.data[row], pot, fee, reason);
  }

  /** The receipt took too long: given up, unless it is in a block by now. */
  private giveUp(row: number): void {
    this.limit.data[row] = -1;
    if (this.mempool.withdraw(this.transaction.data[row])) this.drop(row);
  }

  private drop(row: number): void {
    const [owner, subject] = this.leave(row);
    this.cells.data[DROPPED]++;
    this.senders[owner].dropped?.(subject);
    this.work();
  }

  /** Frees the worker and the row; returns whose it was. */
  private leave(row: number): [owner: number, subject: number] {
    if (this.limit.data[row] >= 0) this.world.engine.cancel(this.limit.data[row]);
    this.cells.data[BUSY]--;
    this.rows.giveBack(row);
    return [this.owner.data[row], this.subject.data[row]];
  }
}
