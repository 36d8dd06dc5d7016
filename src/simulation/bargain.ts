/** Does the client still agree once the price is known? Where nodes ask for themselves it is, when the job has a node. */
import { LOSSES } from '../network/facts.ts';
import type { Jobs } from '../network/tables.ts';

const REFUSED = LOSSES.indexOf('refused');
const HALTED = LOSSES.indexOf('halted');

/** Puts the final price of a job that goes to `jobs.node` in place of the first quote; false when that ended the job. */
export function agreed(
  life: { lose(job: number, loss: number): void },
  { fee, willingness }: Jobs,
  job: number,
  final: (job: number) => number,
): boolean {
  const price = Math.round(final(job));
  fee.data[job] = price;
  const most = willingness.data[job];
  if (price >= 0 && (most < 0 || most >= price)) return true;
  life.lose(job, price < 0 ? HALTED : REFUSED);
  return false;
}
