/** How many tokens does a job send and get, and when was the first of its answer there? Columns of those whom it concerns. */
import type { F64 } from '../engine/state.ts';
import type { Jobs, Tasks } from './tables.ts';

/** Tokens of a job: what its client sends, and what it gets. Written where a job's flow counts tokens. */
export function tokensOf({ table }: Jobs): { input: F64; output: F64 } {
  return { input: table.column('tokensIn', 'f64'), output: table.column('tokensOut', 'f64') };
}

/** When a task's node had the first token of its output (s); -1 before. Written where a node counts tokens. */
export function firstTokenOf({ table }: Tasks): F64 {
  return table.column('firstToken', 'f64', -1);
}
