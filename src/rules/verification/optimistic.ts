/** Can the answer be trusted? It counts unless somebody proves it wrong within a window. */
import * as z from 'zod';
import { duration } from '../../language/duration.ts';
import { expression } from '../../language/expression.ts';
import { money } from '../../language/money.ts';
import { share } from '../../language/share.ts';
import { OFFENCES } from '../../network/facts.ts';
import { mulDiv } from '../../network/mulDiv.ts';
import { AUDIT } from '../../network/tables.ts';
import { auditors } from '../auditors.ts';
import { defineRule } from '../contract.ts';
import { jobHook } from '../hooks.ts';

/** Shares are whole parts per 10^9. */
const WHOLE = 1_000_000_000;

/** What is put off. */
const WINDOW = 0;
const VERDICT = 1;

/** Where a job's dispute stands. */
const NONE = 0;
const OPEN = 1;
const OVER = 2;

export const optimistic = defineRule({
  slot: 'verification',
  name: 'optimistic',
  summary:
    'the answer stands unless one of h challengers, each of whom executes it again with probability y, disputes it within a window',
  schema: z.strictObject({
    challengers: z.int().min(1).max(31).default(3).describe('challengers h per job, drawn by lot'),
    looks: expression(jobHook, {
      min: 0,
      max: 1,
      description: 'chance y that a challenger executes the job again',
    }).default(0.2),
    by: z
      .enum(['nodes', 'validators'])
      .default('nodes')
      .describe('who may challenge: other nodes of the flow, or validators that have a seat in the set'),
    window: duration({
      clock: 'job',
      positive: true,
      description: 'how long after the answer it can be challenged',
    }).default(3600),
    steps: z
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .default(1_048_576)
      .describe('steps N of the computation, among which the first one that the parties disagree on is sought'),
    round: duration({ clock: 'job', description: 'length of one round of the search' }).default(60),
    bond: money({
      assets: ['token'],
      description: "What the loser of a dispute forfeits, of its stake; who has less staked can't challenge.",
    }).prefault(0),
    reward: share({ description: "share of the forfeited bond for the winner's wallet; the rest is burned" }).default(
      0.5,
    ),
    factor: z
      .number()
      .min(1)
      .max(10)
      .default(1)
      .describe('service time of executions that can be disputed / service time without it'),
  }),
  formula:
    'a wrong answer is missed with probability (1 - y)^h; verdict at the end of the window, or of the dispute: ceil(log2 N) rounds after its challenge. The chain executes the one step in dispute, so the truth wins: a convicted answer pays the challenger, a false challenge the challenged',
  source:
    'opML (arXiv:2401.17555); Arbitrum (Kalodner et al., USENIX Security 2018); OpenGradient ZK-CRV: 1-2x slower, window, bond and slash not published: assumptions',
  check({ challengers, by }, { nodes, validators }) {
    if (by === 'validators' && validators === 0) return 'but validators are to challenge, and there are none';
    const there = by === 'validators' ? validators : nodes - 1;
    if (challengers <= there) return null;
    return `but its ${challengers} challengers need as many distinct ${by}${by === 'nodes' ? ' besides the challenged one' : ''}, and there are ${there}`;
  },
  bind(params, b) {
    const { life, engine, ledger } = b;
    const { jobs, tasks, nodes, validators, executors } = b.tables;
    const chance = b.expression(params.looks, jobHook);
    const look = b.draw('challenge');
    const challenger = auditors(b, params.by);
    const wrong = OFFENCES.indexOf('invalid-result');
    const idle = OFFENCES.indexOf('false-challenge');
    const bond = Math.round(b.units(params.bond));
    const toWinner = Math.round(params.reward * WHOLE);
    const reason = ledger.reason('slash');
    const answer = b.column(jobs.table, 'answer', 'f64', -1);
    const accuser = b.column(jobs.table, 'accuser', 'f64', -1);
    const dispute = b.column(jobs.table, 'dispute', 'f64');
    const looked = b.column(jobs.table, 'looked', 'f64');
    const until = b.column(jobs.table, 'until', 'f64');
    let rounds = 0;
    for (let apart = 1; apart < params.steps; apart *= 2) rounds++;
    const lasting = rounds * params.round;
    // Named by what they last: after a change, jobs that came before it keep their own.
    const ends = b.lane(`window ${params.window}`, params.window, (ticket) => life.due(ticket), { priority: 60 });
    const verdict = b.lane(`verdict ${lasting}`, lasting, (ticket) => life.due(ticket), { priority: 55 });

    /** Accounts of whoever executed a task: what it has staked, and what it earns. */
    function staked(task: number): number {
      const node = tasks.node.data[task];
      return node >= 0
        ? nodes.bond.data[node]
        : validators.bond.data[executors.validator.data[tasks.executor.data[task]]];
    }
    function wallet(task: number): number {
      const node = tasks.node.data[task];
      return node >= 0
        ? nodes.wallet.data[node]
        : validators.wallet.data[executors.validator.data[tasks.executor.data[task]]];
    }
    /** The loser's bond goes to the winner and out of the world. */
    function forfeit(loser: number, winner: number): void {
      const from = staked(loser);
      const amount = Math.min(bond, ledger.balance(from));
      if (amount === 0) return;
      const prize = mulDiv(amount, toWinner, WHOLE);
      ledger.move(from, wallet(winner), prize, reason);
      ledger.destroy(from, amount - prize, reason);
      const node = tasks.node.data[loser];
      if (node < 0) return;
      nodes.slashed.data[node] += amount;
      b.emit('slashed', node, amount);
    }
    function settle(job: number): void {
      const disputed = answer.data[job];
      const challenge = accuser.data[job];
      dispute.data[job] = OVER;
      if (tasks.cheat.data[disputed] === 1) {
        forfeit(disputed, challenge);
        life.convict(disputed, wrong, challenge);
        life.close(job, true);
        return;
      }
      forfeit(challenge, disputed);
      life.convict(challenge, idle);
      if (engine.now >= until.data[job]) life.close(job, true);
    }

    return {
      executionFactor: params.factor,
      needsEnclave: false,
      copies: () => 1,
      answered(job, task) {
        life.accept(job, task);
        answer.data[job] = task;
        dispute.data[job] = NONE;
        looked.data[job] = 0;
        until.data[job] = engine.now + params.window;
        const y = chance(job);
        const n = jobs.number.data[job];
        for (let k = 0; k < params.challengers; k++) {
          if (look.uniform(n, k) >= y) continue;
          const executor = challenger(job, k);
          if (executor < 0) break;
          life.spawn(job, AUDIT, executor, task);
        }
        engine.push(ends, life.appoint(job, WINDOW));
      },
      audited(job, task) {
        // Too late, or somebody was faster.
        if (jobs.closed.data[job] === 1) return;
        looked.data[job]++;
        if (dispute.data[job] !== NONE || engine.now > until.data[job]) return;
        if (life.agree(answer.data[job], task)) return;
        if (bond > 0 && ledger.balance(staked(task)) < bond) return;
        dispute.data[job] = OPEN;
        accuser.data[job] = task;
        engine.push(verdict, life.appoint(job, VERDICT));
      },
      due(job, what) {
        if (what === VERDICT) settle(job);
        else if (dispute.data[job] !== OPEN) life.close(job, looked.data[job] > 0);
      },
    };
  },
});
