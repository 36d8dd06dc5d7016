/**
 * Who makes blocks, and when? The network's own chain: blocks at a constant interval, by whoever's turn it is, final if more
 * than the quorum of stake was online. What is in them is the mempool's.
 */
import type { Engine } from '../engine/engine.ts';
import type { F64, Store, U8 } from '../engine/state.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { BLOCK_PRIORITY, type BlockParameters, type Included, Mempool, type Sender } from './mempool.ts';
import { Proposer } from './proposer.ts';
import type { Validators } from './tables.ts';
import type { ValidatorSet } from './validatorSet.ts';

export interface ChainParameters extends BlockParameters {
  proposer: 'weighted-round-robin' | 'lottery';
  /** A block is final only if strictly more than this share of stake is online. */
  quorum: number;
}

export class Chain {
  private readonly engine: Engine;
  private readonly facts: Facts;
  private readonly validators: Validators;
  /** Transactions and the blocks that they are in. */
  readonly mempool: Mempool;
  private parameters: ChainParameters;
  /** [0] height, [1] blocks without quorum, [2] signatures that were due. */
  private readonly cells: F64;
  /** 1: online for the block under way. */
  private readonly present: U8;
  private readonly online: (validator: number) => boolean;
  private readonly set: ValidatorSet;
  private readonly proposer: Proposer;
  private readonly blockKind: number;

  constructor(
    world: {
      store: Store;
      engine: Engine;
      facts: Facts;
      ledger: Ledger;
      validators: Validators;
      validatorSet: ValidatorSet;
      validatorsPot: number;
    },
    parameters: ChainParameters,
    draws: { online: (validator: number) => boolean; lottery: () => number },
  ) {
    this.engine = world.engine;
    this.facts = world.facts;
    this.validators = world.validators;
    this.mempool = new Mempool(world, 'chain', { account: world.validatorsPot, reason: 'gas' }, parameters);
    this.parameters = parameters;
    this.online = draws.online;
    this.set = world.validatorSet;
    this.set.beforeChange = () => this.catchUp();
    this.proposer = new Proposer(world.validators, this.set, draws.lottery);
    const cells = world.store.cells('chain/cells', 3);
    this.cells = cells.column('value', 'f64');
    this.present = world.validators.table.column('chain/present', 'u8', 1);
    this.blockKind = this.engine.kind('chain/block', () => this.block(), { priority: BLOCK_PRIORITY });
  }

  /** Blocks made so far. */
  get height(): number {
    return this.cells.data[0];
  }

  /** Transactions sent and not yet final. */
  get waiting(): number {
    return this.mempool.waiting;
  }

  /** Times at which no block was made for want of stake online. */
  get halted(): number {
    return this.cells.data[1];
  }

  /** Times at which a block was or should have been made, so far. */
  get slots(): number {
    return this.height + this.halted;
  }

  /** Signatures that were due so far: one a validator of the set and block. */
  get asked(): number {
    return this.cells.data[2];
  }

  /** New parameters from a change of rulebook. */
  configure(parameters: ChainParameters): void {
    this.parameters = parameters;
    this.mempool.configure(parameters);
  }

  /** As `sender` of the mempool. */
  sender(name: string, included: Included, more?: Omit<Sender, 'included'>): number {
    return this.mempool.sender(name, included, more);
  }

  /** First block; not called on resume. */
  start(): void {
    if (this.parameters.mode === 'on') this.engine.at(this.parameters.block_time, this.blockKind, 0);
  }

  /** As `send` of the mempool, to be paid at any price. */
  send(owner: number, subject: number, gas: number, payer: number): void {
    this.mempool.send(owner, subject, gas, payer);
  }

  /** In `aggregate` mode, counts the blocks made up to and including now and deals them to proposers. */
  catchUp(): void {
    if (this.parameters.mode !== 'aggregate') return;
    while ((this.cells.data[0] + 1) * this.parameters.block_time <= this.engine.now) this.make(this.set.powers());
  }

  /** Base units behind a validator, whether it votes or not: its bond and what is delegated to it. */
  power(validator: number): number {
    return this.set.stake(validator);
  }

  /** True when a validator of the set signed the last block. */
  signed(validator: number): boolean {
    return this.present.data[validator] === 1;
  }

  private block(): void {
    this.engine.at(this.mempool.blockTime(this.engine.now), this.blockKind, 0);
    const powers = this.set.powers();
    if (!this.attend(powers)) {
      this.cells.data[1]++;
      return;
    }
    this.make(powers);
    this.mempool.fill();
  }

  /** One more block, by whoever's turn it is; by nobody (-1) when nobody has power. */
  private make(powers: Float64Array): void {
    const proposer = this.proposer.next(this.parameters.proposer, this.present, powers);
    const height = ++this.cells.data[0];
    if (proposer >= 0) this.validators.blocks.data[proposer]++;
    this.facts.emit('block', proposer, height);
  }

  /** Notes who misses this block; true when more than the quorum of power is online, or nobody has any stake at all. */
  private attend(powers: Float64Array): boolean {
    const { validators } = this;
    let total = 0;
    let present = 0;
    let outside = 0;
    for (let v = 0; v < validators.table.size; v++) {
      this.present.data[v] = 0;
      if (!this.set.isIn(v)) {
        outside += this.set.stake(v);
        continue;
      }
      const online = this.online(v);
      this.present.data[v] = online ? 1 : 0;
      this.cells.data[2]++;
      const power = powers[v];
      total += power;
      if (online) present += power;
      else validators.missed.data[v]++;
    }
    return total === 0 ? outside === 0 : present > this.parameters.quorum * total;
  }
}
