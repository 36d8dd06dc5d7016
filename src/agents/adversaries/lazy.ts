/** What if a node does not compute at all? It makes an answer up. */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { decide } from '../chance.ts';
import { defineAdversary, HONEST } from '../contract.ts';

export const lazy = defineAdversary({
  name: 'lazy',
  summary: 'answers without inference: a made-up output, another one each time',
  schema: z.strictObject({
    probability: share({ description: 'chance that it cheats on a job' }).default(1),
  }),
  gains: 'all of the compute that the answer would have cost',
  costs: 'the bond, when one of its answers is executed again',
  beatenBy: 'any re-execution (two made-up answers do not agree), a proof of execution',
  source: 'free riding; Proof of Sampling (arXiv 2405.00295)',
  behaviours: () => ['made-up'],
  bind({ probability }, view) {
    const cheats = decide(view, 'cheat', probability);
    const madeUp = view.behaviour('made-up');
    return { execute: (job) => (cheats(job) ? madeUp : HONEST) };
  },
});
