/** What does a job cost? A base fee per second of work that rises while more than a target is sold, and falls while less is. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { number } from '../../language/number.ts';
import { BLOCK, CELLS, ENDED, FEE, FEES, LOADS, nextBaseFee, SOLD, STATE } from '../baseFee.ts';
import { defineRule } from '../contract.ts';

const perSecond = (description: string) =>
  number({ positive: true, unit: 'token/s', description: `${description}, for a second of work at speed 1` });

export const eip1559 = defineRule({
  slot: 'pricing',
  name: 'eip1559',
  summary:
    'work is sold in blocks at a base fee that all flows share; it moves with what was sold in the last block, and beyond a limit nothing more is sold',
  schema: z.strictObject({
    initial: perSecond('base fee of the first block'),
    least: perSecond('base fee below which it does not fall').default(0.000001),
    target: number({ positive: true, unit: 's', description: 'work sold in a block at which the base fee stays' }),
    limit: number({ min: 1, max: 1000, description: 'most work sold in a block, over the target' }).default(2),
    step: number({
      positive: true,
      below: 1,
      description: 'd: relative change of the base fee after a block with twice the target, or with nothing',
    }).default(0.125),
    every: duration({ clock: 'job', positive: true, description: 'length of a block' }).prefault('12s'),
  }),
  formula:
    'b <- max(least, b (1 + step (g - target) / target)), g work sold in the block, at most limit x target (a larger job has a block to itself); fee = ceil(b x size). What of it is burnt is said by incentives.fees: burn 1 burns it all',
  source:
    'ethereum/EIPs EIPS/eip-1559.md: elasticity 2, denominator 8; real numbers instead of integers, tips are left to the split',
  bind({ initial, least, target, limit, step, every }, b) {
    const { engine, terms } = b;
    const { size, weight, fee } = b.tables.jobs;
    const cells = b.common().cells(STATE, 'f64', CELLS, -1);
    /** 1: the job has its price, and is counted. */
    const counted = b.column(b.tables.jobs.table, 'counted', 'f64');
    const first = initial * terms.unit;
    const floor = least * terms.unit;
    const most = limit * target;
    /** A block that sums of doubles fill to the last unit is not fuller for what they added on the way. */
    const room = most * (1 + 1e-9);

    function end(sold: number): void {
      const state = cells.data;
      state[ENDED]++;
      state[LOADS] += sold / target;
      state[FEES] += state[FEE];
      state[FEE] = Math.max(floor, nextBaseFee(state[FEE], Math.min(sold, most), target, step));
    }
    /** Ends the blocks that are over. */
    function catchUp(): void {
      const state = cells.data;
      const block = Math.floor(engine.now / every);
      if (state[FEE] < 0) {
        state.fill(0);
        state[FEE] = first;
        state[BLOCK] = block;
      }
      if (state[BLOCK] === block) return;
      end(state[SOLD]);
      state[SOLD] = 0;
      while (++state[BLOCK] < block && state[FEE] > floor) end(0);
      // Nothing is sold, and the fee cannot fall any more.
      const idle = block - state[BLOCK];
      state[ENDED] += idle;
      state[FEES] += idle * state[FEE];
      state[BLOCK] = block;
    }
    /** Base units for a job now; -1: there is no room for it in this block. */
    function price(job: number): number {
      catchUp();
      const state = cells.data;
      if (state[SOLD] > 0 && state[SOLD] + size.data[job] * weight.data[job] > room) return -1;
      // Rounded up, but not for what only the doubles on the way added.
      return Math.ceil(state[FEE] * size.data[job] - 1e-6);
    }

    return {
      quote(job) {
        counted.data[job] = 0;
        return price(job);
      },
      final(job) {
        if (counted.data[job] === 1) return fee.data[job];
        const now = price(job);
        if (now < 0) return now;
        counted.data[job] = 1;
        cells.data[SOLD] += size.data[job] * weight.data[job];
        return now;
      },
    };
  },
});
