/**
 * When does a fee move? At the answer, or, where payments have a chain of their own, when they are final there: until then the
 * client has its answer and the node has nothing.
 */
import type { F64, I32, Table } from '../engine/state.ts';
import { type Chains, chargeNode } from '../network/chains.ts';
import type { World } from '../network/world.ts';
import type { Flow } from '../scenario/schema.ts';
import type { Fees } from './fees.ts';

/**
 * Moves `fee` base units from an account to those whom it is for, `node` among them: now or later. Where that fails, what lies
 * in escrow goes back to `client`.
 */
export interface Payment {
  pay(from: number, node: number, fee: number, client: number): void;
}

const SETTLED = 0;
const TIME = 1;
const FAILED = 2;
const UNPAID = 3;

export class Payments {
  private readonly world: World;
  private readonly chains: Chains;
  /** Payments on their way. */
  private readonly rows: Table;
  private readonly from: I32;
  private readonly node: I32;
  private readonly fee: F64;
  private readonly since: F64;
  /** Whose it is, where it lies in escrow; -1 elsewhere. */
  private readonly client: I32;
  /** Which split it is for: those of every wiring so far, in order. */
  private readonly book: I32;
  private readonly books: Fees[] = [];
  private readonly cells: F64;
  private readonly owner: number;

  constructor(world: World, chains: Chains) {
    this.world = world;
    this.chains = chains;
    this.rows = world.store.table('payments');
    this.from = this.rows.column('from', 'i32', -1);
    this.node = this.rows.column('node', 'i32', -1);
    this.fee = this.rows.column('fee', 'f64');
    this.client = this.rows.column('client', 'i32', -1);
    this.since = this.rows.column('since', 'f64');
    this.book = this.rows.column('book', 'i32');
    const cells = world.store.cells('payments/cells', 4);
    this.cells = cells.column('value', 'f64');
    this.owner = chains.relays.payment.sender('payments', (row) => this.settle(row), {
      charge: (row, fee, pot, reason) => this.charge(row, fee, pot, reason),
      dropped: (row) => this.fail(row),
    });
  }

  /** How the fees of a flow are paid: as they are, or through the payment chain. */
  through(fees: Fees, flow: Flow): Payment {
    const { payment } = this.chains;
    if (payment === undefined || flow.settlement.rule === 'none') return fees;
    const book = this.books.push(fees) - 1;
    const { gas } = payment;
    const payer = this.chains.gas('payment').account;
    const { escrow } = this.world;
    return {
      pay: (from, node, fee, client) => this.send(book, from, node, fee, gas, payer, from === escrow ? client : -1),
    };
  }

  /** Payments final so far and the time that they took from the answer (s), those that failed, and their base units. */
  get history(): { settled: number; time: number; failed: number; unpaid: number } {
    const cells = this.cells.data;
    return { settled: cells[SETTLED], time: cells[TIME], failed: cells[FAILED], unpaid: cells[UNPAID] };
  }

  private send(
    book: number,
    from: number,
    node: number,
    fee: number,
    gas: number,
    payer: number,
    client: number,
  ): void {
    const row = this.rows.take();
    this.from.data[row] = from;
    this.node.data[row] = node;
    this.fee.data[row] = fee;
    this.client.data[row] = client;
    this.since.data[row] = this.world.engine.now;
    this.book.data[row] = book;
    this.chains.relays.payment.send(this.owner, row, gas, payer);
  }

  private settle(row: number): void {
    const from = this.from.data[row];
    const fee = this.fee.data[row];
    // A wallet that was emptied after the answer: nothing moves, and the gas is spent.
    if (!this.world.ledger.covers(from, fee)) {
      this.fail(row);
      return;
    }
    this.cells.data[SETTLED]++;
    this.cells.data[TIME] += this.world.engine.now - this.since.data[row];
    this.rows.giveBack(row);
    this.books[this.book.data[row]].pay(from, this.node.data[row], fee);
  }

  /** The loss is the node's; what lay in escrow is the client's again. */
  private fail(row: number): void {
    const { ledger } = this.world;
    const fee = this.fee.data[row];
    const client = this.client.data[row];
    this.cells.data[FAILED]++;
    this.cells.data[UNPAID] += fee;
    if (client >= 0) ledger.move(this.from.data[row], client, fee, ledger.reason('refund'));
    this.rows.giveBack(row);
  }

  private charge(row: number, gas: number, pot: number, reason: number): void {
    const { account, nodes } = this.chains.gas('payment');
    const { ledger } = this.world;
    if (nodes) chargeNode(ledger, this.node.data[row], account, gas, pot, reason);
    else ledger.move(account, pot, gas, reason);
  }
}
