/** What if a node is only there? It sends heartbeats and answers nobody. */
import * as z from 'zod';
import { defineAdversary } from '../contract.ts';

export const zombie = defineAdversary({
  name: 'zombie',
  summary: 'sends its heartbeats, so it stays in the active set, and refuses every request; clients try elsewhere',
  schema: z.strictObject({}),
  gains: 'all compute, and whatever is paid for being there: emission by stake or uptime',
  costs: 'fees; nothing else where nobody counts refusals',
  beatenBy: 'retries (the harm is a request more), reputation of answers, pay for work in place of presence',
  source: 'OpenGradient TEERegistry: active = enabled, image approved, heartbeat fresh; requests are not watched',
  behaviours: () => [],
  bind: () => ({ refuses: true }),
});
