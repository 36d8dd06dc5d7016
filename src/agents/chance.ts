/** With what chance does it cheat on a job? One draw per job and purpose, shared by all executions of the job. */
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

/** True with probability `p` for a validator at a block (an integer 0..2^32-1), by luck of its own. */
export function perValidator(view: View, purpose: string, p: number): (validator: number, block: number) => boolean {
  if (p >= 1) return () => true;
  if (p <= 0) return () => false;
  const draw = view.luck(purpose);
  return (validator, block) => draw.uniform(validator * BLOCKS + block, 0) < p;
}
