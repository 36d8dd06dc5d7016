/** When do jobs come? At equal distances, like the ticks of a clock. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { rate } from '../../language/rate.ts';
import { defineRule } from '../contract.ts';

export const deterministic = defineRule({
  slot: 'arrivals',
  name: 'deterministic',
  summary: 'arrivals at equal distances, given as a rate or as the time between two',
  schema: z
    .strictObject({
      rate: rate({ clock: 'job', description: 'jobs per second, e.g. 8/s. Give this or `every`.' }).optional(),
      every: duration({ clock: 'job', positive: true, description: 'time between two jobs' }).optional(),
    })
    .superRefine(({ rate, every }, ctx) => {
      if ((rate === undefined) === (every === undefined))
        ctx.addIssue({
          code: 'custom',
          message: rate === undefined ? 'has neither rate nor every' : 'has both rate and every',
          params: { expected: 'one of them' },
        });
    }),
  formula: 'job k = 0, 1, ... comes at start + (k + 1) every, every = 1 / rate',
  source: "Kendall's D",
  bind({ rate = 0, every = rate > 0 ? 1 / rate : Infinity }, b) {
    const { flow } = b.scope;
    const start = b.cells('start', 'f64');
    const next = b.cells('next', 'f64');
    const arrive = b.event('arrive', () => {
      schedule();
      b.life.arrive(flow, -1);
    });
    // Counted from the start, so that a year of ticks does not drift by a rounding each.
    function schedule(): void {
      const time = start.data[0] + ++next.data[0] * every;
      if (time < Infinity) b.engine.at(Math.max(time, b.engine.now), arrive, flow);
    }
    return {
      start() {
        start.data[0] = b.engine.now;
        next.data[0] = 0;
        schedule();
      },
    };
  },
});
