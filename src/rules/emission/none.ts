/** How much is issued? Nothing. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'emission',
  name: 'none',
  summary: 'no tokens are issued',
  schema: z.strictObject({}),
  formula: '0',
  source: 'fixed supply',
  bind: () => ({ due: () => 0 }),
});
