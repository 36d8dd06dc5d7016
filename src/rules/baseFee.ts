/** How does a base fee move, and where does the price rule that has one keep it? What checks and measures know of it. */
import type { F64, Store } from '../engine/state.ts';

/** The base fee after a block in which `sold` was sold, in the unit of `target`; `step`: most relative change at twice the target. */
export function nextBaseFee(fee: number, sold: number, target: number, step: number): number {
  return fee * (1 + (step * (sold - target)) / target);
}

/** Base fee, work sold in the block under way, its number; blocks that have ended, and their sums of work / target and of fees. */
export const [FEE, SOLD, BLOCK, ENDED, LOADS, FEES] = [0, 1, 2, 3, 4, 5];
export const CELLS = 6;
export const STATE = 'state';

/**
 * What became of the base fee so far, as of the last job: base units per second of work now and as a mean over the blocks that have
 * ended, and work over target, a mean too; null before the first of them.
 */
export function baseFeeHistory(store: Store): { fee: number; load: number; mean: number } | null {
  const cells = store.tables.get(`pricing/eip1559/network/${STATE}`)?.columns.get('value') as F64 | undefined;
  if (cells === undefined || !(cells.data[ENDED] > 0)) return null;
  const ended = cells.data[ENDED];
  return { fee: cells.data[FEE], load: cells.data[LOADS] / ended, mean: cells.data[FEES] / ended };
}
