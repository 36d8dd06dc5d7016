/** With what chance does it cheat? By the luck of the job, which all its executions share, or by that of each execution. */
import type { View } from './contract.ts';

/** Room for the blocks of one validator among the numbers of a draw. */
const BLOCKS = 4_294_967_296;

/** True with probability `p`, by the job's own luck. */
export function decide(view: View, purpose: string, p: number): (job: number) => boolean {
  if (p >= 1) return () => true;
  if (p <= 0) return () => false;
  const draws = Array.from({ length: view.flows }, (_, flow) => view.draw(flow, purpose));
  const { flow, number } = view.tables.jobs;
  return (job) => draws[flow.data[job]].uniform(number.data[job], 0) < p;
}

/** True with probability `p`, by luck of the execution's own: what one node does says nothing about the others. */
export function perExecution(view: View, purpose: string, p: number): (job: number, task: number) => boolean {
  if (p >= 1) return () => true;
  if (p <= 0) return () => false;
  const draws = Array.from({ length: view.flows }, (_, flow) => view.draw(flow, purpose));
  const { flow, number } = view.tables.jobs;
  const { ordinal } = view.tables.tasks;
  return (job, task) => draws[flow.data[job]].uniform(number.data[job], ordinal.data[task]) < p;
}

/** True with probability `p` for a validator at a block (an integer 0..2^32-1), by luck of its own. */
export function perValidator(view: View, purpose: string, p: number): (validator: number, block: number) => boolean {
  if (p >= 1) return () => true;
  if (p <= 0) return () => false;
  const draw = view.luck(purpose);
  return (validator, block) => draw.uniform(validator * BLOCKS + block, 0) < p;
}
