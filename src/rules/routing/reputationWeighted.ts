/** Which node serves a job? One drawn in proportion to a power of its reputation. */
import * as z from 'zod';
import { pow } from '../../engine/pow.ts';
import { number } from '../../language/number.ts';
import { defineRule } from '../contract.ts';

/** Uniforms that a pick may use, and tries by rejection: two uniforms each, and one is left for the scan. */
const UNIFORMS = 16;
const TRIES = 7;

export const reputationWeighted = defineRule({
  slot: 'routing',
  name: 'reputation-weighted',
  summary: 'a node drawn with chances proportional to reputation^gamma',
  schema: z.strictObject({
    gamma: number({ min: 0, max: 100, description: 'power of the reputation; 0 is uniform, 1 proportional' }).default(
      1,
    ),
  }),
  formula: 'P(node i) = reputation_i^gamma / sum of reputation^gamma, reputation in 0..1',
  source:
    'fitness-proportional selection; exact by rejection from the uniform, then by a scan (Lipowski, Lipowska 2012)',
  bind({ gamma }, b) {
    const roster = b.roster();
    const draw = b.draw('route');
    const number = b.tables.jobs.number;
    const { reputation } = b.tables.nodes;

    /** In 0..1; 0^0 is 1, as everywhere. */
    function weight(node: number): number {
      const value = Math.max(0, Math.min(1, reputation.data[node]));
      if (gamma === 1 || value === 1) return value;
      return pow(value, gamma);
    }

    /** By cumulated weights, for whom rejection keeps missing: reputations change too often to keep their sums. */
    function scan(n: number, u: number): number {
      let total = 0;
      for (let place = 0; place < n; place++) total += weight(roster.at(place));
      let point = u * total;
      let found = -1;
      for (let place = 0; place < n && point >= 0; place++) {
        const share = weight(roster.at(place));
        if (share === 0) continue;
        found = roster.at(place);
        point -= share;
      }
      return found;
    }

    return {
      pick(job, attempt) {
        const n = roster.count;
        if (n === 0) return -1;
        const key = number.data[job];
        const first = attempt * UNIFORMS;
        for (let k = 0; k < TRIES; k++) {
          const node = roster.at(Math.floor(draw.uniform(key, first + 2 * k) * n));
          if (draw.uniform(key, first + 2 * k + 1) < weight(node)) return node;
        }
        return scan(n, draw.uniform(key, first + 2 * TRIES));
      },
    };
  },
});
