/** What is a node's record worth? The share of its verdicts that were good, started from a prior. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const counters = defineRule({
  slot: 'reputation',
  name: 'counters',
  summary: 'good verdicts / all verdicts, with a prior of so many good and bad ones',
  schema: z.strictObject({
    good: z.number().min(0).default(1).describe('good verdicts that a new identity is credited with'),
    bad: z.number().min(0).default(0).describe('bad verdicts that a new identity is charged with'),
  }),
  formula: '(good + g) / (good + bad + g + b), g and b the good and bad verdicts so far; 1 while there are none',
  source: 'beta reputation with counters (Josang, Ismail 2002) read as a mean',
  bind({ good, bad }, b) {
    const { nodes } = b.tables;
    const goods = b.column(nodes.table, 'good', 'f64');
    const bads = b.column(nodes.table, 'bad', 'f64');
    return {
      observed(node, wasGood) {
        if (wasGood) goods.data[node]++;
        else bads.data[node]++;
        const all = good + bad + goods.data[node] + bads.data[node];
        nodes.reputation.data[node] = all > 0 ? (good + goods.data[node]) / all : 1;
      },
    };
  },
});
