/**
 * How does a scenario become a run? World, parties, rules, and the clock let loose to the horizon. A simulation can
 * be stopped at any event, copied, and continued elsewhere to the same bytes.
 */
import { InvariantError, RunError } from '../engine/errors.ts';
import type { Snapshot } from '../engine/state.ts';
import { Chain } from '../network/chain.ts';
import { Chains } from '../network/chains.ts';
import { Directory } from '../network/directory.ts';
import { composeObservers, type Observer } from '../network/facts.ts';
import { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';
import type { Scenario } from '../scenario/schema.ts';
import { Adversaries } from './adversaries.ts';
import { Attendance } from './attendance.ts';
import { Behaviours, type ProfileSet } from './behaviours.ts';
import { ColdStarts, loads } from './coldStarts.ts';
import { Enclaves } from './enclaves.ts';
import { Epochs } from './epochs.ts';
import { Expenses, hasExpenses } from './expenses.ts';
import { hasLearning, Learning } from './learning.ts';
import { LifeCycle } from './life.ts';
import { Membership } from './membership.ts';
import { Outages } from './outages.ts';
import { Payments } from './payments.ts';
import { Places } from './places.ts';
import { populate, roomFor } from './population.ts';
import { Prices } from './prices.ts';
import { Releases, releasesLate } from './releases.ts';
import { Vesting } from './vesting.ts';
import { type Parts, wire } from './wiring.ts';

export interface SimulationOptions {
  /** 1, 2, ...: the run's seed is `${scenario.seed}/${replication}`. */
  replication: number;
  banks: ProfileSet;
  /** Test mode: run concurrent events of one instant in an order drawn from this (not 0). */
  shuffle?: number;
  /** Who watches. Observers are made with the world before anything happens in it. */
  observers?: (run: Simulation) => Observer[];
}

/** Everything that a run is at one moment, and what it must be continued with. */
export interface Checkpoint {
  kinds: readonly string[];
  changes: number;
  state: Snapshot;
}

export class Simulation {
  readonly scenario: Scenario;
  readonly world: World;
  readonly chain: Chain;
  readonly chains: Chains;
  readonly payments: Payments;
  readonly behaviours: Behaviours;
  readonly epochs: Epochs;
  readonly attendance: Attendance;
  readonly enclaves: Enclaves;
  readonly vesting: Vesting;
  /** Null where no regions are. */
  readonly places: Places | null;
  /** Null where every model is always there. */
  readonly coldStarts: ColdStarts | null;
  /** Null where no node ever fails. */
  readonly outages: Outages | null;
  /** Null where nodes have none. */
  readonly expenses: Expenses | null;
  /** Null where every fee is paid with its answer at the latest. */
  readonly releases: Releases | null;
  private readonly parts: Parts;
  private readonly changeKind: number;
  /** The scenario in force: the original, or that of the last change. */
  private current: Scenario;
  private arrivals: Slots['arrivals'][];
  private applied = 0;

  constructor(scenario: Scenario, options: SimulationOptions) {
    this.scenario = scenario;
    this.current = scenario;
    this.world = new World({
      seed: `${scenario.seed}/${options.replication}`,
      shuffle: options.shuffle ?? 0,
      room: roomFor(scenario),
    });
    const { world } = this;
    this.behaviours = new Behaviours(scenario, options.banks, world.tables, world.store);
    const lottery = world.streams.stream('chain/proposer');
    const { validators } = world.tables;
    this.attendance = new Attendance(world, scenario);
    this.chain = new Chain({ ...world, validators, validatorsPot: world.validatorsPot }, scenario.chain, {
      online: (v) => this.attendance.online(v, this.chain.slots),
      lottery: () => lottery.next(0),
    });
    this.chains = new Chains(world, this.chain, scenario.chain);
    this.payments = new Payments(world, this.chains);
    this.epochs = new Epochs(world, this.chain, scenario.epoch);
    this.enclaves = new Enclaves(world, this.chains, scenario);
    this.epochs.enclaves = this.enclaves;
    this.vesting = new Vesting(world, scenario.token, scenario.epoch);
    this.epochs.reserve = this.vesting.reserve;
    // Models of one publisher pay into one account; a model without a name for its publisher has one of its own.
    const accounts = new Map<string, number>();
    const publishers = scenario.models.map(({ name, publisher }) => {
      const key = publisher === undefined ? `model ${name}` : `publisher ${publisher}`;
      const account = accounts.get(key) ?? world.ledger.open('publisher');
      accounts.set(key, account);
      return account;
    });
    this.expenses = hasExpenses(scenario) ? new Expenses(world, scenario, this.behaviours, publishers) : null;
    this.epochs.expenses = this.expenses;
    const watching = options.observers?.(this) ?? [];
    // Fees may be paid by the life cycle, whose steps are made here.
    this.releases = releasesLate(scenario)
      ? new Releases(world, { payTo: (...payment) => this.parts.life.payTo(...payment) })
      : null;
    // Who learns looks at its accounts after late fees are paid.
    const learning = hasLearning(scenario) ? new Learning(world, scenario, this.behaviours) : null;
    const parts = [this.expenses, this.releases, learning];
    const own = parts.map((part) => part?.observer).filter((one) => one !== undefined);
    const steps = composeObservers([...own, ...watching]);
    this.guard(() => populate(world, scenario, this.behaviours, this.vesting));
    this.places = scenario.regions ? new Places(world, scenario, scenario.regions) : null;
    const life = new LifeCycle(world, this.behaviours, steps, scenario.flows.length);
    this.parts = {
      whole: scenario,
      world,
      directory: new Directory(world.tables.nodes, world.ledger),
      chains: this.chains,
      payments: this.payments,
      behaviours: this.behaviours,
      epochs: this.epochs,
      enclaves: this.enclaves,
      prices: new Prices(world, scenario.token.oracle),
      places: this.places,
      life,
      attendance: this.attendance,
      membership: new Membership(world, life, scenario),
      adversaries: new Adversaries(world, this.behaviours, this.enclaves),
      learning,
      publishers,
    };
    this.outages = scenario.outages ? new Outages(world, scenario, scenario.outages, life.failures) : null;
    life.outages = this.outages;
    life.releases = this.releases;
    this.coldStarts = loads(scenario) ? new ColdStarts(world, scenario, life) : null;
    life.coldStarts = this.coldStarts;
    // Before everything else of its instant: what happens at `at` happens under the changed rules.
    this.changeKind = world.engine.kind('change', (index) => this.change(index), { priority: 0 });
    this.expenses?.configure(scenario);
    this.arrivals = this.guard(() => wire(this.parts, scenario));
  }

  /** Schedules what happens first. Called once by whoever runs it from the start; not on resume. */
  start(): void {
    const { engine } = this.world;
    this.guard(() => {
      this.parts.prices.start();
      this.vesting.start();
      this.enclaves.start();
      this.parts.adversaries.start(this.scenario);
      this.parts.membership.start();
      this.attendance.start();
      this.chains.start();
      this.epochs.start();
      this.outages?.start();
      this.scenario.changes.forEach((change, index) => {
        engine.at(change.at, this.changeKind, index);
      });
      for (const process of this.arrivals) process.start();
    });
  }

  /** Runs to a time (default: the horizon), or for so many events; returns how many were run. */
  run(until: number = this.scenario.horizon, events: number = Number.POSITIVE_INFINITY): number {
    return this.guard(() => this.world.engine.run(until, events));
  }

  /** Settles what is left at the horizon: blocks since the last epoch are counted, debts bought back, and the books must close. */
  finish(): void {
    this.guard(() => {
      this.chain.catchUp();
      this.epochs.payValidators();
      this.epochs.purchases();
      this.world.ledger.close();
    });
  }

  checkpoint(): Checkpoint {
    return { kinds: [...this.world.engine.kinds], changes: this.applied, state: this.world.store.snapshot() };
  }

  /** Puts a fresh simulation of the same scenario where another one was; call in place of `start`. */
  resume(checkpoint: Checkpoint): void {
    for (; this.applied < checkpoint.changes; this.applied++) this.rewire(this.scenario.changes[this.applied].scenario);
    const { kinds } = this.world.engine;
    if (kinds.length !== checkpoint.kinds.length || kinds.some((name, i) => name !== checkpoint.kinds[i]))
      throw new InvariantError('the checkpoint is of another scenario: its kinds of events differ');
    this.world.store.restore(checkpoint.state);
  }

  /** The scenario in force: the original, or that of the last change. */
  get inForce(): Scenario {
    return this.current;
  }

  private rewire(scenario: Scenario): void {
    this.expenses?.configure(scenario);
    this.arrivals = wire(this.parts, scenario);
    this.current = scenario;
  }

  /** A change of rulebook: rules are bound anew; an arrival process that changed starts over from now. */
  private change(index: number): void {
    const before = this.current;
    const { seats, minimum } = this.world.validatorSet;
    this.rewire(this.scenario.changes[index].scenario);
    this.applied = index + 1;
    const set = this.world.validatorSet;
    if (set.seats !== seats || set.minimum !== minimum) set.reform();
    this.enclaves.changed(before);
    this.current.flows.forEach((flow, f) => {
      const old = before.flows[f].arrivals;
      if (JSON.stringify(old) === JSON.stringify(flow.arrivals)) return;
      this.world.engine.cancelPrefix(`arrivals/${old.rule}/${flow.name}/`);
      this.arrivals[f].start();
    });
  }

  /** Adds the moment to whatever breaks. */
  private guard<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      const { engine, seed } = this.world;
      const moment = { event: engine.handled, time: engine.now, seed };
      if (error instanceof RunError) throw error.at(moment);
      throw new InvariantError(error instanceof Error ? error.message : String(error), moment, { cause: error });
    }
  }
}
