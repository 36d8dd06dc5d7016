/** Can the answer be trusted? Several nodes execute the same job, and the majority's answer counts. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { redundant } from '../voting.ts';

export const redundantMajority = defineRule({
  slot: 'verification',
  name: 'redundant-majority',
  summary:
    'r copies on distinct nodes; the answer that more than r/2 of them agree on is accepted, the others are convicted',
  schema: z.strictObject({
    copies: z.int().min(1).max(31).default(3).describe('executions r per job; odd numbers avoid ties'),
  }),
  formula:
    'accepted when a copy agrees with more than r/2 of the r copies, itself included; with all copies in and no majority the job is rejected',
  source: 'majority voting over redundant execution (Sarmenta, FGCS 18, 2002)',
  check({ copies }, { nodes }) {
    return copies <= nodes ? null : `but its ${copies} copies need as many distinct nodes, and there are ${nodes}`;
  },
  bind({ copies }, b) {
    // With all copies in, who disagrees with the accepted answer is known, and no dispute is left.
    return redundant(b, { copies, agreeing: Math.floor(copies / 2) + 1, most: copies, cancel: false });
  },
});
