/** How does an answer get onto the chain? It does not, and neither does its payment. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'settlement',
  name: 'none',
  summary: 'no trace of the job on any chain: its fee moves at the answer',
  schema: z.strictObject({}),
  formula: 'no proof',
  source: 'a network that settles nothing',
  bind: () => ({ submit() {} }),
});
