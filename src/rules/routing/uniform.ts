/** Which node serves a job? Any of those that can, with equal chances. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const uniform = defineRule({
  slot: 'routing',
  name: 'uniform',
  summary: 'a node drawn with equal chances among those that can serve the flow',
  schema: z.strictObject({}),
  formula: 'node = roster[floor(u n)]',
  source: 'OpenGradient SDK: random.choice over getActiveTEEs (client/tee_registry.py), without its stickiness',
  bind(_params, b) {
    const roster = b.roster();
    const draw = b.draw('route');
    const number = b.tables.jobs.number;
    return {
      pick(job, attempt) {
        const n = roster.count;
        if (n === 0) return -1;
        return n === 1 ? roster.at(0) : roster.at(Math.floor(draw.uniform(number.data[job], attempt) * n));
      },
    };
  },
});
