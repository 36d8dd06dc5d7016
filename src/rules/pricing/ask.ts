/** What does a job cost? What its node asks for it, or what an auction settled on. */
import * as z from 'zod';
import { offerOf } from '../../network/asks.ts';
import { asks, withoutAsks } from '../asks.ts';
import { defineRule } from '../contract.ts';

export const ask = defineRule({
  slot: 'pricing',
  name: 'ask',
  summary:
    "the ask of the job's node at the oracle's price, or what the auction settled on: final once the job has a node",
  schema: z.strictObject({}),
  formula:
    'fee = ceil(ask of the node / USD per token), or ceil(price of the auction); no price while the oracle halts',
  source: 'posted prices of the providers, or Vickrey (1961) with routing: auction',
  check: (_params, about) => withoutAsks(about),
  bind(_params, b) {
    const { market, engine, tables } = b;
    const asked = asks(b);
    const offer = offerOf(tables);
    const { node } = tables.jobs;
    return {
      quote(job) {
        offer.data[job] = -1;
        return market.isHalted(engine.now) ? -1 : 0;
      },
      final(job) {
        if (market.isHalted(engine.now)) return -1;
        const settled = offer.data[job];
        offer.data[job] = -1;
        const price = settled >= 0 ? settled : asked(job, node.data[job]);
        // Rounded up, but not for what only the doubles on the way added.
        return Math.ceil(price - 1e-6);
      },
    };
  },
});
