/** How does an answer get onto the chain? With others, under one Merkle root. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { defineRule } from '../contract.ts';

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
  }),
  formula: 'sent at the earliest of: items-th answer; last answer + idle; first answer + age',
  source:
    'OpenGradient inference-facilitator, all_networks_types_helpers.ts: 20 items, 5 min idle, 15 min age; settle gas limit 9,000,000',
  bind({ items, idle, age, gas }, b) {
    const { jobs } = b.tables;
    const { life, engine } = b;
    const { flow } = b.scope;
    // One ticket an answer, linked to the batch that holds it: the job's record is gone long before its proof.
    const tickets = b.table('tickets');
    const answered = tickets.column('answered', 'f64');
    const weight = tickets.column('weight', 'f64');
    const next = tickets.column('next', 'i32', -1);
    const free = b.cells('free', 'i32', 1, -1);
    const open = b.cells('open', 'f64', 4, -1);
    // When the next check is due; -1: none is pending. A check that has been overtaken by an earlier one does nothing.
    const checkAt = b.cells('checkAt', 'f64', 1, -1);
    const owner = b.chain.sender(`settlement/batch/${b.scope.name}`, (head) => {
      for (let ticket = head; ticket >= 0; ) {
        life.proved(flow, answered.data[ticket], weight.data[ticket]);
        const after = next.data[ticket];
        next.data[ticket] = free.data[0];
        free.data[0] = ticket;
        ticket = after;
      }
    });

    function send(): void {
      const head = open.data[HEAD];
      open.data[COUNT] = -1;
      open.data[HEAD] = -1;
      b.chain.send(owner, head, gas, b.pots.treasury);
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
        let ticket = free.data[0];
        if (ticket >= 0) free.data[0] = next.data[ticket];
        else ticket = tickets.add();
        answered.data[ticket] = jobs.answered.data[job];
        weight.data[ticket] = jobs.weight.data[job];
        const now = engine.now;
        if (open.data[COUNT] <= 0) {
          open.data[COUNT] = 0;
          open.data[OPENED] = now;
          open.data[HEAD] = -1;
        }
        next.data[ticket] = open.data[HEAD];
        open.data[HEAD] = ticket;
        open.data[TOUCHED] = now;
        open.data[COUNT]++;
        if (open.data[COUNT] >= items) send();
        else if (checkAt.data[0] < 0 || due() < checkAt.data[0]) watch();
      },
    };
  },
});
