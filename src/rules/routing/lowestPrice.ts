/** Which node serves a job? The one that asks least for it. */
import * as z from 'zod';
import { withoutAsks } from '../asks.ts';
import { Cheapest } from '../cheapest.ts';
import { defineRule } from '../contract.ts';

export const lowestPrice = defineRule({
  slot: 'routing',
  name: 'lowest-price',
  summary:
    'the node that asks least for the job, of those that say what they ask (who is down does not); ties are drawn by the job; sent again, the next one',
  schema: z.strictObject({}),
  formula: 'argmin over the roster of ask_i; copy k, and the k-th time that it is sent, take the (k + 1)-th lowest',
  source: 'price competition of Bertrand (1883): a buyer who sees all prices buys from the cheapest',
  check: (_params, about) => withoutAsks(about),
  bind(_params, b) {
    const nodes = new Cheapest(b);
    return {
      pick(job, attempt) {
        if (nodes.count === 0) return -1;
        const place = nodes.place(attempt);
        nodes.order(job, place);
        return nodes.node(place);
      },
    };
  },
});
