/** In what order does an executor work? First come, first served, on each of its slots. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { Line } from '../line.ts';
import { bound } from '../queueBound.ts';
import { slotService } from '../slotService.ts';

export const fifo = defineRule({
  slot: 'service',
  name: 'fifo',
  summary: 'first come, first served; one task a slot',
  schema: z.strictObject({ bound }),
  formula:
    'start when a slot is free, else wait in order of submission; end = start + work; refused when bound are there',
  source: 'M/G/c and M/M/c/K disciplines of queueing theory (Erlang 1917)',
  bind({ bound }, b) {
    return slotService(b, new Line(b), bound);
  },
});
