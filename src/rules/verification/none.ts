/** Can the answer be trusted? Nobody looks. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const none = defineRule({
  slot: 'verification',
  name: 'none',
  summary: 'vanilla: the answer is taken as it comes; no cheat is ever caught',
  schema: z.strictObject({}),
  formula: 'P(detection) = 0',
  source: 'OpenGradient InferenceMode VANILLA: a signature only',
  bind(_params, b) {
    const { life } = b;
    return {
      executionFactor: 1,
      needsEnclave: false,
      copies: () => 1,
      answered(job, task) {
        life.accept(job, task);
        life.close(job, false);
      },
      audited() {},
    };
  },
});
