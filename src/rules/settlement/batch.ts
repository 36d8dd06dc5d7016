/** How does an answer get onto the chain? With others, under one Merkle root. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { chainName } from '../chainName.ts';
import { defineRule } from '../contract.ts';
import { Tickets } from '../tickets.ts';

/** Columns of the one open batch. */
const COUNT = 0;
const OPENED = 1;
const TOUCHED = 2;
const HEAD = 3;

export const batch = defineRule({
  slot: 'settlement',
  name: 'batch',
  summary: 'answers wait for each other; a batch is sent when full, idle or old, and its items are proved together',
  schema: z.strictObject({
    items: z.int().min(1).max(100_000).default(20).describe('answers that fill a batch'),
    idle: duration({ clock: 'job', min: 0.001, description: 'sent when nothing was added for so long' }).default(300),
    age: duration({ clock: 'job', min: 0.001, description: 'sent when its first answer has waited so long' }).default(
      900,
    ),
    gas: z.int().min(0).default(9_000_000).describe('gas of one batch transaction'),
    chain: chainName,
    across: z
      .enum(['flow', 'network'])
      .default('flow')
      .describe('whose answers share a batch: those of one flow, or of all flows that say so with the same parameters'),
  }),
  formula: 'sent at the earliest of: items-th answer; last answer + idle; first answer + age',
  source:
    'OpenGradient inference-facilitator, all_networks_types_helpers.ts: 20 items, 5 min idle, 15 min age; settle gas limit 9,000,000',
  bind({ items, idle, age, gas, chain, across }, own) {
    const b = across === 'network' ? own.common() : own;
    const { engine } = b;
    const { flow } = b.scope;
    const tickets = new Tickets(b, 'settlement/batch', { gas, chain });
    const open = b.cells('open', 'f64', 4, -1);
    // When the next check is due; -1: none is pending. A check that has been overtaken by an earlier one does nothing.
    const checkAt = b.cells('checkAt', 'f64', 1, -1);

    function send(): void {
      const head = open.data[HEAD];
      open.data[COUNT] = -1;
      open.data[HEAD] = -1;
      tickets.send(head);
    }
    function due(): number {
      return Math.min(open.data[TOUCHED] + idle, open.data[OPENED] + age);
    }
    const check = b.event('check', () => {
      if (engine.now !== checkAt.data[0]) return;
      checkAt.data[0] = -1;
      if (open.data[COUNT] <= 0) return;
      if (engine.now >= due()) send();
      else watch();
    });
    function watch(): void {
      checkAt.data[0] = Math.max(due(), engine.now);
      engine.at(checkAt.data[0], check, flow);
    }

    return {
      submit(job) {
        const cells = open.data;
        const now = engine.now;
        const first = cells[COUNT] <= 0;
        if (first) {
          cells[COUNT] = 0;
          cells[OPENED] = now;
        }
        cells[HEAD] = tickets.take(job, first ? -1 : cells[HEAD]);
        cells[TOUCHED] = now;
        if (++cells[COUNT] >= items) send();
        else if (checkAt.data[0] < 0 || due() < checkAt.data[0]) watch();
      },
    };
  },
});
