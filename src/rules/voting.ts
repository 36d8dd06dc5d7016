/**
 * When do executions of one job settle what its answer is? As soon as m of them agree. Until then as many more are asked for as
 * could decide it, of nodes chosen by lot among those that have none: never one that could not have counted.
 */
import { OFFENCES } from '../network/facts.ts';
import { COPY } from '../network/tables.ts';
import { auditors } from './auditors.ts';
import type { Binder } from './binder.ts';
import type { Slots } from './contract.ts';
import { unfinished } from './unfinished.ts';

/** Most executions of one job. */
export const MOST_VOTES = 31;

/** What is put off: asking for more executions, once the one that was handed in is dealt with. */
const MORE = 0;

export interface VotingTerms {
  /** Executions m that must agree. */
  agreeing: number;
  /** Executions in all, after which the job is rejected. */
  most: number;
  /** Give up executions that are still under way when m agree. */
  cancel: boolean;
  /** Of a job that is decided: an execution that was handed in, and whether it agrees with the accepted one. */
  judged?(task: number, good: boolean): void;
}

/** Every job is sent to so many nodes at once, and their votes decide. */
export function redundant(b: Binder, { copies, ...terms }: VotingTerms & { copies: number }): Slots['verification'] {
  const vote = voting(b, terms);
  return {
    executionFactor: 1,
    needsEnclave: false,
    copies(job) {
      vote.begin(job, copies);
      return copies;
    },
    answered: vote.answered,
    missed: vote.missed,
    due: vote.due,
    audited() {},
  };
}

export function voting(b: Binder, { agreeing, most, cancel, judged }: VotingTerms) {
  const { life, engine } = b;
  const { jobs, tasks } = b.tables;
  const auditor = auditors(b, 'nodes');
  const underWay = unfinished(b);
  const offence = OFFENCES.indexOf('invalid-result');
  /** Executions sent, and those of them that were handed in or will not be. */
  const sent = b.column(jobs.table, 'sent', 'f64');
  const heard = b.column(jobs.table, 'heard', 'f64');
  const winner = b.column(jobs.table, 'winner', 'f64', -1);
  const more = b.event('more', (ticket) => life.due(ticket));

  /** Executions handed in, this one included, whose output agrees with this one's. */
  function support(job: number, task: number): number {
    let votes = 1;
    for (let other = jobs.tasks.data[job]; other >= 0; other = tasks.sibling.data[other])
      if (other !== task && tasks.ended.data[other] >= 0 && life.agree(task, other)) votes++;
    return votes;
  }

  /** The execution with the largest support, of several the one sent first; -1: none was handed in. */
  function leader(job: number): number {
    let found = -1;
    let largest = 0;
    // The list begins with the one sent last.
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task]) {
      if (tasks.ended.data[task] < 0) continue;
      const votes = support(job, task);
      if (votes < largest) continue;
      found = task;
      largest = votes;
    }
    return found;
  }

  /** Nobody needs the executions under way any more. */
  function giveUp(job: number): void {
    underWay.giveUp(job);
    sent.data[job] = heard.data[job];
  }

  function conclude(job: number): void {
    if (heard.data[job] < sent.data[job]) return;
    const accepted = winner.data[job];
    if (accepted < 0) {
      // Asking may fail, and take the job with it: not while it is being dealt with.
      if (sent.data[job] < most) engine.after(0, more, life.appoint(job, MORE));
      else refuse(job);
      return;
    }
    let seen = 0;
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task]) {
      if (tasks.ended.data[task] < 0) continue;
      const good = task === accepted || life.agree(accepted, task);
      judged?.(task, good);
      if (!good) life.convict(task, offence);
      seen++;
    }
    life.close(job, seen > 1);
  }

  function refuse(job: number): void {
    life.reject(job);
    life.close(job, false);
  }

  return {
    /** The job is sent, to so many nodes at once. */
    begin(job: number, copies: number): void {
      sent.data[job] = copies;
      heard.data[job] = 0;
      winner.data[job] = -1;
    },

    /** An execution was handed in. */
    answered(job: number): void {
      heard.data[job]++;
      if (winner.data[job] < 0) {
        const found = leader(job);
        if (support(job, found) >= agreeing) {
          winner.data[job] = found;
          life.accept(job, found);
          if (cancel) giveUp(job);
        }
      }
      conclude(job);
    },

    /** An execution will not be handed in. */
    missed(job: number): void {
      heard.data[job]++;
      conclude(job);
    },

    /** More executions are asked for. */
    due(job: number): void {
      const first = leader(job);
      const missing = agreeing - (first < 0 ? 0 : support(job, first));
      let asked = 0;
      while (asked < missing && sent.data[job] < most) {
        const executor = auditor(job, sent.data[job]);
        if (executor < 0) break;
        asked++;
        sent.data[job]++;
        // It found no room, and the whole attempt went with it.
        if (life.spawn(job, COPY, executor, -1) < 0) return;
      }
      if (asked === 0) refuse(job);
    },
  };
}
