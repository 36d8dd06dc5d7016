/**
 * Who gets the fee of a job? Its shares are integer parts per 10^9, paid by telescoping floors, so that every unit
 * goes somewhere and none is made.
 */
import type { Ledger } from '../network/ledger.ts';
import { mulDiv, PARTS } from '../network/mulDiv.ts';
import { SERVICES, type Services } from '../network/services.ts';
import type { FeeSplit } from '../scenario/schema.ts';

/** Stands for the account of the node that answered. */
const NODE = -1;

export class Fees {
  private readonly ledger: Ledger;
  /** Receivers in order, with the parts of all up to and including each. */
  private readonly accounts: number[] = [];
  private readonly upTo: { readonly parts: number; readonly of: number }[] = [];
  private readonly reason: number;

  constructor(
    ledger: Ledger,
    split: FeeSplit,
    accounts: { validators: number; publisher: number; treasury: number; burn: number; services: Services },
    royalty: number,
  ) {
    this.ledger = ledger;
    this.reason = ledger.reason('fee');
    // A model's own royalty comes out of the node's part, on top of the publisher's general share.
    const own = Math.min(Math.round(royalty * PARTS), split.node);
    const parts: [number, number][] = [
      [NODE, split.node - own],
      [accounts.validators, split.validators],
      [accounts.publisher, split.publisher + own],
      [accounts.treasury, split.treasury],
      [accounts.burn, split.burn],
      ...SERVICES.map((role): [number, number] => [accounts.services[role], split[role] ?? 0]),
    ];
    let sum = 0;
    for (const [account, part] of parts) {
      if (part === 0) continue;
      sum += part;
      this.accounts.push(account);
      this.upTo.push(lowestTerms(sum, PARTS));
    }
  }

  /** Moves `fee` base units from the client's account; `node` is the account of the node that answered. */
  pay(client: number, node: number, fee: number): void {
    const { accounts, upTo } = this;
    let paid = 0;
    for (let i = 0; i < accounts.length; i++) {
      const { parts, of } = upTo[i];
      const cumulative = parts === of ? fee : mulDiv(fee, parts, of);
      this.ledger.move(client, accounts[i] === NODE ? node : accounts[i], cumulative - paid, this.reason);
      paid = cumulative;
    }
  }
}

/** The same share in smaller numbers: 17 of 20 for 850,000,000 of 10^9, so that most products fit a double as they are. */
function lowestTerms(parts: number, of: number): { parts: number; of: number } {
  let [a, b] = [of, parts];
  while (b !== 0) [a, b] = [b, a % b];
  return { parts: parts / a, of: of / a };
}
