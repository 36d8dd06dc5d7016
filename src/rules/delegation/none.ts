/** What if delegators never look? */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'delegation',
  name: 'none',
  summary: 'delegators stay where they are dealt to, and keep their rewards',
  schema: z.strictObject({}),
  formula: 'no moves',
  source: 'none',
  bind: () => ({ revise() {} }),
});
