/**
 * What does a run stand on? The engine, the tables, the books and the vocabulary, made once. Rules are bound
 * to it, and bound again after a change or a resume; everything that changes lives in `store`.
 */
import { Streams } from '../engine/alea.ts';
import { Engine } from '../engine/engine.ts';
import { KeyedDraw } from '../engine/keyed.ts';
import { Store } from '../engine/state.ts';
import { Bonds } from './bonds.ts';
import { Facts } from './facts.ts';
import { Ledger } from './ledger.ts';
import { Market } from './market.ts';
import { Services } from './services.ts';
import { NO_ROOM, type Room, Tables } from './tables.ts';
import { ValidatorSet } from './validatorSet.ts';

export interface WorldOptions {
  /** Master seed with its replication, e.g. `1/3`. */
  seed: string;
  /** Test mode: not 0 = run concurrent events of one instant in an order drawn from this. */
  shuffle?: number;
  /** What its tables have room for from the start; left out: one row each. */
  room?: Room;
}

export class World {
  readonly seed: string;
  readonly room: Room;
  readonly store = new Store();
  readonly engine: Engine;
  readonly tables: Tables;
  readonly ledger: Ledger;
  readonly facts = new Facts();
  readonly market: Market;
  readonly validatorSet: ValidatorSet;
  readonly bonds: Bonds;
  readonly streams: Streams;
  /** Accounts that every network has. */
  readonly treasury: number;
  readonly validatorsPot: number;
  readonly emissionPot: number;
  readonly escrow: number;
  /** Who carries settlements to the chains. */
  readonly facilitator: number;
  readonly services: Services;

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.room = options.room ?? NO_ROOM;
    this.engine = new Engine(this.store, { shuffle: options.shuffle ?? 0 });
    this.tables = new Tables(this.store, this.room);
    this.ledger = new Ledger(this.store, () => this.engine.now, options.seed, this.room.accounts);
    this.market = new Market(this.store);
    this.streams = new Streams(this.store, options.seed);
    this.treasury = this.ledger.open('treasury', 'token', true);
    this.validatorsPot = this.ledger.open('validators-pot');
    this.emissionPot = this.ledger.open('emission-pot');
    this.validatorSet = new ValidatorSet({ ...this, validators: this.tables.validators });
    this.bonds = new Bonds(this);
    this.escrow = this.ledger.open('escrow');
    this.facilitator = this.ledger.open('facilitator', 'token', true);
    this.services = new Services(this.ledger, this.facilitator);
  }

  /** The draws of one purpose: a function of (seed, path, number, attempt). */
  draw(...path: string[]): KeyedDraw {
    return new KeyedDraw(this.seed, ...path);
  }
}
