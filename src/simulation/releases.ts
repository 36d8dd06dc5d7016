/**
 * When does a fee in escrow reach the node? Where that is not the answer, what was held of an answered job is kept here: until
 * its proof is final, or no dispute about it is possible any more. A conviction of the answer, or a proof that never comes,
 * sends it back to the client.
 */
import type { F64, Table, U8 } from '../engine/state.ts';
import type { Observer } from '../network/facts.ts';
import { proofRowOf, RELEASES } from '../network/payments.ts';
import { AUDIT, type Tables } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Scenario } from '../scenario/schema.ts';

/** What is left to the life cycle. */
interface Walk {
  /** Moves base units to those whom fees of a flow are for, the owner of a node's wallet among them. */
  payTo(flow: number, wallet: number, from: number, amount: number, client: number): void;
}

const PROOF = RELEASES.indexOf('proof');
const VERDICT = RELEASES.indexOf('verdict');

/** Does any flow ever pay so late? */
export function releasesLate(scenario: Scenario, until?: 'proof'): boolean {
  return [scenario, ...scenario.changes.map((change) => change.scenario)].some(({ flows }) =>
    flows.some(
      ({ payment }) =>
        payment?.rule === 'escrow' &&
        (until === undefined ? payment.params.release !== 'answer' : payment.params.release === until),
    ),
  );
}

export class Releases {
  readonly observer: Observer;
  private readonly world: World;
  private readonly tables: Tables;
  private readonly walk: Walk;
  /** What is held: for which job and flow, of whom and for whom (wallets), base units, 1 once it went back. */
  private readonly rows: Table;
  private readonly job: F64;
  private readonly flow: F64;
  private readonly client: F64;
  private readonly node: F64;
  private readonly amount: F64;
  private readonly over: U8;
  private readonly until: U8;
  /** Per job: its row, and the same where its proof decides; -1: none. */
  private readonly rowOf: F64;
  private readonly proofRow: F64;
  /** [0] base units given back, [1] base units held. */
  private readonly cells: F64;
  private readonly refundReason: number;

  constructor(world: World, walk: Walk) {
    this.world = world;
    this.tables = world.tables;
    this.walk = walk;
    const { jobs, tasks } = world.tables;
    this.rows = world.store.table('payments/held');
    this.job = this.rows.column('job', 'f64');
    this.flow = this.rows.column('flow', 'f64');
    this.client = this.rows.column('client', 'f64');
    this.node = this.rows.column('node', 'f64');
    this.amount = this.rows.column('amount', 'f64');
    this.over = this.rows.column('over', 'u8');
    this.until = this.rows.column('until', 'u8');
    this.rowOf = jobs.table.column('payment/row', 'f64', -1);
    this.proofRow = proofRowOf(jobs);
    this.cells = world.store.cells('payments/refunded', 2).column('value', 'f64');
    this.refundReason = world.ledger.reason('refund');
    this.observer = {
      arrived: (job) => {
        this.rowOf.data[job] = -1;
        this.proofRow.data[job] = -1;
      },
      convicted: (task) => {
        const job = tasks.job.data[task];
        const row = this.rowOf.data[job];
        if (row < 0 || tasks.role.data[task] >= AUDIT || tasks.node.data[task] !== jobs.node.data[job]) return;
        this.refund(row);
        // Where a proof is on its way, that gives the row back.
        if (this.until.data[row] === VERDICT) this.rows.giveBack(row);
      },
      closed: (job) => {
        const row = this.rowOf.data[job];
        if (row < 0 || this.until.data[row] !== VERDICT) return;
        this.pay(row);
        this.rows.giveBack(row);
      },
    };
  }

  /** Base units that went back to clients so far, and that are held. */
  get history(): { refunded: number; held: number } {
    const [refunded, held] = this.cells.data;
    return { refunded, held };
  }

  /** Keeps what is in escrow for a job that has just been answered, until RELEASES[until]. */
  keep(job: number, amount: number, until: number): void {
    const { jobs, clients, nodes } = this.tables;
    const row = this.rows.take();
    this.job.data[row] = job;
    this.flow.data[row] = jobs.flow.data[job];
    this.client.data[row] = clients.wallet.data[jobs.client.data[job]];
    this.node.data[row] = nodes.wallet.data[jobs.node.data[job]];
    this.amount.data[row] = amount;
    this.over.data[row] = 0;
    this.until.data[row] = until;
    this.rowOf.data[job] = row;
    if (until === PROOF) this.proofRow.data[job] = row;
    this.cells.data[1] += amount;
  }

  /** The proof that a row waited for is final, or will never be. */
  settle(row: number, proved: boolean): void {
    if (row < 0) return;
    if (this.over.data[row] === 0) {
      if (proved) this.pay(row);
      else this.refund(row);
    }
    this.rows.giveBack(row);
  }

  private pay(row: number): void {
    this.end(row);
    const { flow, node, client, amount } = this;
    this.walk.payTo(flow.data[row], node.data[row], this.world.escrow, amount.data[row], client.data[row]);
  }

  private refund(row: number): void {
    this.end(row);
    const amount = this.amount.data[row];
    this.cells.data[0] += amount;
    this.world.ledger.move(this.world.escrow, this.client.data[row], amount, this.refundReason);
  }

  private end(row: number): void {
    this.over.data[row] = 1;
    this.cells.data[1] -= this.amount.data[row];
    // Its job may be over, and the record another's.
    const job = this.job.data[row];
    if (this.rowOf.data[job] === row) this.rowOf.data[job] = -1;
  }
}
