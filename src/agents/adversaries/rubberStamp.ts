/** What if auditors do not look? They approve whatever they are asked to execute again. */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { AUDIT } from '../../network/tables.ts';
import { decide } from '../chance.ts';
import { defineAdversary, ECHO, HONEST } from '../contract.ts';

export const rubberStamp = defineAdversary({
  name: 'rubber-stamp',
  summary: 'its validators approve what they audit without executing it again',
  schema: z.strictObject({
    probability: share({ description: 'chance that it approves an answer unseen' }).default(1),
  }),
  gains: 'the compute of its audits, or what a cheat pays for its approval; the rewards of audits all the same',
  costs: 'nothing, unless lazy audits are found out',
  beatenBy: 'more auditors per answer; wrong answers planted on purpose (forced errors, Truebit)',
  source: "the verifier's dilemma (Luu et al., CCS 2015); colluding validators of proof of sampling (arXiv 2405.00295)",
  holds: 'validators',
  offChain: true,
  behaviours: () => [],
  bind({ probability }, view) {
    const approves = decide(view, 'approve', probability);
    const { tasks } = view.tables;
    return { execute: (job, task) => (tasks.role.data[task] === AUDIT && approves(job) ? ECHO : HONEST) };
  },
});
