/** Can the answer be trusted? An enclave vouches for the code that made it. */
import * as z from 'zod';
import { OFFENCES } from '../../network/facts.ts';
import { defineRule } from '../contract.ts';

export const tee = defineRule({
  slot: 'verification',
  name: 'tee',
  summary:
    'only nodes with a trusted execution environment serve; its attestation covers the execution, or only the hand-off',
  schema: z.strictObject({
    factor: z
      .number()
      .min(1)
      .max(10)
      .default(1.05)
      .describe('service time under the enclave / service time without it'),
    attests: z
      .enum(['execution', 'hand-off'])
      .default('execution')
      .describe(
        'execution: another model cannot be run unseen; hand-off: what a provider behind the enclave runs is not seen',
      ),
  }),
  formula:
    'attests execution: P(detection) = 1, at the answer, and 0 for an enclave that is broken; attests hand-off: 0. Service time x factor',
  source: 'OpenGradient docs, Inference Verification: 2-3x (2024), negligible (2026); for proxies the hand-off only',
  check(_, { enclaves }) {
    return enclaves > 0 ? null : 'but no group of nodes has tee: true, so no node may serve';
  },
  bind({ factor, attests }, b) {
    const { life } = b;
    const { tasks, nodes } = b.tables;
    const offence = OFFENCES.indexOf('invalid-proof');
    const sees = attests === 'execution';
    return {
      executionFactor: factor,
      needsEnclave: true,
      copies: () => 1,
      answered(job, task) {
        // The attestation names the code that ran: a cheat's is of other code, or forged, and fails at the client, unless the
        // enclave is broken: then it vouches for whatever its operator wishes.
        if (sees && tasks.cheat.data[task] === 1 && nodes.forges.data[tasks.node.data[task]] === 0) {
          life.convict(task, offence);
          life.reject(job);
        } else {
          life.accept(job, task);
        }
        life.close(job, sees);
      },
      audited() {},
    };
  },
});
