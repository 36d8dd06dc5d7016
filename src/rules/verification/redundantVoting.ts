/** Can the answer be trusted? Nodes execute the same job until m of them agree; or it is sent to several, and the first counts. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { MOST_VOTES, redundant } from '../voting.ts';

export const redundantVoting = defineRule({
  slot: 'verification',
  name: 'redundant-m-first',
  summary:
    'copies on distinct nodes until m of them agree: that answer is accepted and the others are convicted; with m = 1 and d copies the first one finished counts and the others are called off',
  schema: z
    .strictObject({
      m: z.int().min(1).max(MOST_VOTES).default(2).describe('executions that must agree'),
      copies: z
        .int()
        .min(1)
        .max(MOST_VOTES)
        .optional()
        .describe('executions that a job is sent to at once, at least m. Default: m'),
      most: z
        .int()
        .min(1)
        .max(MOST_VOTES)
        .default(MOST_VOTES)
        .describe('executions in all; when no m of them agree the job is rejected'),
      cancel: z
        .boolean()
        .default(true)
        .describe('call off what is still under way when m agree; false: it is waited for, and judged as well'),
    })
    .superRefine(({ m, copies, most }, ctx) => {
      const complain = (path: string, message: string, expected: string) =>
        ctx.addIssue({ code: 'custom', path: [path], message, params: { expected } });
      if (most < m) complain('most', `is ${most}, and ${m} must agree`, `${m} to ${MOST_VOTES}`);
      if (copies !== undefined && copies < m) complain('copies', `is ${copies}, and ${m} must agree`, `${m} or more`);
      if (copies !== undefined && copies > most)
        complain('copies', `is ${copies}, and most is ${most}`, `${most} or less`);
    }),
  formula:
    'accepted when m executions agree. If each is wrong by itself with probability f, all wrong ones alike: P(wrong) = sum over j = m..2m-1 of C(2m-1, j) f^j (1-f)^(2m-1-j); the number of executions is that of a race between two negative binomials',
  source:
    'm-first voting: Sarmenta, "Sabotage-tolerance mechanisms for volunteer computing systems", FGCS 18 (2002); cancel on completion: Gardner et al., "Redundancy-d: the power of d choices for redundancy", Oper. Res. 65 (2017)',
  check({ m, copies = m }, { nodes }) {
    return copies <= nodes ? null : `but its ${copies} copies need as many distinct nodes, and there are ${nodes}`;
  },
  bind({ m, copies = m, most, cancel }, b) {
    return redundant(b, { copies, agreeing: m, most, cancel });
  },
});
