/**
 * Which outputs can an execution have, and which of them agree? Behaviours (runtimes of honest nodes, ways to
 * cheat) are numbered across all models; each model's bank says which of its classes that is, what it costs and
 * how far its outputs lie from the others'.
 */
import { InvariantError } from '../engine/errors.ts';
import type { I32, Store } from '../engine/state.ts';
import { abstractBank, Bank, type Profile } from '../inference/bank.ts';
import type { Tables } from '../network/tables.ts';
import type { Scenario } from '../scenario/schema.ts';

/** What real inference knows of the scenario's models, by name; plain JSON, so that it can go to a worker thread. */
export interface ProfileSet {
  profiles: Record<string, Profile>;
  /** Measured before this run, for the jobs of the live sample. */
  live?: Record<string, Profile>;
}

/** The behaviour that is every model's reference class. */
export const REFERENCE = 0;

export class Behaviours {
  readonly banks: readonly Bank[];
  private readonly live: readonly (Bank | undefined)[];
  private readonly names: string[] = [];
  private readonly tables: Tables;
  /** Per model: class of a behaviour, -1 when it has none. */
  private readonly classes: number[][];
  /** Per model and class: service time over the reference's; 1 = a cheat; which class is made up by a coalition. */
  readonly costs: readonly Float64Array[];
  readonly cheats: readonly Uint8Array[];
  private readonly madeUp: readonly number[];
  private readonly madeUpShared: readonly number[];
  /** Per model. */
  private metric: number[] = [];
  private threshold: number[] = [];
  private readonly modelOfFlow: readonly number[];
  /** Per flow: which input the job of a number asks about. Its own luck, drawn only for jobs whose outputs are compared. */
  readonly inputs: ((number: number) => number)[] = [];
  /** Per model: [jobs, comparisons, agreed] of the live sample. */
  private readonly tally: I32;

  constructor(scenario: Scenario, set: ProfileSet, tables: Tables, store: Store) {
    this.tables = tables;
    const profile = (from: Record<string, Profile> | undefined, name: string) =>
      from && Object.hasOwn(from, name) ? new Bank(from[name]) : undefined;
    this.banks = scenario.models.map(
      (model) =>
        profile(set.profiles, model.name) ?? abstractBank({ name: model.name, disagreement: model.disagreement }),
    );
    this.live = scenario.models.map((model) => profile(set.live, model.name));
    this.names.push('');
    this.classes = scenario.models.map(() => [0]);
    this.costs = this.banks.map((bank) => Float64Array.from(bank.classes, (one) => one.cost));
    this.cheats = this.banks.map((bank) => Uint8Array.from(bank.classes, (one) => (one.kind === 'cheat' ? 1 : 0)));
    this.madeUp = this.banks.map((bank) => bank.classNames.indexOf('made-up'));
    this.madeUpShared = this.banks.map((bank) => bank.classNames.indexOf('made-up-shared'));
    this.modelOfFlow = scenario.flows.map((flow) => scenario.models.findIndex((model) => model.name === flow.model));
    const table = store.cells('live', this.banks.length * 3);
    this.tally = table.column('count', 'i32');
    this.configure(scenario);
  }

  /** Metric and threshold in force, from the scenario's `verification`. */
  configure(scenario: Scenario): void {
    const { metric, threshold } = scenario.verification;
    this.metric = this.banks.map((bank) => bank.metricIndex(metric));
    this.threshold = this.banks.map((bank, m) => bank.thresholdBy(threshold, this.metric[m]));
  }

  /** Index of a flow's model. */
  model(flow: number): number {
    return this.modelOfFlow[flow];
  }

  /** Index of the input, in the bank of its model, that a job asks about. */
  input(job: number): number {
    const { jobs } = this.tables;
    return this.inputs[jobs.flow.data[job]](jobs.number.data[job]);
  }

  /** Number of a behaviour by name; at least one model must have a class of that name. */
  behaviour(name: string): number {
    const known = this.names.indexOf(name);
    if (known >= 0) return known;
    const classes = this.banks.map((bank) => bank.classNames.indexOf(name));
    if (classes.every((c) => c < 0)) this.banks[0].classIndex(name);
    this.names.push(name);
    this.classes.forEach((of, model) => {
      of[this.names.length - 1] = classes[model];
    });
    return this.names.length - 1;
  }

  /** Class of the model's bank that a behaviour is. Throws InvariantError when the model has none. */
  classOf(model: number, behaviour: number): number {
    const c = this.classes[model][behaviour];
    if (c < 0) throw new InvariantError(`model ${this.banks[model].name} has no class ${this.names[behaviour]}`);
    return c;
  }

  isLive(model: number): boolean {
    return this.live[model] !== undefined;
  }

  /** Do the outputs of two tasks of one job agree? Of a live job by what was measured, and noted whether the profile says the same. */
  agree(a: number, b: number): boolean {
    const { tasks, jobs } = this.tables;
    const job = tasks.job.data[a];
    const model = this.modelOfFlow[jobs.flow.data[job]];
    const input = this.input(job);
    let classA = tasks.behaviour.data[a];
    const classB = tasks.behaviour.data[b];
    // Two coalitions' inventions are as unlike as any two: only one's own members share theirs.
    if (classA === this.madeUpShared[model] && classB === classA && tasks.coalition.data[a] !== tasks.coalition.data[b])
      classA = this.madeUp[model];
    const metric = this.metric[model];
    const threshold = this.threshold[model];
    const recorded = this.banks[model].distance(metric, input, classA, classB) <= threshold;
    const live = this.live[model];
    if (live === undefined || jobs.live.data[job] === 0) return recorded;
    const measured = live.distance(metric, input, classA, classB) <= threshold;
    this.tally.data[model * 3 + 1]++;
    if (measured === recorded) this.tally.data[model * 3 + 2]++;
    return measured;
  }

  /** Does the output of a task agree with the reference class's, by the profile? */
  right(task: number): boolean {
    const { tasks, jobs } = this.tables;
    const job = tasks.job.data[task];
    const model = this.modelOfFlow[jobs.flow.data[job]];
    const distance = this.banks[model].distance(
      this.metric[model],
      this.input(job),
      REFERENCE,
      tasks.behaviour.data[task],
    );
    return distance <= this.threshold[model];
  }

  /**
   * Looks at the accepted answer of a live job: would an execution again by the reference class have agreed? Noted for
   * the comparison of what was measured with what the profile says; it changes nothing in the run.
   */
  inspect(job: number, task: number): void {
    const { tasks, jobs } = this.tables;
    const model = this.modelOfFlow[jobs.flow.data[job]];
    const live = this.live[model];
    if (live === undefined) return;
    this.tally.data[model * 3]++;
    const made = tasks.behaviour.data[task];
    if (made === 0) return;
    const metric = this.metric[model];
    const input = this.input(job);
    const recorded = this.banks[model].distance(metric, input, 0, made) <= this.threshold[model];
    const measured = live.distance(metric, input, 0, made) <= this.threshold[model];
    this.tally.data[model * 3 + 1]++;
    if (measured === recorded) this.tally.data[model * 3 + 2]++;
  }

  liveTally(model: number): { jobs: number; comparisons: number; agreed: number } {
    const [jobs, comparisons, agreed] = this.tally.data.subarray(model * 3, model * 3 + 3);
    return { jobs, comparisons, agreed };
  }
}
