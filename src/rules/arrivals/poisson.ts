/** When do jobs come? At a constant rate, independently of each other and of everything else. */
import * as z from 'zod';
import { log } from '../../engine/portable.ts';
import { rate } from '../../language/rate.ts';
import { defineRule } from '../contract.ts';

export const poisson = defineRule({
  slot: 'arrivals',
  name: 'poisson',
  summary: 'independent arrivals at a constant rate',
  schema: z.strictObject({ rate: rate({ clock: 'job', min: 0, description: 'jobs per second, e.g. 8/s' }) }),
  formula: 'gap_k = -ln(u_k) / rate, u_k the keyed draw (seed, flow, k, gap)',
  source: 'Poisson process; inversion of the exponential distribution',
  bind({ rate }, b) {
    const { flow } = b.scope;
    const gaps = b.draw('gap');
    const next = b.cells('next', 'f64');
    const arrive = b.event('arrive', () => {
      b.engine.after(-log(gaps.uniform(next.data[0]++, 0)) / rate, arrive, flow);
      b.life.arrive(flow, -1);
    });
    return {
      start() {
        if (rate > 0) b.engine.after(-log(gaps.uniform(next.data[0]++, 0)) / rate, arrive, flow);
      },
    };
  },
});
