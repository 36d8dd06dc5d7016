/** Who earns beside nodes, validators and publishers? Accounts of those who relay, store, fetch and resell, one a role. */
import type { Ledger, Role } from './ledger.ts';

/** Roles that a share of each fee may go to. */
export const SERVICES = ['facilitator', 'storage', 'data', 'relay'] as const satisfies readonly Role[];
export type Service = (typeof SERVICES)[number];

export class Services {
  readonly facilitator: number;
  readonly storage: number;
  readonly data: number;
  readonly relay: number;
  /** Account that pays for the gas of settlements; the treasury's unless the facilitator pays. */
  gas: number;

  constructor(ledger: Ledger, treasury: number) {
    // Those who pay for others may owe until the epoch's purchase.
    this.facilitator = ledger.open('facilitator', 'token', true);
    this.storage = ledger.open('storage');
    this.data = ledger.open('data');
    this.relay = ledger.open('relay', 'token', true);
    this.gas = treasury;
  }

  /** Accounts that buy at the end of an epoch what they owe. */
  get debtors(): readonly number[] {
    return [this.facilitator, this.relay];
  }
}
