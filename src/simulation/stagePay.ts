/**
 * Who is paid for a stage on the way to an answer? The node that executed it, with its share of the job's fee, as the client pays
 * for the answer and before the rest of the fee is split. What is noted of a job that is never paid is forgotten.
 */
import type { F64, Table } from '../engine/state.ts';
import { mulDiv, PARTS } from '../network/mulDiv.ts';
import type { World } from '../network/world.ts';

export class StagePay {
  private readonly world: World;
  /** Executions that are to be paid: the node's wallet, parts per 10^9 of the fee, and the one noted before it for the job. */
  private readonly rows: Table;
  private readonly wallet: F64;
  private readonly parts: F64;
  private readonly before: F64;
  /** Per job: the last one noted; -1: none. */
  private readonly last: F64;
  private readonly reason: number;

  constructor(world: World) {
    this.world = world;
    this.rows = world.store.table('stages/due');
    this.wallet = this.rows.column('wallet', 'f64');
    this.parts = this.rows.column('parts', 'f64');
    this.before = this.rows.column('before', 'f64', -1);
    this.last = world.tables.jobs.table.column('stages/due', 'f64', -1);
    this.reason = world.ledger.reason('stage fee');
  }

  /** The job begins: whatever its record was of before is over. */
  begin(job: number): void {
    for (let row = this.last.data[job]; row >= 0; ) row = this.forget(row);
    this.last.data[job] = -1;
  }

  /** A node has executed a stage of the job that has a share. */
  note(job: number, node: number, share: number): void {
    const row = this.rows.take();
    this.wallet.data[row] = this.world.tables.nodes.wallet.data[node];
    this.parts.data[row] = Math.round(share * PARTS);
    this.before.data[row] = this.last.data[job];
    this.last.data[job] = row;
  }

  /** Pays what is noted out of a fee of base units, as far as that goes, the last execution first; returns what is left of it. */
  pay(job: number, from: number, fee: number): number {
    let left = fee;
    for (let row = this.last.data[job]; row >= 0; ) {
      const part = Math.min(left, mulDiv(fee, this.parts.data[row], PARTS));
      this.world.ledger.move(from, this.wallet.data[row], part, this.reason);
      left -= part;
      row = this.forget(row);
    }
    this.last.data[job] = -1;
    return left;
  }

  /** Gives a row back; returns the one before it. */
  private forget(row: number): number {
    const before = this.before.data[row];
    this.rows.giveBack(row);
    return before;
  }
}
