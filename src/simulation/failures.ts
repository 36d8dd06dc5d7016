/** What if a task comes to nothing? It finds no room, is lost with its node, or nobody waits for it any more. */
import { LOSSES, type Steps } from '../network/facts.ts';
import { AT_HAND, AUDIT, CALLED_OFF, LOST, PROOF, type Tables, TRAVELLING } from '../network/tables.ts';
import type { World } from '../network/world.ts';
import type { Slots } from '../rules/contract.ts';

const REFUSED = LOSSES.indexOf('refused');

/** What is left to the life cycle. */
interface Walk {
  readonly services: readonly Slots['service'][];
  readonly impatience: { failed(job: number, loss: number): void };
  verification(job: number): Slots['verification'];
  leave(job: number): void;
  readonly coldStarts: { withdraws(task: number): boolean } | null;
}

export class Failures {
  private readonly world: World;
  private readonly tables: Tables;
  private readonly walk: Walk;
  private readonly withdrawn: Steps['withdrawn'];

  constructor(world: World, walk: Walk, steps: Steps) {
    this.world = world;
    this.tables = world.tables;
    this.walk = walk;
    this.withdrawn = steps.withdrawn;
  }

  /**
   * A task comes to nothing, for the reason LOSSES[loss]: an audit is not made, an answered job does without its copy, and all
   * others fail.
   */
  fail(task: number, loss: number): void {
    const { tasks, jobs } = this.tables;
    const job = tasks.job.data[task];
    const asked = tasks.role.data[task] === AUDIT || tasks.role.data[task] === PROOF;
    tasks.cheat.data[task] = 0;
    if (asked && tasks.way.data[task] !== LOST) {
      jobs.tasks.data[job] = tasks.sibling.data[task];
      jobs.open.data[job]--;
      tasks.free(task);
    } else if (asked || jobs.answered.data[job] >= 0) {
      this.strand(task);
      this.walk.verification(job).missed?.(job, task);
      this.walk.leave(job);
    } else {
      tasks.ended.data[task] = this.world.engine.now;
      this.callOff(job);
      this.walk.impatience.failed(job, loss);
    }
  }

  /**
   * A task of which nobody will hear: LOST, it stays in the list of its job until that is answered, called off or over, and no
   * outage may find it at an executor.
   */
  strand(task: number): void {
    const { way, started } = this.tables.tasks;
    way.data[task] = LOST;
    started.data[task] = -1;
  }

  /** It was executed, and its client cannot pay for the way back. */
  refuse(task: number): void {
    this.tables.tasks.way.data[task] = AT_HAND;
    this.fail(task, REFUSED);
  }

  /** Its job has its answer: a copy that was lost in silence will not be handed in, and no time-out calls it off any more. */
  giveUpLost(job: number): void {
    const { tasks, jobs } = this.tables;
    // The list stays as it is: the execution that was just handed in has not left yet.
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task]) {
      if (tasks.way.data[task] !== LOST) continue;
      tasks.cheat.data[task] = 0;
      this.walk.verification(job).missed?.(job, task);
      this.walk.leave(job);
    }
  }

  /** Takes a task away from its executor. */
  interrupt(task: number): void {
    const { tasks, executors } = this.tables;
    const executor = tasks.executor.data[task];
    const beside = this.walk.coldStarts?.withdraws(task);
    const spent = beside ? 0 : this.walk.services[executors.service.data[executor]].withdraw(task);
    executors.present.data[executor]--;
    executors.busy.data[executor] += spent;
    this.withdrawn(task, spent, 0);
  }

  /** Gives up everything that is done for a job that has no answer yet. */
  callOff(job: number): void {
    const { tasks, jobs } = this.tables;
    for (let task = jobs.tasks.data[job]; task >= 0; ) {
      const next = tasks.sibling.data[task];
      this.withdraw(task);
      task = next;
    }
    jobs.tasks.data[job] = -1;
    jobs.open.data[job] = 0;
  }

  /** Takes a task from its executor, if it is there, and forgets it. */
  private withdraw(task: number): void {
    const { tasks } = this.tables;
    if (tasks.way.data[task] === TRAVELLING) {
      // Its event stays, and gives the row back.
      tasks.way.data[task] = CALLED_OFF;
      tasks.job.data[task] = -1;
      return;
    }
    if (tasks.ended.data[task] >= 0) this.withdrawn(task, 0, 0);
    else if (tasks.way.data[task] !== LOST) this.interrupt(task);
    tasks.free(task);
  }

  /** Gives up one task of a job that goes on without it. */
  abandon(task: number): void {
    const { tasks, jobs } = this.tables;
    const job = tasks.job.data[task];
    const { sibling } = tasks;
    let before = jobs.tasks.data[job];
    if (before === task) jobs.tasks.data[job] = sibling.data[task];
    else {
      while (sibling.data[before] !== task) before = sibling.data[before];
      sibling.data[before] = sibling.data[task];
    }
    jobs.open.data[job]--;
    this.withdraw(task);
  }
}
