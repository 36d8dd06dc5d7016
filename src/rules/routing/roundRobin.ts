/** Which node serves a job? The next one in turn. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const roundRobin = defineRule({
  slot: 'routing',
  name: 'round-robin',
  summary: 'the nodes that can serve the flow in turn, one a job; further copies and attempts take further turns',
  schema: z.strictObject({}),
  formula:
    'the first node of the roster after the last one taken, in the order of the tables; after the last, the first',
  source: 'cyclic assignment; each node then sees every n-th arrival of the flow',
  bind(_params, b) {
    const roster = b.roster();
    const last = b.cells('last', 'i32', 1, -1);
    return {
      pick() {
        const n = roster.count;
        if (n === 0) return -1;
        // By node and not by place: who joins or leaves must not make others miss their turn.
        let low = 0;
        let high = n;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (roster.at(middle) > last.data[0]) high = middle;
          else low = middle + 1;
        }
        const node = roster.at(low === n ? 0 : low);
        last.data[0] = node;
        return node;
      },
    };
  },
});
