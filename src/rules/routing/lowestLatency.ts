/** Which node serves a job? One of those nearest to its client. */
import * as z from 'zod';
import { COPIES, defineRule } from '../contract.ts';

export const lowestLatency = defineRule({
  slot: 'routing',
  name: 'lowest-latency',
  summary:
    'the node to which the way is shortest by the matrix of regions, of those that answer a probe (who is down does not); ties are drawn with equal chances; sent again: any of them',
  schema: z.strictObject({}),
  formula:
    'argmin over the roster of latency[region of the client][region of the node]; copy k goes to the (k + 1)-th nearest; a job sent again to any, uniformly',
  source: 'nearest-replica (latency-based) routing, as in Amazon Route 53; who cannot reach the nearest tries others',
  check(_, { placed }) {
    return placed ? null : 'but the flow does not say in which regions its clients are';
  },
  bind(_params, b) {
    const roster = b.roster(true);
    const draw = b.draw('route');
    const { number } = b.tables.jobs;
    const { distance } = b.terms;
    /** Scratch of one pick: places that earlier copies took. */
    const taken = b.cells('taken', 'i32', COPIES);

    function isTaken(place: number, k: number): boolean {
      for (let i = 0; i < k; i++) if (taken.data[i] === place) return true;
      return false;
    }

    /** One of the nearest places but the first k taken ones. */
    function nearest(job: number, n: number, k: number, u: number): number {
      let least = Infinity;
      let ties = 0;
      for (let place = 0; place < n; place++) {
        const way = distance(job, roster.at(place));
        if (way > least || (k > 0 && isTaken(place, k))) continue;
        ties = way < least ? 1 : ties + 1;
        least = way;
      }
      let rest = Math.floor(u * ties);
      for (let place = 0; place < n; place++) {
        if (distance(job, roster.at(place)) !== least) continue;
        if (k > 0 && isTaken(place, k)) continue;
        if (rest-- === 0) return place;
      }
      return -1;
    }

    return {
      pick(job, attempt) {
        const n = roster.count;
        if (n === 0) return -1;
        if (attempt >= COPIES) return roster.at(Math.floor(draw.uniform(number.data[job], attempt) * n));
        const last = attempt % n;
        for (let k = 0; k <= last; k++) taken.data[k] = nearest(job, n, k, draw.uniform(number.data[job], k));
        return roster.at(taken.data[last]);
      },
    };
  },
});
