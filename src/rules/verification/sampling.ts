/** Can the answer be trusted? Some answers are executed again by others, chosen by lot, and compared. */
import * as z from 'zod';
import { expression } from '../../language/expression.ts';
import { money } from '../../language/money.ts';
import { OFFENCES } from '../../network/facts.ts';
import { AUDIT } from '../../network/tables.ts';
import { auditors, MOST_AUDITORS } from '../auditors.ts';
import { defineRule } from '../contract.ts';
import { jobHook } from '../hooks.ts';

export const sampling = defineRule({
  slot: 'verification',
  name: 'sampling',
  summary:
    'proof of sampling: with probability p, n auditors whose queues are not full execute the job again; a majority against convicts',
  schema: z.strictObject({
    probability: expression(jobHook, { min: 0, max: 1, description: 'chance p that an answer is audited' }).default(
      0.05,
    ),
    auditors: z
      .int()
      .min(1)
      .max(MOST_AUDITORS)
      .default(1)
      .describe('executions again per audit; odd numbers avoid ties'),
    by: z
      .enum(['nodes', 'validators'])
      .default('nodes')
      .describe('who audits: other nodes of the flow, or validators that have a seat in the set'),
    reward: money({ assets: ['token'], description: 'paid to the auditor per audit, from the treasury' }).prefault(0),
  }),
  formula:
    'audit with probability p; convicted when more than n/2 auditors disagree. Per cheated job P(detection) = p for honest auditors',
  source: 'Proof of Sampling (arXiv 2405.00295); auditors drawn over identities, excluding only the executing one',
  check({ probability, auditors, by }, { nodes, validators }) {
    if (probability === 0) return null;
    if (by === 'validators' && validators === 0) return 'but validators are to audit, and there are none';
    // The node that is audited does not audit itself.
    const there = by === 'validators' ? validators : nodes - 1;
    if (auditors <= there) return null;
    return `but its ${auditors} auditors need as many distinct ${by}${by === 'nodes' ? ' besides the audited one' : ''}, and there are ${there}`;
  },
  bind({ probability, auditors: count, by, reward }, b) {
    const { life, ledger } = b;
    const { jobs, tasks, nodes, validators, executors } = b.tables;
    const chance = b.expression(probability, jobHook);
    const select = b.draw('audit');
    const auditor = auditors(b, by);
    const offence = OFFENCES.indexOf('invalid-result');
    const pay = b.units(reward);
    const reason = ledger.reason('audit reward');
    const against = b.column(jobs.table, 'against', 'f64');
    const heard = b.column(jobs.table, 'heard', 'f64');
    const asked = b.column(jobs.table, 'asked', 'f64');

    /** With all that can be heard, the majority decides; when no auditor is left, nobody looked. */
    function conclude(job: number, answer: number): void {
      if (heard.data[job] < asked.data[job]) return;
      if (against.data[job] * 2 > asked.data[job]) life.convict(answer, offence);
      life.close(job, asked.data[job] > 0);
    }

    return {
      executionFactor: 1,
      needsEnclave: false,
      copies: () => 1,
      answered(job, task) {
        life.accept(job, task);
        if (select.uniform(jobs.number.data[job], 0) < chance(job)) {
          against.data[job] = 0;
          heard.data[job] = 0;
          asked.data[job] = 0;
          for (let k = 0; k < count; k++) {
            const executor = auditor(job, k);
            if (executor < 0) break;
            if (life.spawn(job, AUDIT, executor, task) >= 0) asked.data[job]++;
          }
          if (asked.data[job] > 0) return;
        }
        life.close(job, false);
      },
      audited(job, task) {
        if (pay > 0) {
          const executor = tasks.executor.data[task];
          const node = executors.node.data[executor];
          const to = node >= 0 ? nodes.wallet.data[node] : validators.wallet.data[executors.validator.data[executor]];
          ledger.move(b.pots.treasury, to, pay, reason);
        }
        heard.data[job]++;
        if (!life.agree(tasks.checks.data[task], task)) against.data[job]++;
        conclude(job, tasks.checks.data[task]);
      },
      missed(job, task) {
        asked.data[job]--;
        conclude(job, tasks.checks.data[task]);
      },
    };
  },
});
