/**
 * Do operators do the work that they are paid for? Those whose strategy learns decide it job by job, note what each choice has
 * brought them, and revise how often they deviate at the end of each epoch. What a choice has brought is read off their own
 * accounts: what came in or went out with a job, less the compute that it took.
 */
import { type Decisions, ECHO, HONEST, type Learner } from '../agents/contract.ts';
import { CHOICES, DECISIONS, Experience } from '../agents/experience.ts';
import { strategies } from '../agents/index.ts';
import type { KeyedDraw } from '../engine/keyed.ts';
import type { F64, I32 } from '../engine/state.ts';
import type { Observer } from '../network/facts.ts';
import { ANSWER, AUDIT, COPY, type Tables } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { OperatorGroup, Scenario } from '../scenario/schema.ts';
import type { Behaviours } from './behaviours.ts';

export const ANSWERS = DECISIONS.indexOf('answers');
export const AUDITS = DECISIONS.indexOf('audits');
/** The second choice. */
export const DEVIATES = 1;
const SHARED = 'made-up-shared';

/** How a group's strategy learns; undefined: it does not. */
export function learnerOf({ strategy }: OperatorGroup): Learner | undefined {
  return strategies[strategy.rule].learns?.(strategy.params);
}

/** True where some operators learn. */
export function hasLearning({ operators }: Scenario): boolean {
  return operators.some((group) => learnerOf(group) !== undefined);
}

/** Of an operator, by decision and choice: jobs and their payoffs (USD) in the epoch under way, and over the run. */
export interface LearningColumns {
  readonly count: readonly (readonly F64[])[];
  readonly sum: readonly (readonly F64[])[];
  readonly counts: readonly (readonly F64[])[];
  readonly sums: readonly (readonly F64[])[];
  /** By decision: propensity to deviate; -1 before it was ever revised. */
  readonly propensity: readonly F64[];
}

export function learningColumns({ operators }: Tables): LearningColumns {
  const by = (name: string) =>
    DECISIONS.map((decision) =>
      Array.from({ length: CHOICES }, (_, choice) =>
        operators.table.column(`learning/${decision}/${name}/${choice}`, 'f64'),
      ),
    );
  return {
    count: by('count'),
    sum: by('sum'),
    counts: by('counts'),
    sums: by('sums'),
    propensity: DECISIONS.map((decision) => operators.table.column(`learning/${decision}/propensity`, 'f64', -1)),
  };
}

/** A group of operators whose strategy learns. */
interface Group {
  readonly learner: Learner;
  readonly experience: Experience;
  /** Index of its first operator. */
  readonly first: number;
}

export class Learning {
  readonly observer: Observer;
  readonly columns: LearningColumns;
  private readonly world: World;
  private readonly behaviours: Behaviours;
  private readonly unit: number;
  private readonly adversaries: number;
  /** What its wallet held when it was last looked at, base units, of each node and validator. */
  private readonly nodeSeen: F64;
  private readonly validatorSeen: F64;
  /** Base units that a task has brought when its answer was accepted. */
  private readonly income: F64;
  /** By group of operators; replaced at every wiring. */
  private groups: readonly (Group | undefined)[] = [];

  constructor(world: World, scenario: Scenario, behaviours: Behaviours) {
    this.world = world;
    this.behaviours = behaviours;
    this.unit = Number(`1e${scenario.token.decimals}`);
    this.adversaries = scenario.adversaries.length;
    const { tables } = world;
    this.columns = learningColumns(tables);
    this.nodeSeen = tables.nodes.table.column('learning/seen', 'f64');
    this.validatorSeen = tables.validators.table.column('learning/seen', 'f64');
    this.income = tables.tasks.table.column('learning/income', 'f64');
    const { tasks } = tables;
    this.observer = {
      executed: (task) => {
        this.income.data[task] = 0;
        // What an auditor's accounts moved for other reasons is not for this audit.
        if (tasks.role.data[task] === AUDIT && this.groupOf(task) !== undefined) this.look(task);
      },
      accepted: (_job, task) => {
        if (this.groupOf(task) !== undefined) this.income.data[task] = this.look(task);
      },
      closed: (job) => this.settle(job),
    };
  }

  /** Who learns from now on, and what they decide, group by group; the agents' numbers follow those of the adversaries. */
  bind(scenario: Scenario): Decisions[] {
    const { nodes, validators, operators } = this.world.tables;
    let first = 0;
    const groups: (Group | undefined)[] = [];
    for (const group of scenario.operators) {
      const learner = learnerOf(group);
      groups.push(learner && { learner, first, experience: this.experience(group, learner) });
      first += group.count;
    }
    this.groups = groups;
    for (const { table, operator, learner, agent } of [nodes, validators])
      for (let party = 0; party < table.size; party++) {
        const group = operators.group.data[operator.data[party]];
        const own = group >= 0 && groups[group] ? this.adversaries + group : -1;
        learner.data[party] = own;
        if (agent.data[party] < 0 || agent.data[party] >= this.adversaries) agent.data[party] = own;
      }
    return scenario.operators.map((group, g) => this.decisions(scenario, group, g));
  }

  /** At the end of an epoch every operator that learns looks at what it has learned. */
  revise(epoch: number): void {
    const { operators, nodes, validators } = this.world.tables;
    for (let operator = 0; operator < operators.table.size; operator++) {
      const group = this.groups[operators.group.data[operator]];
      if (group) this.learn(group, operator, epoch);
    }
    // What the epoch's end brought is for no job.
    for (let node = 0; node < nodes.table.size; node++) this.nodeSeen.data[node] = this.nodeWealth(node);
    for (let v = 0; v < validators.table.size; v++) this.validatorSeen.data[v] = this.validatorWealth(v);
  }

  private experience({ group, count }: OperatorGroup, { memory }: Learner): Experience {
    return new Experience(count, memory, (length) =>
      this.world.store.cells(`learning/${group}`, length).column('payoff', 'f64', Number.NaN),
    );
  }

  private learn({ learner, experience, first }: Group, operator: number, epoch: number): void {
    const { count, sum, counts, sums, propensity } = this.columns;
    DECISIONS.forEach((decision, d) => {
      for (let choice = 0; choice < CHOICES; choice++) {
        const n = count[d][choice].data[operator];
        const total = sum[d][choice].data[operator];
        experience.note(operator - first, d, choice, epoch, n > 0 ? total / n : Number.NaN);
        counts[d][choice].data[operator] += n;
        sums[d][choice].data[operator] += total;
        count[d][choice].data[operator] = 0;
        sum[d][choice].data[operator] = 0;
      }
      if (!learner.decides.includes(decision)) return;
      const before = propensity[d].data[operator] < 0 ? learner.initial : propensity[d].data[operator];
      const working = experience.payoff(operator - first, d, 0);
      const deviating = experience.payoff(operator - first, d, DEVIATES);
      // Of what it never tried it knows nothing.
      const known = !Number.isNaN(working) && !Number.isNaN(deviating);
      propensity[d].data[operator] = known ? learner.next(before, working, deviating) : before;
    });
  }

  private decisions(scenario: Scenario, { group: name }: OperatorGroup, g: number): Decisions {
    const learner = this.groups[g]?.learner;
    if (!learner) return {};
    const { jobs, tasks, operators } = this.world.tables;
    const behaviour = this.behaviours.behaviour(learner.cheat);
    const draws = DECISIONS.map((decision) =>
      scenario.flows.map((flow) => this.world.draw('operators', name, flow.name, decision)),
    );
    const answers = learner.decides.includes('answers');
    const audits = learner.decides.includes('audits');
    const deviates = (decision: number, job: number, task: number): boolean => {
      const operator = this.operatorOf(task);
      // A node that has changed hands.
      if (operators.group.data[operator] !== g) return false;
      const own = this.columns.propensity[decision].data[operator];
      const p = (1 - learner.exploration) * (own < 0 ? learner.initial : own) + learner.exploration / 2;
      const draw: KeyedDraw = draws[decision][jobs.flow.data[job]];
      return draw.uniform(jobs.number.data[job], tasks.ordinal.data[task]) < p;
    };
    return {
      shared: learner.cheat === SHARED,
      execute(job, task) {
        const role = tasks.role.data[task];
        if (role === AUDIT) return audits && deviates(AUDITS, job, task) ? ECHO : HONEST;
        if (role !== ANSWER && role !== COPY) return HONEST;
        return answers && deviates(ANSWERS, job, task) ? behaviour : HONEST;
      },
    };
  }

  private operatorOf(task: number): number {
    const { tasks, nodes, validators, executors } = this.world.tables;
    const node = tasks.node.data[task];
    if (node >= 0) return nodes.operator.data[node];
    const validator = executors.validator.data[tasks.executor.data[task]];
    return validator >= 0 ? validators.operator.data[validator] : -1;
  }

  /** The group of a task's operator, if that is who decided it. */
  private groupOf(task: number): Group | undefined {
    const { tasks, nodes, validators, executors, operators } = this.world.tables;
    const node = tasks.node.data[task];
    const validator = node >= 0 ? -1 : executors.validator.data[tasks.executor.data[task]];
    if (node < 0 && validator < 0) return undefined;
    const agent: I32 = node >= 0 ? nodes.agent : validators.agent;
    const g = agent.data[node >= 0 ? node : validator] - this.adversaries;
    return g >= 0 && operators.group.data[this.operatorOf(task)] === g ? this.groups[g] : undefined;
  }

  /** Income so far less what was taken of its bond; a bond that comes or goes back is neither. */
  private nodeWealth(node: number): number {
    const { nodes } = this.world.tables;
    return this.world.ledger.balance(nodes.wallet.data[node]) - nodes.slashed.data[node];
  }

  private validatorWealth(validator: number): number {
    const { wallet, bond } = this.world.tables.validators;
    return this.world.ledger.balance(wallet.data[validator]) + this.world.ledger.balance(bond.data[validator]);
  }

  /** Base units that whoever executed a task has gained since it was last looked at. */
  private look(task: number): number {
    const { tasks, executors } = this.world.tables;
    const node = tasks.node.data[task];
    const party = node >= 0 ? node : executors.validator.data[tasks.executor.data[task]];
    const seen = node >= 0 ? this.nodeSeen : this.validatorSeen;
    const wealth = node >= 0 ? this.nodeWealth(node) : this.validatorWealth(party);
    const gained = wealth - seen.data[party];
    seen.data[party] = wealth;
    return gained;
  }

  /** A job is beyond dispute: everybody who learns notes what their part in it has brought. */
  private settle(job: number): void {
    const { jobs, tasks } = this.world.tables;
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task]) {
      if (tasks.ended.data[task] < 0) continue;
      const role = tasks.role.data[task];
      const decision = role === AUDIT ? AUDITS : role === ANSWER || role === COPY ? ANSWERS : -1;
      if (decision < 0) continue;
      const group = this.groupOf(task);
      if (!group?.learner.decides.includes(DECISIONS[decision])) continue;
      const { compute, harm } = group.learner;
      const units = this.income.data[task] + this.look(task);
      let payoff = (units / this.unit) * this.world.market.price - compute * tasks.work.data[task];
      const checked = decision === AUDITS ? tasks.checks.data[task] : -1;
      if (checked >= 0 && tasks.cheat.data[checked] === 1 && tasks.convicted.data[checked] === 0) payoff -= harm;
      const deviated = decision === AUDITS ? tasks.echo.data[task] : tasks.cheat.data[task];
      const operator = this.operatorOf(task);
      this.columns.count[decision][deviated].data[operator]++;
      this.columns.sum[decision][deviated].data[operator] += payoff;
    }
  }
}
