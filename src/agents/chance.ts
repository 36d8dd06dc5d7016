/** With what chance does it cheat on a job? One draw per job and purpose, shared by all executions of the job. */
import type { View } from './contract.ts';

/** True with probability `p`, by the job's own luck. */
export function decide(view: View, purpose: string, p: number): (job: number) => boolean {
  if (p >= 1) return () => true;
  if (p <= 0) return () => false;
  const draws = Array.from({ length: view.flows }, (_, flow) => view.draw(flow, purpose));
  const { flow, number } = view.tables.jobs;
  return (job) => draws[flow.data[job]].uniform(number.data[job], 0) < p;
}
