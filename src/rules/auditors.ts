/**
 * Who executes a job again? Those whom verification rules choose by lot over identities, excluding only the executing one: the
 * protocol does not know operators.
 */
import type { Binder } from './binder.ts';

/** Draws tried per auditor, so that each of those who may audit has the same chance. */
const TRIES = 64;

/** Executor of the k-th auditor (k = 0..30) of a job, distinct from its node and from its other auditors; -1: there is none. */
export function auditors(b: Binder, by: 'nodes' | 'validators'): (job: number, k: number) => number {
  const { jobs, tasks, nodes, validators } = b.tables;
  const choose = b.draw('auditor');
  const roster = b.roster();

  function at(place: number): number {
    return by === 'nodes' ? nodes.executor.data[roster.at(place)] : validators.executor.data[place];
  }
  function serves(job: number, executor: number): boolean {
    for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task])
      if (tasks.executor.data[task] === executor) return true;
    return false;
  }
  return (job, k) => {
    const n = by === 'nodes' ? roster.count : validators.table.size;
    if (n === 0) return -1;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const executor = at(Math.floor(choose.uniform(jobs.number.data[job], k * TRIES + attempt) * n));
      if (!serves(job, executor)) return executor;
    }
    // Nearly everyone serves the job already: take the first who does not.
    for (let place = 0; place < n; place++) if (!serves(job, at(place))) return at(place);
    return -1;
  };
}
