/** What if several nodes give the same wrong answer and vouch for each other? */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { AUDIT } from '../../network/tables.ts';
import { decide } from '../chance.ts';
import { defineAdversary, ECHO, HONEST } from '../contract.ts';

export const collude = defineAdversary({
  name: 'collude',
  summary: 'its nodes share one made-up answer per job, and as auditors confirm each other',
  schema: z.strictObject({
    probability: share({ description: 'chance that the coalition cheats on a job' }).default(1),
  }),
  gains: 'compute, and verdicts in its favour wherever it holds the majority of copies or auditors',
  costs: 'the bond of every member caught; nothing when it wins the vote',
  beatenBy: 'auditors drawn from a large honest population; enclaves; proofs',
  source: 'colluding saboteurs (Sarmenta, FGCS 18, 2002), c = 1',
  behaviours: () => ['made-up-shared'],
  bind({ probability }, view) {
    const cheats = decide(view, 'cheat', probability);
    const behaviour = view.behaviour('made-up-shared');
    const { tasks } = view.tables;
    return {
      shared: true,
      execute(job, task) {
        if (tasks.role.data[task] !== AUDIT) return cheats(job) ? behaviour : HONEST;
        const audited = tasks.node.data[tasks.checks.data[task]];
        return view.holds(audited) ? ECHO : HONEST;
      },
    };
  },
});
