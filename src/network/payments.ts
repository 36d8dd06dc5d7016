/**
 * What becomes of the fees that clients owe? Columns of the jobs and clients that a payment rule uses, under names that all
 * such rules share: a change of rule in mid-run finds what the last one left.
 */
import type { F64 } from '../engine/state.ts';
import type { Jobs, Tables } from './tables.ts';

/** Why a fee, or a part of it, was never paid. */
export const UNPAID = ['default', 'wallet', 'allowance', 'cap'] as const;

/** What a fee in escrow may wait for. */
export const RELEASES = ['answer', 'proof', 'verdict'] as const;

/** Of a job: where what its proof releases is written down; -1: nothing. Only where `terms.held`. */
export function proofRowOf(jobs: Jobs): F64 {
  return jobs.table.column('payment/proof row', 'f64', -1);
}

export interface PaymentColumns {
  /** Of a job: base units in escrow, and base units that its node had in advance. */
  held: F64;
  advance: F64;
  /** Of a client: 1 once its wallet was filled; when it bought tokens last (s); base units that it allows to be taken. */
  funded: F64;
  bought: F64;
  allowance: F64;
  approvals: F64;
  /** Its session: base units taken under the signature, and when it was last used (s; -1: there is none). */
  spent: F64;
  touched: F64;
  signatures: F64;
  /** USD of credits at a relay. */
  credit: F64;
  /** Sums: fees due and fees not paid by cause, base units; answers not paid in full; jobs not sent for want of money. */
  due: F64;
  unpaid: readonly F64[];
  unpaidJobs: F64;
  unfunded: F64;
  /** Of a node: base units that it earned and was not paid. */
  lost: F64;
}

export function paymentColumns({ jobs, clients, nodes }: Tables): PaymentColumns {
  const client = (name: string, fill = 0) => clients.table.column(`payment/${name}`, 'f64', fill);
  return {
    held: jobs.table.column('payment/held', 'f64'),
    advance: jobs.table.column('payment/advance', 'f64'),
    funded: client('funded'),
    bought: client('bought', Number.NEGATIVE_INFINITY),
    allowance: client('allowance'),
    approvals: client('approvals'),
    spent: client('spent'),
    touched: client('touched', -1),
    signatures: client('signatures'),
    credit: client('credit'),
    due: client('due'),
    unpaid: UNPAID.map((cause) => client(`unpaid/${cause}`)),
    unpaidJobs: client('unpaidJobs'),
    unfunded: client('unfunded'),
    lost: nodes.table.column('payment/lost', 'f64'),
  };
}
