/** Can the answer be trusted? The less often a node has proved right in a row, the likelier others execute its jobs again. */
import * as z from 'zod';
import { defineRule } from '../contract.ts';
import { MOST_VOTES, voting } from '../voting.ts';

export const redundantAdaptive = defineRule({
  slot: 'verification',
  name: 'redundant-adaptive',
  summary:
    'adaptive replication: what a node answers is executed again by others until it has been right so often in a row, and from then on ever more rarely',
  schema: z
    .strictObject({
      quorum: z
        .int()
        .min(2)
        .max(MOST_VOTES)
        .default(2)
        .describe('executions of a replicated job that must agree, the first one included'),
      trusted_after: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(10)
        .describe('valid results in a row, each of them replicated, before which every job is replicated'),
      most: z
        .int()
        .min(2)
        .max(MOST_VOTES)
        .default(MOST_VOTES)
        .describe('executions in all; when no quorum of them agrees the job is rejected'),
    })
    .refine(({ quorum, most }) => most >= quorum, { path: ['most'], error: 'is less than the quorum' }),
  formula:
    "P(replicated) = 1 while c < trusted_after, then 1 / c, c being the node's valid results in a row on this flow. A replicated result that agrees with the accepted one adds 1 to c, one that does not sets it to 0; what was not replicated changes nothing. An honest node's c grows as sqrt(2 x jobs)",
  source:
    'BOINC: sched/sched_config.h (CONS_VALID_UNREPLICATED 10), sched/sched_send.cpp set_trust(), sched/validator.cpp is_valid(). There it is decided when a job is sent, here when its first answer is in',
  check({ quorum }, { nodes }) {
    return quorum <= nodes ? null : `but its quorum of ${quorum} needs as many distinct nodes, and there are ${nodes}`;
  },
  bind({ quorum, trusted_after: trustedAfter, most }, b) {
    const { life } = b;
    const { jobs, tasks, nodes } = b.tables;
    const lot = b.draw('replicate');
    const valid = b.column(nodes.table, 'valid', 'f64');
    /** 1: the job is being replicated. */
    const replicated = b.column(jobs.table, 'replicated', 'f64');
    const vote = voting(b, {
      agreeing: quorum,
      most,
      cancel: false,
      judged(task, good) {
        const node = tasks.node.data[task];
        valid.data[node] = good ? valid.data[node] + 1 : 0;
      },
    });
    return {
      executionFactor: 1,
      needsEnclave: false,
      copies(job) {
        vote.begin(job, 1);
        replicated.data[job] = 0;
        return 1;
      },
      answered(job, task) {
        if (replicated.data[job] === 0) {
          const inRow = valid.data[tasks.node.data[task]];
          if (inRow >= trustedAfter && lot.uniform(jobs.number.data[job], 0) * inRow >= 1) {
            life.accept(job, task);
            life.close(job, false);
            return;
          }
          replicated.data[job] = 1;
        }
        vote.answered(job);
      },
      missed: (job) => vote.missed(job),
      due: (job) => vote.due(job),
      audited() {},
    };
  },
});
