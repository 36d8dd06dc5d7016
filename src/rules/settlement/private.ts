/** How does an answer get onto the chain? It does not; only its payment does. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const privately = defineRule({
  slot: 'settlement',
  name: 'private',
  summary: 'nothing but the payment goes on chain: the answer is never proved',
  schema: z.strictObject({}),
  formula: 'no proof; the payment as with every settlement but none',
  source: 'OpenGradient SDK, PRIVATE; inference-facilitator, processPrivateSettlement',
  bind: () => ({ submit() {} }),
});
