/** Which node serves a job? The one that bids least in an auction for it; it is paid what the next one bid. */
import * as z from 'zod';
import { money } from '../../language/money.ts';
import { withoutAsks } from '../asks.ts';
import { Cheapest } from '../cheapest.ts';
import { defineRule } from '../contract.ts';

export const auction = defineRule({
  slot: 'routing',
  name: 'auction',
  summary:
    'nodes that are not down bid what they ask for; the lowest bid wins and is paid the second lowest (or its own); wants the price rule ask',
  schema: z.strictObject({
    pays: z
      .enum(['second-price', 'first-price'])
      .default('second-price')
      .describe(
        '"second-price": the lowest bid that lost (to bid one\'s cost is then best); "first-price": its own bid',
      ),
    reserve: money({
      assets: ['usd'],
      bare: 'usd',
      exact: false,
      description: 'USD per job: bids above it do not count, and a bid that nobody else competes with is paid it',
    }).optional(),
  }),
  formula:
    'winner = argmin b_i; paid min over the others of b_j, or the reserve; with r copies, all winners the (r + 1)-th lowest bid',
  source: 'Vickrey, Counterspeculation, Auctions, and Competitive Sealed Tenders, J. Finance 16 (1961)',
  check: (_params, about) => withoutAsks(about),
  bind({ pays, reserve }, b) {
    const nodes = new Cheapest(b);
    const { terms } = b;
    const most = () =>
      reserve === undefined ? Number.POSITIVE_INFINITY : (reserve.amount / terms.usdPerToken) * terms.unit;
    return {
      pick(job, attempt) {
        if (nodes.count === 0) return -1;
        const place = nodes.place(attempt);
        const limit = most();
        const first = pays === 'first-price';
        const count = nodes.order(job, first ? place : place + 1);
        const bid = nodes.asked(place);
        if (bid > limit) return -1;
        const next = count > place + 1 ? nodes.asked(place + 1) : Number.POSITIVE_INFINITY;
        const price = first ? bid : Math.min(next, limit);
        nodes.offer.data[job] = price < Number.POSITIVE_INFINITY ? price : bid;
        return nodes.node(place);
      },
    };
  },
});
