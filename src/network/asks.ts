/** What do nodes ask for their work, and what was a job's node promised? Columns of their own, where nodes ask at all. */
import type { F64 } from '../engine/state.ts';
import type { Tables } from './tables.ts';

/** USD that each node asks for a job; -1: nothing stated. */
export function askOf({ nodes }: Pick<Tables, 'nodes'>): F64 {
  return nodes.table.column('ask', 'f64', -1);
}

/** Base units, a real number, that the routing rule settled on with the job's node; -1: what the node asks is paid. */
export function offerOf({ jobs }: Pick<Tables, 'jobs'>): F64 {
  return jobs.table.column('offer', 'f64', -1);
}
