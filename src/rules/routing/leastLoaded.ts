/** Which node serves a job? The one with the fewest jobs of all. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

/** Attempts that the life cycle makes per job. */
const MOST_ATTEMPTS = 128;

export const leastLoaded = defineRule({
  slot: 'routing',
  name: 'least-loaded',
  summary:
    'the least occupied of all nodes that can serve the flow and tell their load (who is down does not); ties are drawn with equal chances',
  schema: z.strictObject({}),
  formula: 'argmin over the roster of (jobs waiting or in service); attempt k takes the (k + 1)-th least occupied',
  source: 'join the shortest queue, with everybody seeing every queue: Winston, J. Appl. Prob. 14 (1977)',
  bind(_params, b) {
    const roster = b.roster(true);
    const draw = b.draw('route');
    const { jobs, nodes, executors } = b.tables;
    /** Scratch of one pick: places that earlier attempts took. */
    const taken = b.cells('taken', 'i32', MOST_ATTEMPTS);

    function isTaken(place: number, k: number): boolean {
      for (let i = 0; i < k; i++) if (taken.data[i] === place) return true;
      return false;
    }

    /** One of the least occupied places but the first k taken ones. */
    function least(n: number, k: number, u: number): number {
      let lowest = Infinity;
      let ties = 0;
      for (let place = 0; place < n; place++) {
        const load = executors.present.data[nodes.executor.data[roster.at(place)]];
        if (load > lowest || (k > 0 && isTaken(place, k))) continue;
        ties = load < lowest ? 1 : ties + 1;
        lowest = load;
      }
      let rest = Math.floor(u * ties);
      for (let place = 0; place < n; place++) {
        if (executors.present.data[nodes.executor.data[roster.at(place)]] !== lowest) continue;
        if (k > 0 && isTaken(place, k)) continue;
        if (rest-- === 0) return place;
      }
      return -1;
    }

    return {
      pick(job, attempt) {
        const n = roster.count;
        if (n === 0) return -1;
        const last = attempt % Math.min(n, MOST_ATTEMPTS);
        for (let k = 0; k <= last; k++) taken.data[k] = least(n, k, draw.uniform(jobs.number.data[job], k));
        return roster.at(taken.data[last]);
      },
    };
  },
});
