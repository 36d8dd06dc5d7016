/**
 * What may a rule hold? The binder hands out the network's tables and books, the life cycle's steps, and, under
 * the rule's own name, everything that it may change or that may happen to it. Two rules cannot meet in a name.
 */
import type { StreamSet } from '../engine/alea.ts';
import type { Engine, Handler, KindOptions } from '../engine/engine.ts';
import type { KeyedDraw } from '../engine/keyed.ts';
import type { Lane } from '../engine/lanes.ts';
import type { Column, ColumnType, Table } from '../engine/state.ts';
import { bindExpression, type Expression } from '../language/expression.ts';
import type { Hook } from '../language/hook.ts';
import { type Money, toUnits } from '../language/money.ts';
import type { Bonds } from '../network/bonds.ts';
import type { Chain } from '../network/chain.ts';
import type { Chains } from '../network/chains.ts';
import type { Directory, Roster } from '../network/directory.ts';
import type { Fact, FactTable } from '../network/facts.ts';
import type { Ledger, Role } from '../network/ledger.ts';
import type { Market } from '../network/market.ts';
import type { Included, Sender } from '../network/mempool.ts';
import type { Tables } from '../network/tables.ts';
import type { ValidatorSet } from '../network/validatorSet.ts';
import type { World } from '../network/world.ts';
import type { Life } from './life.ts';

/** Which part of the scenario the rule is bound for. */
export interface Scope {
  /** Index of the flow; -1 outside flows. */
  flow: number;
  /** Name of the flow, node group or section: part of the names of everything the rule makes. */
  name: string;
}

/** What the scenario says that rules may read: shared by all binders of a wiring. */
export interface Terms {
  /** Base units per token. */
  unit: number;
  decimals: number;
  /** USD per token as the network's oracle has it now: to be read anew at every conversion. */
  readonly usdPerToken: number;
  /** Length of an epoch, s. */
  epoch: number;
  /** Billed list price per model, USD or base units, of each flow; null without one. */
  listPrice: readonly ({ asset: 'token' | 'usd'; amount: number } | null)[];
  /** Seconds of a single way from where a job is to a node, without jitter; 0 where nobody has a region. */
  readonly distance: (job: number, node: number) => number;
  /** Rank of each flow's jobs in queues that have ranks; 0 first. */
  priority: readonly number[];
  /** Base units below which a node's bond must not fall. */
  minimumStake: number;
  /** Names of the methods that each flow's jobs may be verified by, where there are several. */
  modes: readonly (readonly string[])[];
  /** The same under every wiring of the run, in their order: what a job's `book` counts. */
  wirings: readonly (readonly (readonly string[])[])[];
  /** Whether each flow's jobs are verified by several methods at any time of the run. */
  modal: readonly boolean[];
  /** Whether fees wait in escrow for proofs at any time of the run. */
  held: boolean;
  /** Index of the service rule's binding that works first come, first served, for executors of no node. */
  fifo: number;
  /** Per group of nodes: a formula for what its nodes ask; absent where no group has one. */
  asks?: readonly (Expression | undefined)[];
}

interface Shared {
  world: World;
  chains: Chains;
  life: Life;
  directory: Directory;
  terms: Terms;
}

export class Binder {
  readonly scope: Scope;
  readonly terms: Terms;
  readonly tables: Tables;
  readonly ledger: Ledger;
  readonly market: Market;
  /** Who votes, and what happens to bonded stake. */
  readonly validatorSet: ValidatorSet;
  readonly bonds: Bonds;
  readonly engine: Engine;
  readonly chain: Chain;
  /** The relays to both chains, and who pays for gas there. */
  readonly chains: Chains;
  readonly life: Life;
  private readonly world: World;
  private readonly directory: Directory;
  private readonly prefix: string;
  private readonly shared: Shared;
  private readonly rule: string;

  constructor(
    shared: Shared,
    scope: Scope,
    /** Slot and name of the rule. */
    rule: string,
    /** Tells bindings of one rule for one scope apart; empty where there is one. */
    part = '',
  ) {
    this.shared = shared;
    this.world = shared.world;
    this.tables = shared.world.tables;
    this.ledger = shared.world.ledger;
    this.market = shared.world.market;
    this.validatorSet = shared.world.validatorSet;
    this.bonds = shared.world.bonds;
    this.engine = shared.world.engine;
    this.chain = shared.chains.own;
    this.chains = shared.chains;
    this.life = shared.life;
    this.directory = shared.directory;
    this.terms = shared.terms;
    this.scope = scope;
    this.rule = rule;
    this.prefix = part === '' ? `${rule}/${scope.name}` : `${rule}/${scope.name}/${part}`;
  }

  /** The binder of a rule that this one consists of: what it makes has names of its own, the flow and its jobs' luck are the same. */
  within(rule: string, part: string): Binder {
    return new Binder(this.shared, this.scope, rule, part);
  }

  /** The binder of what the rule has in common on all flows: every flow that asks gets the same names. */
  common(): Binder {
    return new Binder(this.shared, { flow: -1, name: 'network' }, this.rule);
  }

  /** An attribute of its own for every row of one of the network's tables. */
  column<T extends ColumnType>(table: Table, name: string, type: T, fill = 0): Column<T> {
    return table.column(`${this.prefix}/${name}`, type, fill);
  }

  /** Single numbers of its own: a column with `length` rows. */
  cells<T extends ColumnType>(name: string, type: T, length = 1, fill = 0): Column<T> {
    const table = this.world.store.cells(`${this.prefix}/${name}`, length);
    return table.column('value', type, fill);
  }

  /** A table of its own, for records that come and go. */
  table(name: string): Table {
    return this.world.store.table(`${this.prefix}/${name}`);
  }

  /** An event kind of its own; returns its number for `engine.at` and `engine.after`. */
  event(name: string, handler: Handler, options?: KindOptions): number {
    return this.engine.kind(`${this.prefix}/${name}`, handler, options);
  }

  /** A lane of its own: events due a constant delay after they are pushed. */
  lane(name: string, delay: number, handler: Handler, options?: KindOptions): Lane {
    return this.engine.lane(`${this.prefix}/${name}`, delay, this.event(name, handler, options));
  }

  /**
   * Numbers it among those who send transactions; `included` is called with the sender's own number for one that is final, and
   * `charge`, if there is one, pays its gas in place of the account that was named.
   */
  sender(name: string, included: Included, charge?: Sender['charge']): number {
    return this.chain.sender(`${this.prefix}/${name}`, included, { ordered: true, ...(charge && { charge }) });
  }

  /** An executor that belongs to no node and no validator, first come, first served; made at first use, as it is asked for now. */
  executor(name: string, slots: number, speed: number): number {
    const { executors } = this.tables;
    const known = this.cells(`executor/${name}`, 'f64', 1, -1);
    if (known.data[0] < 0) {
      const made = executors.table.add();
      known.data[0] = made;
    }
    const executor = known.data[0];
    executors.service.data[executor] = this.terms.fifo;
    executors.slots.data[executor] = slots;
    executors.capacity.data[executor] = slots;
    executors.speed.data[executor] = speed;
    return executor;
  }

  /** Draws that belong to the jobs of the rule's flow, one purpose each. The rule's name is not part of the key: two
   * rules of a slot that ask for the same purpose share a job's luck. */
  draw(purpose: string): KeyedDraw {
    return this.world.draw('flow', this.scope.name, purpose);
  }

  /**
   * The nodes that can serve the rule's flow now, in index order: as the network lists them, which does not know that one is
   * down; or those of them that are not (`answering`), for a rule that asks each for its load, its price or its distance.
   */
  roster(answering = false): Roster {
    return this.directory.roster(this.scope.flow, answering);
  }

  /** Streams for what is an entity's own. */
  stream(name: string): StreamSet {
    return this.world.streams.stream(`${this.prefix}/${name}`);
  }

  /** Accounts of the treasury, of what awaits the validators and the receivers of emission, of escrow and of the relay. */
  get pots(): { treasury: number; validators: number; emission: number; escrow: number; relay: number } {
    const { treasury, validatorsPot, emissionPot, escrow, services } = this.world;
    return { treasury, validators: validatorsPot, emission: emissionPot, escrow, relay: services.relay };
  }

  /** An account of its own, opened at first use. */
  account(role: Role, name: string): number {
    const known = this.cells(`account/${name}`, 'i32', 1, -1);
    if (known.data[0] < 0) known.data[0] = this.ledger.open(role);
    return known.data[0];
  }

  /**
   * Listens to a fact for as long as this wiring lasts. After a change of rulebook a verification rule goes on for the jobs
   * that came under it, but hears no more: what it must know of them belongs into columns.
   */
  on<F extends Fact>(fact: F, listener: (...args: FactTable[F]) => void): void {
    this.world.facts.on(fact, listener);
  }

  /** Says that something happened. */
  emit<F extends Fact>(fact: F, a: number, b: number): void {
    this.world.facts.emit(fact, a, b);
  }

  /** A formula or number over a hook's variables, as one plain function of its subject. */
  expression(value: Expression, hook: Hook): (subject: number) => number {
    const { tables } = this;
    const holders: Record<string, object> = {
      j: tables.jobs,
      t: tables.tasks,
      n: tables.nodes,
      e: tables.executors,
      ledger: this.ledger,
      terms: this.terms,
      engine: this.engine,
    };
    return bindExpression(value, hook, Object.fromEntries(hook.holders.map((name) => [name, holders[name]])));
  }

  /** An amount of the scenario in base units of the token; USD at the price of now, a real number. */
  units(money: Money): number {
    if (money.asset === 'token') return money.units ?? toUnits(money.text, this.terms.decimals);
    return (money.amount / this.terms.usdPerToken) * this.terms.unit;
  }
}
