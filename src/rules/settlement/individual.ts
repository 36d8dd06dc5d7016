/** How does an answer get onto the chain? In a transaction of its own. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const individual = defineRule({
  slot: 'settlement',
  name: 'individual',
  summary: 'one transaction per answer',
  schema: z.strictObject({
    gas: z.int().min(0).default(120_000).describe('gas of one settlement transaction'),
  }),
  formula: 'time to proof = wait for a block with room + finality',
  source:
    'OpenGradient facilitator, INDIVIDUAL_FULL; RSA-PSS check 20,000 gas (precompiles/tee), the rest of the default is an assumption',
  bind({ gas }, b) {
    const { jobs } = b.tables;
    const { life } = b;
    const { flow } = b.scope;
    const tickets = b.table('tickets');
    const answered = tickets.column('answered', 'f64');
    const weight = tickets.column('weight', 'f64');
    const nextFree = tickets.column('nextFree', 'i32', -1);
    const free = b.cells('free', 'i32', 1, -1);
    const owner = b.chain.sender(`settlement/individual/${b.scope.name}`, (ticket) => {
      life.proved(flow, answered.data[ticket], weight.data[ticket]);
      nextFree.data[ticket] = free.data[0];
      free.data[0] = ticket;
    });
    return {
      submit(job) {
        let ticket = free.data[0];
        if (ticket >= 0) free.data[0] = nextFree.data[ticket];
        else ticket = tickets.add();
        answered.data[ticket] = jobs.answered.data[job];
        weight.data[ticket] = jobs.weight.data[job];
        b.chain.send(owner, ticket, gas, b.pots.treasury);
      },
    };
  },
});
