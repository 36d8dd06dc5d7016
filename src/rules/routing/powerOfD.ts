/** Which node serves a job? The one with the fewest jobs among d drawn at random. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const powerOfD = defineRule({
  slot: 'routing',
  name: 'power-of-d',
  summary:
    'the least occupied of d distinct nodes drawn with equal chances among those that answer when asked for their load (who is down does not); ties go to the one drawn first',
  schema: z.strictObject({
    d: z.int().min(1).max(16).default(2).describe('nodes compared (all, when there are fewer)'),
  }),
  formula: 'argmin over d distinct nodes of (jobs waiting or in service)',
  source: 'Mitzenmacher, "The power of two choices in randomized load balancing", IEEE TPDS 12 (2001)',
  bind({ d }, b) {
    const roster = b.roster(true);
    const draw = b.draw('route');
    const { jobs, nodes, executors } = b.tables;
    const drawn = b.cells('drawn', 'i32', 16);
    return {
      pick(job, attempt) {
        const n = roster.count;
        if (n === 0) return -1;
        const wanted = Math.min(d, n);
        const places = drawn.data;
        let best = -1;
        let least = Infinity;
        for (let k = 0; k < wanted; k++) {
          // The k-th of distinct places, uniformly: a draw among n - k, shifted past those already taken, which are kept sorted.
          let place = Math.floor(draw.uniform(jobs.number.data[job], attempt * 16 + k) * (n - k));
          let i = 0;
          while (i < k && places[i] <= place) {
            place++;
            i++;
          }
          for (let m = k; m > i; m--) places[m] = places[m - 1];
          places[i] = place;
          const node = roster.at(place);
          const load = executors.present.data[nodes.executor.data[node]];
          if (load < least) {
            least = load;
            best = node;
          }
        }
        return best;
      },
    };
  },
});
