/** Can the answer be trusted? Several nodes execute the same job, and the majority's answer counts. */
import * as z from 'zod';
import { OFFENCES } from '../../network/facts.ts';
import { defineRule } from '../contract.ts';

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
    const { life } = b;
    const { jobs, tasks } = b.tables;
    const heard = b.column(jobs.table, 'heard', 'f64');
    const winner = b.column(jobs.table, 'winner', 'f64', -1);
    const offence = OFFENCES.indexOf('invalid-result');

    /** Copies handed in, this one included, whose output agrees with this one's. */
    function support(job: number, task: number): number {
      let votes = 1;
      for (let other = jobs.tasks.data[job]; other >= 0; other = tasks.sibling.data[other])
        if (other !== task && tasks.ended.data[other] >= 0 && life.agree(task, other)) votes++;
      return votes;
    }

    /** The copy, in the order of handing out, whose output more than half of all copies share; -1: none yet. */
    function supported(job: number): number {
      let found = -1;
      for (let task = jobs.tasks.data[job]; task >= 0; task = tasks.sibling.data[task])
        if (tasks.ended.data[task] >= 0 && support(job, task) * 2 > copies) found = task;
      return found;
    }

    /** With all copies in, who disagrees with the accepted answer is known, and no dispute is left. */
    function conclude(job: number): void {
      if (heard.data[job] < copies) return;
      const accepted = winner.data[job];
      if (accepted < 0) life.reject(job);
      else
        for (let other = jobs.tasks.data[job]; other >= 0; other = tasks.sibling.data[other])
          if (other !== accepted && tasks.ended.data[other] >= 0 && !life.agree(accepted, other))
            life.convict(other, offence);
      life.close(job, accepted >= 0);
    }

    return {
      executionFactor: 1,
      needsEnclave: false,
      copies(job) {
        heard.data[job] = 0;
        winner.data[job] = -1;
        return copies;
      },
      answered(job) {
        heard.data[job]++;
        if (winner.data[job] < 0) {
          const found = supported(job);
          if (found >= 0) {
            winner.data[job] = found;
            life.accept(job, found);
          }
        }
        conclude(job);
      },
      missed(job) {
        heard.data[job]++;
        conclude(job);
      },
      audited() {},
    };
  },
});
