/** What if enclaves can be broken into? Their attestations then vouch for anything, until somebody notices. */
import * as z from 'zod';
import { distribution } from '../../language/distribution.ts';
import { rate } from '../../language/rate.ts';
import { share } from '../../language/share.ts';
import { decide } from '../chance.ts';
import { defineAdversary, HONEST } from '../contract.ts';

export const enclaveBreak = defineAdversary({
  name: 'enclave-break',
  summary:
    'honest until the enclaves of its nodes are broken; then it cheats with forged attestations, until the image is revoked',
  schema: z.strictObject({
    hazard: rate({
      clock: 'economy',
      description: 'breaks per time, exponential; each image that follows breaks anew. Default: at once, and once.',
    }).default(0),
    detection: distribution({
      unit: 'duration',
      clock: 'economy',
      description: 'from a break to the revocation of the images concerned, honest nodes and all',
    }).prefault('7d'),
    lasting: z
      .boolean()
      .default(true)
      .describe('false: only keys are stolen, and a node that attests anew (reattest) is sound again'),
    probability: share({ description: 'chance that it cheats on a job while its enclaves are broken' }).default(1),
    with: z.string().default('substitute').describe("class of the model's profile that it runs in place of the model"),
  }),
  gains: 'the compute that its cheats save, with proofs that hold',
  costs: 'the price of the break; the image, once it is known',
  beatenBy:
    'detection and revocation; re-attestation, where only keys were stolen; audits by execution beside the attestation',
  source:
    'published breaks of SGX, TDX and SEV (Battering RAM, WireTap, TEE.fail, 2025); rate and detection are assumptions',
  behaviours: (params) => [params.with],
  check: (_, { images }) =>
    images.length > 0 ? null : 'but no group of nodes that it may hold has an image that could be revoked',
  bind(params, view) {
    const cheats = decide(view, 'cheat', params.probability);
    const behaviour = view.behaviour(params.with);
    const { tasks, nodes } = view.tables;
    return {
      breach: { hazard: params.hazard, detection: params.detection, lasting: params.lasting },
      execute: (job, task) => (nodes.forges.data[tasks.node.data[task]] > 0 && cheats(job) ? behaviour : HONEST),
    };
  },
});
