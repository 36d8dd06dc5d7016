/**
 * What happens to a job? Its whole walk, step by step: arrive, quote, route, travel, start, execute, hand in,
 * accept, settle, verify, pay, close. Each step delegates to the rule in force on the job's flow; none of them
 * knows which rules there are.
 */

import { type Decisions, ECHO, HONEST } from '../agents/contract.ts';
import type { F64 } from '../engine/state.ts';
import type { Steps } from '../network/facts.ts';
import { LOSSES } from '../network/facts.ts';
import { ANSWER, AT_HAND, AUDIT, CALLED_OFF, COPY, PROOF, STAGE, type Tables, TRAVELLING } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';
import type { Life } from '../rules/life.ts';
import { Appointments } from './appointments.ts';
import { agreed } from './bargain.ts';
import type { Behaviours } from './behaviours.ts';
import { Choice } from './choice.ts';
import type { ColdStarts } from './coldStarts.ts';
import { Failures } from './failures.ts';
import { Impatience } from './impatience.ts';
import type { Outages } from './outages.ts';
import type { Releases } from './releases.ts';
import { Standing } from './standing.ts';
import type { FlowTerms } from './terms.ts';

/** Ordinals of a job's tasks; a job that is sent again without end has the same ones again. A flight draws 2 uniforms, of 2,048. */
const ORDINALS = 512;
const REFUSED = LOSSES.indexOf('refused');
const UNSERVED = LOSSES.indexOf('unserved');
const REJECTED = LOSSES.indexOf('rejected');
const OVERFLOW = LOSSES.indexOf('overflow');
const HALTED = LOSSES.indexOf('halted');

export class LifeCycle implements Life {
  private readonly world: World;
  private readonly tables: Tables;
  private readonly behaviours: Behaviours;
  private readonly steps: Steps;
  /** Next job number per flow. */
  private readonly numbers: F64;
  private readonly standing: Standing;
  readonly failures: Failures;
  readonly choice: Choice;
  private readonly appointments: Appointments;
  readonly impatience: Impatience;
  /** Every wiring so far, the one in force last. A job keeps the verification that it came under; all else is as in force. */
  private readonly books: (readonly FlowTerms[])[] = [];
  /** The last of them: every step of every job asks. */
  private book: readonly FlowTerms[] = [];
  /** Replaced at every wiring. */
  services: readonly Slots['service'][] = [];
  decisions: readonly Decisions[] = [];
  slashing: Slots['slashing'] = { convicted() {} };
  reputation: Slots['reputation'] = { observed() {} };
  /** Null where every model is always there. */
  coldStarts: ColdStarts | null = null;
  /** Null where every fee is paid with its answer at the latest. */
  releases: Releases | null = null;
  /** Null where no node ever fails. */
  outages: Outages | null = null;

  constructor(world: World, behaviours: Behaviours, steps: Steps, flows: number) {
    this.world = world;
    this.tables = world.tables;
    this.behaviours = behaviours;
    this.steps = steps;
    const numbers = world.store.cells('life/numbers', flows);
    this.numbers = numbers.column('next', 'f64');
    this.standing = new Standing(world);
    this.failures = new Failures(world, this, steps);
    this.choice = new Choice(world.tables);
    this.appointments = new Appointments(world);
    this.impatience = new Impatience(world, this);
  }

  /** The flows' terms in force from now on. */
  open(flows: readonly FlowTerms[]): void {
    this.books.push(flows);
    this.book = flows;
  }

  /** Terms in force of a flow. */
  private terms(flow: number): FlowTerms {
    return this.book[flow];
  }

  /** What verifies a job: the rule that was in force when it was sent. */
  verification(job: number): Slots['verification'] {
    const { jobs } = this.tables;
    return this.books[jobs.book.data[job]][jobs.flow.data[job]].verification;
  }

  /** Step 1 and 2: a job comes, is quoted, and the client decides. */
  arrive(flow: number, size: number, client = -1, tokensIn = -1, tokensOut = -1, mode = -1): void {
    const { jobs } = this.tables;
    const terms = this.terms(flow);
    const number = this.numbers.data[flow]++;
    const job = jobs.take();
    jobs.flow.data[job] = flow;
    jobs.number.data[job] = number;
    jobs.mode.data[job] = mode;
    jobs.book.data[job] = this.books.length - 1;
    jobs.arrived.data[job] = this.world.engine.now;
    jobs.client.data[job] = client >= 0 ? client : terms.client(number);
    jobs.size.data[job] = size >= 0 ? size : terms.size(number);
    jobs.value.data[job] = terms.value(number);
    jobs.live.data[job] = terms.live(number);
    if (terms.tokens !== null) terms.tokens(job, tokensIn, tokensOut);
    const fee = Math.round(terms.pricing.quote(job));
    jobs.fee.data[job] = fee;
    this.steps.arrived(job, 0, 0);
    const most = terms.willingness === null ? -1 : terms.willingness(number);
    jobs.willingness.data[job] = most;
    if (terms.stages !== null) terms.stages.enter(job);
    if (fee < 0) this.lose(job, HALTED);
    else if ((most >= 0 && most < fee) || (terms.trust !== null && !terms.trust.sends(job))) this.lose(job, REFUSED);
    else this.route(job);
  }

  /** Step 3: as many distinct nodes as the verification rule wants copies. */
  route(job: number): void {
    this.impatience.begin(job);
    this.send(job);
  }

  /** The job goes to the nodes of its next stage, or of its only one. */
  send(job: number): void {
    const { nodes, jobs } = this.tables;
    const terms = this.terms(jobs.flow.data[job]);
    if (terms.stages?.send(job)) return;
    // Only now: a job with stages comes under the verification that is in force when it reaches its last one.
    const copies = terms.verification.copies(job);
    jobs.book.data[job] = this.books.length - 1;
    if (!this.choice.make(job, copies, terms.stages?.last(job) ?? terms)) {
      this.impatience.failed(job, UNSERVED);
      return;
    }
    const { chosen } = this.choice;
    jobs.node.data[job] = chosen[0];
    if (terms.bargains && !agreed(this, jobs, job, terms)) return;
    for (let k = 0; k < copies; k++)
      if (this.spawn(job, k === 0 ? ANSWER : COPY, nodes.executor.data[chosen[k]], -1) < 0) return;
  }

  /** Gives a job one more task; answers and copies travel to their node, audits are fetched, proofs are made where they are asked for. */
  spawn(job: number, role: number, executor: number, checks: number, work = 0): number {
    const { jobs, tasks, executors } = this.tables;
    const task = tasks.take();
    tasks.job.data[task] = job;
    tasks.role.data[task] = role;
    tasks.ordinal.data[task] = jobs.spawned.data[job]++ & (ORDINALS - 1);
    tasks.executor.data[task] = executor;
    tasks.node.data[task] = executors.node.data[executor];
    tasks.checks.data[task] = checks;
    tasks.sibling.data[task] = jobs.tasks.data[job];
    jobs.tasks.data[job] = task;
    jobs.open.data[job]++;
    if (role === PROOF) {
      tasks.work.data[task] = work / executors.speed.data[executor];
      return this.submit(task) ? task : -1;
    }
    const terms = this.terms(jobs.flow.data[job]);
    this.decide(job, task, executor, checks, terms.model);
    if (role === AUDIT) {
      tasks.work.data[task] = this.work(job, task, executor, terms);
      return this.submit(task) ? task : -1;
    }
    const { perJob, executionFactor } = this.verification(job);
    const factor = perJob === undefined ? executionFactor : perJob.executionFactor(job);
    tasks.work.data[task] = this.work(job, task, executor, terms) * factor;
    tasks.way.data[task] = TRAVELLING;
    return terms.travel.out(task) ? task : -1;
  }

  /** Which output the execution will have: an honest one of the executor's runtime, or what its adversary decides. */
  private decide(job: number, task: number, executor: number, checks: number, model: number): void {
    const { tasks, nodes, validators, executors } = this.tables;
    const node = tasks.node.data[task];
    const agent = node >= 0 ? nodes.agent.data[node] : validators.agent.data[executors.validator.data[executor]];
    const decided = agent >= 0 ? (this.decisions[agent].execute?.(job, task) ?? HONEST) : HONEST;
    if (decided === HONEST) {
      tasks.behaviour.data[task] = this.behaviours.classOf(model, executors.runtime.data[executor]);
      return;
    }
    if (decided === ECHO) {
      tasks.echo.data[task] = 1;
      tasks.behaviour.data[task] = tasks.behaviour.data[checks];
      tasks.coalition.data[task] = tasks.coalition.data[checks];
    } else {
      tasks.behaviour.data[task] = this.behaviours.classOf(model, decided);
      if (this.decisions[agent].shared) tasks.coalition.data[task] = agent;
    }
    tasks.cheat.data[task] = this.behaviours.cheats[model][tasks.behaviour.data[task]];
  }

  /** Seconds of service: size x slowdown of the class / speed of the executor; an echo costs nothing. */
  private work(job: number, task: number, executor: number, { model, copySize }: FlowTerms): number {
    const { jobs, tasks, executors } = this.tables;
    if (tasks.echo.data[task] === 1) return 0;
    const size =
      copySize === null || tasks.role.data[task] !== COPY
        ? jobs.size.data[job]
        : copySize(jobs.number.data[job], tasks.ordinal.data[task]);
    return (size * this.behaviours.costs[model][tasks.behaviour.data[task]]) / executors.speed.data[executor];
  }

  /** Step 4 is over: the task joins its executor's queue. False when that is full. */
  submit(task: number): boolean {
    const { tasks, executors } = this.tables;
    const executor = tasks.executor.data[task];
    if (tasks.way.data[task] === CALLED_OFF) {
      tasks.free(task);
      return true;
    }
    tasks.way.data[task] = AT_HAND;
    tasks.submitted.data[task] = this.world.engine.now;
    if (this.outages?.holds(executor)) return this.outages.meet(task);
    if (!this.services[executors.service.data[executor]].submit(task)) {
      this.failures.fail(task, OVERFLOW);
      return false;
    }
    executors.present.data[executor]++;
    return true;
  }

  callOff(job: number): void {
    this.failures.callOff(job);
  }

  abandon(task: number): void {
    this.failures.abandon(task);
  }

  appoint(job: number, what: number): number {
    return this.appointments.make(job, what);
  }

  due(ticket: number): void {
    const job = this.appointments.keep(ticket);
    if (job >= 0) this.verification(job).due?.(job, this.appointments.what(ticket));
  }

  started(task: number): void {
    this.tables.tasks.started.data[task] = this.world.engine.now;
    // Who is next in line at a node that is down begins only on paper.
    if (this.coldStarts !== null && !this.outages?.holds(this.tables.tasks.executor.data[task]))
      this.coldStarts.begin(task);
  }

  /** Step 5 is over: the executor has the output. */
  executed(task: number): void {
    const { tasks, jobs, executors } = this.tables;
    const executor = tasks.executor.data[task];
    executors.present.data[executor]--;
    executors.busy.data[executor] += tasks.work.data[task];
    executors.executions.data[executor]++;
    if (this.coldStarts !== null) this.coldStarts.end(task);
    this.steps.executed(task, 0, 0);
    const job = tasks.job.data[task];
    const role = tasks.role.data[task];
    if (role === AUDIT || role === PROOF) {
      if (role === AUDIT) executors.audits.data[executor]++;
      tasks.ended.data[task] = this.world.engine.now;
      this.verification(job).audited(job, task);
      this.leave(job);
    } else if (tasks.role.data[task] === STAGE) {
      this.impatience.stay(job);
      this.terms(jobs.flow.data[job]).stages?.passed(job, task);
    } else {
      tasks.way.data[task] = TRAVELLING;
      this.terms(jobs.flow.data[job]).travel.back(task);
    }
  }

  /** Step 6: the client's side has an output; the verification rule decides what it is worth. */
  handIn(task: number): void {
    const { tasks, jobs } = this.tables;
    if (tasks.way.data[task] === CALLED_OFF) {
      tasks.free(task);
      return;
    }
    tasks.way.data[task] = AT_HAND;
    const job = tasks.job.data[task];
    tasks.ended.data[task] = this.world.engine.now;
    if (tasks.cheat.data[task] === 1) this.steps.cheated(task, 0, 0);
    const waiting = this.outages !== null && jobs.answered.data[job] < 0;
    this.verification(job).answered(job, task);
    if (waiting && jobs.answered.data[job] >= 0) this.failures.giveUpLost(job);
    this.leave(job);
  }

  /** Steps 7 and 9: the client takes the answer, pays, and the settlement rule proves it. */
  accept(job: number, task: number): void {
    const { jobs, tasks, nodes, clients } = this.tables;
    const terms = this.terms(jobs.flow.data[job]);
    const node = tasks.node.data[task];
    const weight = jobs.weight.data[job];
    this.impatience.end(job);
    jobs.node.data[job] = node;
    jobs.answered.data[job] = this.world.engine.now;
    nodes.jobs.data[node] += weight;
    nodes.epochJobs.data[node] += weight;
    clients.jobs.data[jobs.client.data[job]] += weight;
    const fee = jobs.fee.data[job] * weight;
    if (terms.payment !== null) terms.payment.answered(job);
    else if (fee > 0) {
      const from = clients.wallet.data[jobs.client.data[job]];
      const rest = terms.stages === null ? fee : terms.stages.pay(job, from, fee);
      terms.fees.pay(from, nodes.wallet.data[node], rest, from);
    }
    if (jobs.live.data[job] === 1) this.behaviours.inspect(job, task);
    this.steps.accepted(job, task, 0);
    terms.settlement.submit(job);
    terms.left?.(job);
  }

  pay(job: number, from: number, amount: number): void {
    const { jobs, nodes, clients } = this.tables;
    const flow = jobs.flow.data[job];
    const { stages } = this.terms(flow);
    const rest = stages === null ? amount : stages.pay(job, from, amount);
    this.payTo(flow, nodes.wallet.data[jobs.node.data[job]], from, rest, clients.wallet.data[jobs.client.data[job]]);
  }

  payTo(flow: number, wallet: number, from: number, amount: number, client: number): void {
    this.terms(flow).fees.pay(from, wallet, amount, client);
  }

  escrow(job: number, amount: number, until: number): void {
    const { stages } = this.terms(this.tables.jobs.flow.data[job]);
    // Whoever executed a stage has done its part, whatever becomes of the answer.
    const rest = stages === null ? amount : stages.pay(job, this.world.escrow, amount);
    this.releases?.keep(job, rest, until);
  }

  released(row: number, proved: boolean): void {
    this.releases?.settle(row, proved);
  }

  reject(job: number): void {
    const terms = this.terms(this.tables.jobs.flow.data[job]);
    this.impatience.end(job);
    terms.payment?.lost(job);
    this.steps.lost(job, REJECTED, 0);
    terms.left?.(job);
  }

  agree(a: number, b: number): boolean {
    const { echo, checks } = this.tables.tasks;
    if ((echo.data[b] === 1 && checks.data[b] === a) || (echo.data[a] === 1 && checks.data[a] === b)) return true;
    return this.behaviours.agree(a, b);
  }

  right(task: number): boolean {
    return this.behaviours.right(task);
  }

  /** Step 9, the other half: guilt has its price, whatever the truth is. */
  convict(task: number, offence: number, challenger = -1): void {
    this.tables.tasks.convicted.data[task] = 1;
    this.steps.convicted(task, offence, 0);
    this.world.facts.emit('offence', task, offence);
    this.slashing.convicted(task, offence, challenger);
  }

  close(job: number, checked: boolean): void {
    const { jobs, tasks } = this.tables;
    if (checked)
      for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task])
        if (tasks.role.data[task] < AUDIT && tasks.ended.data[task] >= 0)
          this.reputation.observed(tasks.node.data[task], tasks.convicted.data[task] === 0);
    this.steps.closed(job, 0, 0);
    jobs.closed.data[job] = 1;
    if (jobs.open.data[job] === 0) this.discard(job);
  }

  proven(job: number, outcome: number): void {
    this.steps.proven(job, outcome, 0);
  }

  proved(flow: number, answered: number, weight: number, mode: number): void {
    this.steps.proved(flow, answered, weight, mode);
  }

  unproved(flow: number, weight: number, cause: number): void {
    this.steps.unproved(flow, weight, cause);
  }

  jail(node: number, until: number): void {
    this.standing.jail(node, until);
  }

  expel(node: number): void {
    this.standing.expel(node);
  }

  /** The job, which nobody works on, ends without an answer. */
  lose(job: number, loss: number): void {
    const terms = this.terms(this.tables.jobs.flow.data[job]);
    this.impatience.end(job);
    terms.payment?.lost(job);
    this.steps.lost(job, loss, 0);
    this.steps.closed(job, 0, 0);
    terms.left?.(job);
    this.tables.jobs.free(job);
  }

  /** A task is over; the last task of a closed job takes its record with it. */
  leave(job: number): void {
    const { jobs } = this.tables;
    const open = --jobs.open.data[job];
    if (open === 0 && jobs.closed.data[job] === 1) this.discard(job);
  }

  private discard(job: number): void {
    const { jobs, tasks } = this.tables;
    for (let task = jobs.tasks.data[job]; task >= 0; ) {
      const next = tasks.sibling.data[task];
      tasks.free(task);
      task = next;
    }
    jobs.free(job);
  }
}
