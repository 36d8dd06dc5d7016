/**
 * Which answers await their proof? A job's record is gone long before its answer is final on the chain; what the proof needs of
 * it is kept in a ticket. Tickets of one transaction are linked, and its subject is the first of them.
 */
import type { F64, I32, Table } from '../engine/state.ts';
import { type ChainName, chargeNode } from '../network/chains.ts';
import { UNPROVED } from '../network/facts.ts';
import type { Ledger } from '../network/ledger.ts';
import { mulDiv } from '../network/mulDiv.ts';
import { proofRowOf } from '../network/payments.ts';
import type { Relay } from '../network/relay.ts';
import type { Tables } from '../network/tables.ts';
import type { Binder } from './binder.ts';
import { modeKey } from './modes.ts';

const REVERTED = UNPROVED.indexOf('reverted');
const LOST = UNPROVED.indexOf('lost');

export interface TicketTerms {
  /** Gas of one transaction. */
  gas: number;
  chain: ChainName;
  /** Seconds by which the clock of the node that answered a job is ahead; absent: none is. */
  ahead?: ((job: number) => number) | undefined;
  /** Does the chain accept an answer signed at such a time in a block of that time? Absent: it does not look. */
  accepts?: (signed: number, block: number) => boolean;
}

export class Tickets {
  private readonly table: Table;
  private readonly answered: F64;
  private readonly weight: F64;
  /** Kept where flows share a transaction. */
  private readonly flow: I32;
  /** When it was signed, by the node's own clock; kept where the chain looks. */
  private readonly signed: F64;
  /** Wallet of the node that answered; kept where nodes pay for gas. */
  private readonly wallet: I32;
  /** By which method it is verified, as `modeKey` has it; kept where flows have several. */
  private readonly mode: I32;
  /** What its proof releases; kept where fees wait for proofs. */
  private readonly held: I32;
  private readonly proofRow: F64 | null;
  private readonly next: I32;
  private readonly tables: Tables;
  private readonly ledger: Ledger;
  private readonly relay: Relay;
  private readonly owner: number;
  private readonly gas: number;
  private readonly payer: { account: number; nodes: boolean };
  private readonly terms: TicketTerms;
  private readonly shared: boolean;
  private readonly modal: boolean;
  /** True where a ticket is when and how much: what is hot. */
  private readonly plain: boolean;

  /** `rule`: slot and name of the rule that they are of, which stands for it on the chain. */
  constructor(b: Binder, rule: string, terms: TicketTerms) {
    const { life, scope } = b;
    this.tables = b.tables;
    this.ledger = b.ledger;
    this.table = b.table('tickets');
    this.answered = this.table.column('answered', 'f64');
    this.weight = this.table.column('weight', 'f64');
    this.flow = this.table.column('flow', 'i32', scope.flow);
    this.signed = this.table.column('signed', 'f64');
    this.wallet = this.table.column('wallet', 'i32', -1);
    this.mode = this.table.column('mode', 'i32', -1);
    this.held = this.table.column('held', 'i32', -1);
    this.proofRow = b.terms.held ? proofRowOf(b.tables.jobs) : null;
    this.next = this.table.column('next', 'i32', -1);
    this.terms = terms;
    this.shared = scope.flow < 0;
    this.modal = this.shared ? b.terms.modal.includes(true) : b.terms.modal[scope.flow];
    this.plain = !this.shared && !this.modal && !this.proofRow && !terms.accepts && !b.chains.gas(terms.chain).nodes;
    this.gas = terms.gas;
    this.relay = b.chains.relays[terms.chain];
    this.payer = b.chains.gas(terms.chain);
    const { accepts } = terms;
    const { answered, weight, next, signed, flow, mode, modal, held, table } = this;
    const holds = this.proofRow !== null;
    // A change of rule in mid-run binds the callbacks anew: the age limits of then are the contract's.
    this.owner = this.relay.sender(
      `${rule}/${scope.name}`,
      (head, at) => {
        for (let ticket = head; ticket >= 0; ) {
          const after = next.data[ticket];
          const accepted = accepts === undefined || accepts(signed.data[ticket], at);
          if (holds) life.released(held.data[ticket], accepted);
          if (accepted)
            life.proved(flow.data[ticket], answered.data[ticket], weight.data[ticket], modal ? mode.data[ticket] : -1);
          else life.unproved(flow.data[ticket], weight.data[ticket], REVERTED);
          table.giveBack(ticket);
          ticket = after;
        }
      },
      {
        ...(this.payer.nodes ? { charge: (head, fee, pot, reason) => this.charge(head, fee, pot, reason) } : {}),
        dropped: (head) => {
          for (let ticket = head; ticket >= 0; ) {
            const after = next.data[ticket];
            if (holds) life.released(held.data[ticket], false);
            life.unproved(flow.data[ticket], weight.data[ticket], LOST);
            table.giveBack(ticket);
            ticket = after;
          }
        },
      },
    );
  }

  /** A ticket for an accepted answer, linked before `next` (-1: none). */
  take(job: number, next: number): number {
    const { jobs } = this.tables;
    const ticket = this.table.take();
    this.answered.data[ticket] = jobs.answered.data[job];
    this.weight.data[ticket] = jobs.weight.data[job];
    this.next.data[ticket] = next;
    if (this.plain) return ticket;
    if (this.shared) this.flow.data[ticket] = jobs.flow.data[job];
    if (this.proofRow) this.held.data[ticket] = this.proofRow.data[job];
    if (this.modal) this.mode.data[ticket] = modeKey(jobs.book.data[job], jobs.mode.data[job]);
    if (this.terms.accepts) this.signed.data[ticket] = jobs.answered.data[job] + (this.terms.ahead?.(job) ?? 0);
    if (this.payer.nodes) this.wallet.data[ticket] = this.tables.nodes.wallet.data[jobs.node.data[job]];
    return ticket;
  }

  /** Sends a transaction for a ticket and all that are linked to it. */
  send(head: number): void {
    this.relay.send(this.owner, head, this.gas, this.payer.account);
  }

  /** Every node pays for its answers in equal parts; what its wallet lacks, the facilitator pays. */
  private charge(head: number, fee: number, pot: number, reason: number): void {
    let count = 0;
    for (let ticket = head; ticket >= 0; ticket = this.next.data[ticket]) count++;
    let before = 0;
    let k = 0;
    for (let ticket = head; ticket >= 0; ticket = this.next.data[ticket]) {
      const upTo = mulDiv(fee, ++k, count);
      chargeNode(this.ledger, this.wallet.data[ticket], this.payer.account, upTo - before, pot, reason);
      before = upTo;
    }
  }
}
