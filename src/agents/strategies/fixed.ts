/** How does an operator revise what it does? It does not. */
import * as z from 'zod';
import { defineStrategy } from '../contract.ts';

export const fixed = defineStrategy({
  name: 'fixed',
  summary: 'keeps doing what the scenario says',
  schema: z.strictObject({}),
  source: 'no revision',
  bind: () => ({ revise() {} }),
});
