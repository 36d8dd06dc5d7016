/** What can a client pay? Its wallet, filled at first use and now and then again; and what is common to all ways of paying. */
import * as z from 'zod';
import { duration } from '../language/duration.ts';
import { type Money, money } from '../language/money.ts';
import { type PaymentColumns, paymentColumns, UNPAID } from '../network/payments.ts';
import type { Binder } from './binder.ts';

export const wallet = z
  .strictObject({
    balance: money({ assets: ['token'], description: 'tokens of each client at the start' }),
    refill: z
      .strictObject({
        amount: money({ assets: ['token'], positive: true, description: 'tokens that a client buys at a time' }),
        below: money({
          assets: ['token'],
          description: 'it buys when it has less than this, or than the quoted fee, as it sends a job',
        }).prefault(0),
        every: duration({ clock: 'economy', description: 'least time from one purchase to the next' }).prefault(0),
      })
      .describe('how wallets are filled again; default: never')
      .optional(),
  })
  .describe('what each client can spend, tokens; default: whatever it owes, bought at the end of each epoch');

export interface Wallet {
  balance: Money;
  refill?: { amount: Money; below: Money; every: number } | undefined;
}

export type Unpaid = (typeof UNPAID)[number];

export class Purse {
  readonly columns: PaymentColumns;
  private readonly b: Binder;
  private readonly escrow: number;
  /** Clients have what is in their wallets and no more. */
  readonly limited: boolean;
  private readonly initial: number;
  private readonly refill: { amount: number; below: number; every: number } | null;
  private readonly reasons: { buy: number; hold: number; refund: number };

  constructor(b: Binder, held: Wallet | undefined) {
    this.b = b;
    this.columns = paymentColumns(b.tables);
    this.escrow = b.pots.escrow;
    this.limited = held !== undefined;
    this.initial = held ? b.units(held.balance) : 0;
    this.refill = held?.refill
      ? { amount: b.units(held.refill.amount), below: b.units(held.refill.below), every: held.refill.every }
      : null;
    const { ledger } = b;
    this.reasons = {
      buy: ledger.reason('purchase'),
      hold: ledger.reason('escrow'),
      refund: ledger.reason('refund'),
    };
  }

  /** What the job costs, base units. */
  fee(job: number): number {
    const { fee, weight } = this.b.tables.jobs;
    return Math.max(0, fee.data[job] * weight.data[job]);
  }

  /** Base units that a client has now; Infinity when it buys what it owes. */
  balance(client: number): number {
    return this.limited ? this.b.ledger.balance(this.account(client)) : Number.POSITIVE_INFINITY;
  }

  /** A client looks into its wallet as it sends a job that may cost `fee`: fills it for the first time, or again. */
  prepare(client: number, fee: number): void {
    if (!this.limited) return;
    const { funded, bought } = this.columns;
    if (funded.data[client] === 0) {
      funded.data[client] = 1;
      this.buy(client, this.initial);
    }
    const { refill, b } = this;
    if (refill === null) return;
    const has = this.balance(client);
    if (has >= Math.max(refill.below, fee)) return;
    if (b.engine.now - bought.data[client] < refill.every) return;
    bought.data[client] = b.engine.now;
    this.buy(client, refill.amount);
  }

  /** The job is not sent: its client cannot pay. */
  refuse(client: number): false {
    this.columns.unfunded.data[client]++;
    return false;
  }

  /** Takes the fee of a job out of its client's wallet until the job is answered or lost. */
  hold(job: number, amount: number): void {
    this.b.ledger.move(this.account(this.clientOf(job)), this.escrow, amount, this.reasons.hold);
    this.columns.held.data[job] = amount;
  }

  /** Gives back what is held for a job that has no answer, and forgets what was paid in advance. */
  release(job: number): void {
    const { held, advance } = this.columns;
    if (held.data[job] > 0)
      this.b.ledger.move(this.escrow, this.account(this.clientOf(job)), held.data[job], this.reasons.refund);
    held.data[job] = 0;
    advance.data[job] = 0;
  }

  /** An answered job: pays out what is held, and returns what is still due. */
  redeem(job: number): number {
    const { held, advance, due } = this.columns;
    const fee = this.fee(job);
    due.data[this.clientOf(job)] += fee;
    const paid = held.data[job];
    if (paid > 0) this.b.life.pay(job, this.escrow, paid);
    const rest = Math.max(0, fee - paid - advance.data[job]);
    held.data[job] = 0;
    advance.data[job] = 0;
    return rest;
  }

  /** An answered job: what is held stays so until its proof or verdict, RELEASES[until]; returns what is still due. */
  keep(job: number, until: number): number {
    const { held, advance, due } = this.columns;
    const fee = this.fee(job);
    due.data[this.clientOf(job)] += fee;
    const kept = held.data[job];
    if (kept > 0) this.b.life.escrow(job, kept, until);
    const rest = Math.max(0, fee - kept - advance.data[job]);
    held.data[job] = 0;
    advance.data[job] = 0;
    return rest;
  }

  /** The answer was not paid in full. */
  note(job: number): void {
    this.columns.unpaidJobs.data[this.clientOf(job)] += this.b.tables.jobs.weight.data[job];
  }

  /** Pays `amount` from the client's own wallet by the fee split of the job's flow. */
  pay(job: number, amount: number): void {
    if (amount > 0) this.b.life.pay(job, this.account(this.clientOf(job)), amount);
  }

  /** Pays what is still due for an answered job: all of it, or nothing when the wallet has less. */
  payRest(job: number, due: number): void {
    const client = this.clientOf(job);
    if (due > 0) this.prepare(client, due);
    if (due <= this.balance(client)) {
      this.pay(job, due);
    } else {
      this.lose(job, due, 'wallet');
      this.note(job);
    }
  }

  /** Of an answered job, `amount` will never be paid: the loss of its node. What the job cost is what was paid. */
  lose(job: number, amount: number, cause: Unpaid): false {
    if (amount <= 0) return false;
    const { fee, weight, node } = this.b.tables.jobs;
    const client = this.clientOf(job);
    this.columns.unpaid[UNPAID.indexOf(cause)].data[client] += amount;
    this.columns.lost.data[node.data[job]] += amount;
    fee.data[job] -= amount / weight.data[job];
    return false;
  }

  clientOf(job: number): number {
    return this.b.tables.jobs.client.data[job];
  }

  private account(client: number): number {
    return this.b.tables.clients.wallet.data[client];
  }

  private buy(client: number, units: number): void {
    const { ledger } = this.b;
    ledger.move(ledger.outside[0], this.account(client), units, this.reasons.buy);
  }
}
