/**
 * Who makes blocks, and when? The network's own chain: blocks at a constant interval, by whoever's turn it is, final if more
 * than the quorum of stake was online. What is in them is the mempool's.
 */
import type { Engine } from '../engine/engine.ts';
import type { F64, Store, U8 } from '../engine/state.ts';
import type { Facts } from './facts.ts';
import type { Ledger } from './ledger.ts';
import { BLOCK_PRIORITY, type BlockParameters, type Included, Mempool, type Sender } from './mempool.ts';
import type { Validators } from './tables.ts';

export interface ChainParameters extends BlockParameters {
  proposer: 'weighted-round-robin' | 'lottery';
  /** A block is final only if strictly more than this share of stake is online. */
  quorum: number;
}

export class Chain {
  private readonly engine: Engine;
  private readonly facts: Facts;
  private readonly ledger: Ledger;
  private readonly validators: Validators;
  /** Transactions and the blocks that they are in. */
  readonly mempool: Mempool;
  private parameters: ChainParameters;
  /** [0] height, [1] blocks without quorum. */
  private readonly cells: F64;
  private readonly priority: F64;
  /** 1: online for the block under way. */
  private readonly present: U8;
  private readonly online: (validator: number) => boolean;
  private readonly lottery: () => number;
  private readonly blockKind: number;

  constructor(
    world: {
      store: Store;
      engine: Engine;
      facts: Facts;
      ledger: Ledger;
      validators: Validators;
      validatorsPot: number;
    },
    parameters: ChainParameters,
    draws: { online: (validator: number) => boolean; lottery: () => number },
  ) {
    this.engine = world.engine;
    this.facts = world.facts;
    this.ledger = world.ledger;
    this.validators = world.validators;
    this.mempool = new Mempool(world, 'chain', { account: world.validatorsPot, reason: 'gas' }, parameters);
    this.parameters = parameters;
    this.online = draws.online;
    this.lottery = draws.lottery;
    const cells = world.store.table('chain/cells', 2);
    while (cells.size < 2) cells.add();
    this.cells = cells.column('value', 'f64');
    this.priority = world.validators.table.column('chain/priority', 'f64');
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
    while ((this.cells.data[0] + 1) * this.parameters.block_time <= this.engine.now) this.make();
  }

  /** Stake that votes for a validator: its bond and what is delegated to it. */
  power(validator: number): number {
    return (
      this.ledger.balance(this.validators.bond.data[validator]) +
      this.ledger.balance(this.validators.delegation.data[validator])
    );
  }

  private block(): void {
    this.engine.at(this.mempool.blockTime(this.engine.now), this.blockKind, 0);
    if (!this.attend()) {
      this.cells.data[1]++;
      return;
    }
    this.make();
    this.mempool.fill();
  }

  /** One more block, by whoever's turn it is; by nobody (-1) when nobody has power. */
  private make(): void {
    const proposer = this.propose();
    const height = ++this.cells.data[0];
    if (proposer >= 0) this.validators.blocks.data[proposer]++;
    this.facts.emit('block', proposer, height);
  }

  /** Notes who misses this block; true when more than the quorum of power is online (or nobody has power). */
  private attend(): boolean {
    const { validators } = this;
    let total = 0;
    let present = 0;
    for (let v = 0; v < validators.table.size; v++) {
      const power = this.power(v);
      total += power;
      const online = this.online(v);
      this.present.data[v] = online ? 1 : 0;
      if (online) present += power;
      else validators.missed.data[v]++;
    }
    return total === 0 || present > this.parameters.quorum * total;
  }

  /**
   * Who proposes: CometBFT's weighted round robin (each block everyone gains its power, the highest proposes and loses
   * the total; ties to the lowest index), or a lottery by power. One who is offline misses its turn, and the next is
   * asked in the same block. -1 when nobody online has power.
   */
  private propose(): number {
    const n = this.validators.table.size;
    let total = 0;
    let online = 0;
    for (let v = 0; v < n; v++) {
      total += this.power(v);
      if (this.present.data[v] === 1) online += this.power(v);
    }
    if (online === 0) return -1;
    if (this.parameters.proposer === 'lottery') {
      let point = this.lottery() * online;
      let last = -1;
      for (let v = 0; v < n && point >= 0; v++) {
        if (this.present.data[v] === 0 || this.power(v) === 0) continue;
        last = v;
        point -= this.power(v);
      }
      return last;
    }
    const priority = this.priority.data;
    for (;;) {
      let best = 0;
      for (let v = 0; v < n; v++) {
        priority[v] += this.power(v);
        if (priority[v] > priority[best]) best = v;
      }
      priority[best] -= total;
      if (this.present.data[best] === 1) return best;
    }
  }
}
