/** What does a conviction cost? Nothing: it is only noted. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'slashing',
  name: 'none',
  summary: 'no stake is taken and nobody is jailed',
  schema: z.strictObject({}),
  formula: '0',
  source: 'OpenGradient as coded: TEERegistry has no bond',
  bind: () => ({ convicted() {} }),
});
