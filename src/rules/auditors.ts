/**
 * Who executes a job again? Those whom verification rules choose by lot over identities, excluding only the executing one: the
 * protocol does not know operators. Nodes audit while they may serve, validators while they have a seat in the set.
 */
import { ACTIVE } from '../network/tables.ts';
import type { Binder } from './binder.ts';

/** Auditors of one job at most. */
export const MOST_AUDITORS = 255;
/** Draws tried per auditor before those who may audit are counted; auditors for whom one number has draws. */
const TRIES = 64;
const MOST = 31;
/** Further ones draw from a number far beyond every job's. */
const FAR = 1_099_511_627_776; // 2^40

/** Executor of the k-th auditor (k = 0..254) of a job, distinct from its node and from its other auditors; -1: there is none. */
export function auditors(b: Binder, by: 'nodes' | 'validators'): (job: number, k: number) => number {
  const { jobs, tasks, nodes, validators } = b.tables;
  const choose = b.draw('auditor');
  const roster = b.roster();

  function at(place: number): number {
    return by === 'nodes' ? nodes.executor.data[roster.at(place)] : validators.executor.data[place];
  }
  function mayAudit(job: number, place: number): boolean {
    if (by === 'validators' && validators.status.data[place] !== ACTIVE) return false;
    const executor = at(place);
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task])
      if (tasks.executor.data[task] === executor) return false;
    return true;
  }
  return (job, k) => {
    const n = by === 'nodes' ? roster.count : validators.table.size;
    if (n === 0) return -1;
    const turn = k % MOST;
    const number = jobs.number.data[job] + ((k - turn) / MOST) * FAR;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const place = Math.floor(choose.uniform(number, turn * TRIES + attempt) * n);
      if (mayAudit(job, place)) return at(place);
    }
    // Nearly everyone serves the job already, or has no seat: one draw among those who are left.
    let left = 0;
    for (let place = 0; place < n; place++) if (mayAudit(job, place)) left++;
    let rest = Math.floor(choose.uniform(number, MOST * TRIES + turn) * left);
    for (let place = 0; place < n; place++) if (mayAudit(job, place) && rest-- === 0) return at(place);
    return -1;
  };
}
