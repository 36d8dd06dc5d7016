/** How does an answer get onto the chain? It does not. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'settlement',
  name: 'none',
  summary: 'private: no trace of the answer on the chain',
  schema: z.strictObject({}),
  formula: 'no proof',
  source: 'OpenGradient facilitator, processPrivateSettlement',
  bind: () => ({ submit() {} }),
});
