/** What if nobody is punished? */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'discipline',
  name: 'none',
  summary: 'validators that miss blocks or sign twice lose nothing',
  schema: z.strictObject({}),
  formula: '0',
  source: 'none',
  bind: () => ({ offended() {} }),
});
