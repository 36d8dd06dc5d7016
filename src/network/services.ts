/** Who earns beside nodes, validators and publishers? Accounts of those who relay, store, fetch and resell, one a role. */
import type { Ledger, Role } from './ledger.ts';

/** Roles that a share of each fee may go to. */
export const SERVICES = ['facilitator', 'storage', 'data', 'relay'] as const satisfies readonly Role[];
export type Service = (typeof SERVICES)[number];

export class Services {
  readonly facilitator: number;
  readonly storage: number;
  readonly data: number;
  /** Pays for its users, and may owe until the epoch's purchase. */
  readonly relay: number;

  constructor(ledger: Ledger, facilitator: number) {
    this.facilitator = facilitator;
    this.storage = ledger.open('storage');
    this.data = ledger.open('data');
    this.relay = ledger.open('relay', 'token', true);
  }
}
