/** Can the answer be trusted? Every inference has a proof, far dearer than the inference itself. */
import * as z from 'zod';
import { sampler } from '../../engine/samplers/sampler.ts';
import { distribution } from '../../language/distribution.ts';
import { duration } from '../../language/duration.ts';
import { number } from '../../language/number.ts';
import { share } from '../../language/share.ts';
import { chargeNode, GAS_PAYERS } from '../../network/chains.ts';
import { OFFENCES, PROOFS } from '../../network/facts.ts';
import { PROOF } from '../../network/tables.ts';
import { defineRule } from '../contract.ts';

const VALID = PROOFS.indexOf('valid');
const FORGED = PROOFS.indexOf('forged');
const REFUTED = PROOFS.indexOf('refuted');
const MISSING = PROOFS.indexOf('missing');

/** What is put off. */
const TIMEOUT = 0;
const CHECKED = 1;
const FINAL = 2;

export const zkml = defineRule({
  slot: 'verification',
  name: 'zkml',
  summary: 'a zero-knowledge proof of every inference, made by its node or by a prover, checked by client and chain',
  schema: z
    .strictObject({
      proof_work: distribution({
        unit: 'number',
        positive: true,
        description: 'Work of a proof over the work of its inference; a factor, or a distribution of factors.',
      }).prefault({ loguniform: { low: 100, high: 10_000 } }),
      by: z
        .enum(['same-slot', 'prover'])
        .default('prover')
        .describe(
          'who makes the proofs: the node itself, on its own slots and in their queue; or a prover of the flow, with a queue of its own',
        ),
      provers: z.int().min(1).max(1_000_000).default(1).describe('proofs that the prover makes at the same time'),
      speed: number({ positive: true, description: 'Speed of the prover: a proof takes work / speed.' }).default(1),
      timeout: duration({
        clock: 'job',
        positive: true,
        description: 'A proof that is not there so long after its inference is given up. Default: it is waited for.',
      }).optional(),
      unproved: z
        .enum(['reject', 'accept'])
        .default('reject')
        .describe('what a client that waits for the proof does with an answer that has none in time'),
      answer_after: z
        .enum(['execution', 'proof'])
        .default('proof')
        .describe('when the client gets its answer: at once, or with the proof'),
      verify: duration({ clock: 'job', description: 'how long checking a proof takes' }).default(0.01),
      verify_gas: z.int().min(0).default(300_000).describe('gas of the check on the chain; 0: only the client checks'),
      gas_paid_by: z
        .enum(GAS_PAYERS)
        .optional()
        .describe(
          'who pays for it: the treasury, the facilitator, or the node whose answer it is (what that lacks, the facilitator). Default: as chain.gas_paid_by',
        ),
      soundness: share({
        description: 'soundness error: probability that the proof of a wrong answer passes the check',
      }).default(0),
      largest: duration({
        clock: 'job',
        positive: true,
        description: 'Largest mean work of a model, at speed 1, that can be proved. Default: any.',
      }).optional(),
    })
    .refine((params) => params.timeout !== undefined || params.unproved === 'reject', {
      path: ['unproved'],
      error: 'is accept, but without a timeout every proof is waited for',
    }),
  formula:
    'proof = size x proof_work / speed, in the queue of whoever makes it; a wrong answer passes with probability soundness (its proof is made up, without work), else its node is convicted of an invalid proof. Final when the check is in a block',
  source:
    'OpenGradient docs, Inference Verification: ZKML (EZKL) 100-1,000x slower (2024), 1,000-10,000x (2026); times, gas and who proves are not published: assumptions',
  check({ largest, verify_gas }, { work, gasLimit }) {
    if (largest !== undefined && work !== null && work > largest)
      return `but a job of its model is ${work} s of work, and zkml takes ${largest} s at most`;
    if (gasLimit !== null && verify_gas > gasLimit)
      return `but the check of a proof takes ${verify_gas} gas, and a block has ${gasLimit}`;
    return null;
  },
  bind(params, b) {
    const { life, engine, chain } = b;
    const { jobs, tasks, nodes } = b.tables;
    const offence = OFFENCES.indexOf('invalid-proof');
    const factor = sampler(params.proof_work);
    const effort = b.draw('proof work');
    const passing = b.draw('soundness');
    const waits = params.answer_after === 'proof';
    const { timeout, verify_gas: gas } = params;
    const prover = params.by === 'prover' ? b.executor('prover', params.provers, params.speed) : -1;
    /** The execution that is to be proved; its proof while that is made, -1 before and after; what the proof is. */
    const answer = b.column(jobs.table, 'answer', 'f64', -1);
    const proof = b.column(jobs.table, 'proof', 'f64', -1);
    const outcome = b.column(jobs.table, 'outcome', 'f64');
    // Named by what they last: after a change, jobs that came before it keep their own.
    const late = b.lane(`timeout ${timeout ?? 0}`, timeout ?? 0, (ticket) => life.due(ticket), { priority: 60 });
    const checking = b.lane(`check ${params.verify}`, params.verify, (ticket) => life.due(ticket));
    /** Checks on their way to the chain: what is to be done then, and the wallet of the node. */
    const checks = b.table('checks');
    const ticketOf = checks.column('ticket', 'i32');
    const walletOf = checks.column('wallet', 'i32', -1);
    const payer = b.chains.gas('proof', params.gas_paid_by);
    const sender = b.sender(
      'proofs',
      (row) => {
        checks.giveBack(row);
        life.due(ticketOf.data[row]);
      },
      payer.nodes
        ? (row, fee, pot, reason) => chargeNode(b.ledger, walletOf.data[row], payer.account, fee, pot, reason)
        : undefined,
    );

    /** There is a proof, for better or worse: whoever has it checks it. */
    function present(job: number, what: number): void {
      outcome.data[job] = what;
      if (params.verify > 0) engine.push(checking, life.appoint(job, CHECKED));
      else check(job);
    }
    function check(job: number): void {
      if (outcome.data[job] === REFUTED) {
        life.proven(job, REFUTED);
        life.convict(answer.data[job], offence);
        if (waits) life.reject(job);
        life.close(job, true);
        return;
      }
      if (waits) life.accept(job, answer.data[job]);
      if (gas === 0) {
        conclude(job);
        return;
      }
      const row = checks.take();
      ticketOf.data[row] = life.appoint(job, FINAL);
      walletOf.data[row] = nodes.wallet.data[tasks.node.data[answer.data[job]]];
      chain.send(sender, row, gas, payer.account);
    }
    function conclude(job: number): void {
      life.proven(job, outcome.data[job]);
      life.close(job, true);
    }
    function unproved(job: number): void {
      life.proven(job, MISSING);
      if (waits && params.unproved === 'accept') life.accept(job, answer.data[job]);
      else if (waits) life.reject(job);
      life.close(job, false);
    }

    return {
      executionFactor: 1,
      needsEnclave: false,
      copies(job) {
        proof.data[job] = -1;
        return 1;
      },
      answered(job, task) {
        answer.data[job] = task;
        if (!waits) life.accept(job, task);
        const n = jobs.number.data[job];
        if (tasks.cheat.data[task] === 1) {
          present(job, passing.uniform(n, 0) < params.soundness ? FORGED : REFUTED);
          return;
        }
        const work = jobs.size.data[job] * factor.quantile(effort.uniform(n, 0));
        const made = life.spawn(job, PROOF, prover < 0 ? tasks.executor.data[task] : prover, task, work);
        if (made < 0) {
          unproved(job);
          return;
        }
        proof.data[job] = made;
        if (timeout !== undefined) engine.push(late, life.appoint(job, TIMEOUT));
      },
      audited(job) {
        proof.data[job] = -1;
        present(job, VALID);
      },
      missed(job, task) {
        // Lost with the node that made it.
        if (proof.data[job] !== task) return;
        proof.data[job] = -1;
        unproved(job);
      },
      due(job, what) {
        if (what === CHECKED) check(job);
        else if (what === FINAL) conclude(job);
        else if (proof.data[job] >= 0) {
          life.abandon(proof.data[job]);
          proof.data[job] = -1;
          unproved(job);
        }
      },
    };
  },
});
