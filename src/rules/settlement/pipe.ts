/** How does an answer get onto the chain? The transaction that asks for it carries it: the client reads it from the block. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { proofRowOf } from '../../network/payments.ts';
import { defineRule } from '../contract.ts';
import { modeKey } from '../modes.ts';

export const pipe = defineRule({
  slot: 'settlement',
  name: 'pipe',
  summary:
    'PIPE: nodes execute the calls of a transaction in parallel before any block takes it; the answer comes with the block',
  schema: z.strictObject({
    gas: z.int().min(0).default(200_000).describe('gas of a transaction that calls a model once; its client pays'),
    wait: duration({
      clock: 'job',
      positive: true,
      description: "seconds that a client waits for its transaction: the flow's timeout, where it states none",
    }).default(120),
  }),
  formula:
    'answer = proof = finality of the first block with room after the result is there; each execution (copies too) is a transaction',
  source:
    'OpenGradient docs, ML Execution (PIPE): the inference mempool has results before the EVM executes; SDK alpha.py: client waits 120 s. Gas of the inference precompile is not published: an assumption',
  bind({ gas }, b) {
    const { jobs, tasks, clients } = b.tables;
    const { life } = b;
    const { flow } = b.scope;
    const modal = b.terms.modal[flow];
    const proofRow = b.terms.held ? proofRowOf(jobs) : null;
    const owner = b.chain.sender(`settlement/pipe/${b.scope.name}`, (task) => life.handIn(task), {
      ordered: true,
    });
    return {
      submit(job) {
        if (proofRow !== null) life.released(proofRow.data[job], true);
        life.proved(
          flow,
          jobs.answered.data[job],
          jobs.weight.data[job],
          modal ? modeKey(jobs.book.data[job], jobs.mode.data[job]) : -1,
        );
      },
      carry(task) {
        const client = jobs.client.data[tasks.job.data[task]];
        b.chain.send(owner, task, gas, clients.wallet.data[client]);
      },
    };
  },
});
