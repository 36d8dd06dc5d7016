/** Which node serves a job? One drawn in proportion to its bond, or to its square root. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';

export const stakeWeighted = defineRule({
  slot: 'routing',
  name: 'stake-weighted',
  summary: 'a node drawn with chances proportional to bond^exponent',
  schema: z.strictObject({
    exponent: z
      .union([z.literal(0), z.literal(0.5), z.literal(1)])
      .default(1)
      .describe('0, 0.5 or 1: power of the bond'),
  }),
  formula:
    'P(node i) = bond_i^exponent / sum of bond^exponent; exponent 1 is neutral to splitting an identity, below 1 rewards it',
  source: 'stake-proportional selection as in proof-of-stake networks; Sybil effect: validation catalogue C04',
  bind({ exponent }, b) {
    const roster = b.roster();
    const draw = b.draw('route');
    const number = b.tables.jobs.number;
    return {
      pick: (job, attempt) => roster.byStake(exponent, draw.uniform(number.data[job], attempt)),
    };
  },
});
