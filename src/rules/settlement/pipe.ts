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
    'answer = proof = finality of the first block with room after the result is there; each execution (copies too) is a transaction. Who has a limited wallet pays its gas as it is sent, and has no answer when that is more than is left',
  source:
    'OpenGradient docs, ML Execution (PIPE): the inference mempool has results before the EVM executes; SDK alpha.py: client waits 120 s. Gas of the inference precompile is not published: an assumption',
  bind({ gas }, b) {
    const { jobs, tasks, clients } = b.tables;
    const { life, ledger } = b;
    const { flow } = b.scope;
    const modal = b.terms.modal[flow];
    const proofRow = b.terms.held ? proofRowOf(jobs) : null;
    const reason = ledger.reason('gas');
    /** Of a task that was sent: the wallet that will pay for its gas; -1: one has done so already. */
    const payer = b.column(tasks.table, 'payer', 'f64', -1);
    const owner = b.chain.sender(`settlement/pipe/${b.scope.name}`, (task) => life.handIn(task), {
      ordered: true,
      charge(task, fee, pot) {
        const wallet = payer.data[task];
        if (wallet < 0) return;
        // One that a change of rules has limited since pays what is in it.
        const due = ledger.covers(wallet, fee) ? fee : Math.max(0, ledger.balance(wallet));
        ledger.move(wallet, pot, due, reason);
      },
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
        const wallet = clients.wallet.data[jobs.client.data[tasks.job.data[task]]];
        const limited = ledger.isLimited(wallet);
        if (limited) {
          const fee = Math.ceil(gas * b.chains.gasPrice);
          if (!ledger.covers(wallet, fee)) return false;
          // Now: what is in the wallet may be gone when its block is made.
          ledger.move(wallet, b.pots.validators, fee, reason);
        }
        payer.data[task] = limited ? -1 : wallet;
        b.chain.send(owner, task, gas, wallet);
        return true;
      },
    };
  },
});
