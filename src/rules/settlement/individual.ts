/** How does an answer get onto the chain? In a transaction of its own, whose age the chain checks. */
import * as z from 'zod';
import { sampler } from '../../engine/samplers/sampler.ts';
import { distribution } from '../../language/distribution.ts';
import { duration } from '../../language/duration.ts';
import { chainName } from '../chainName.ts';
import { defineRule } from '../contract.ts';
import { Tickets } from '../tickets.ts';

export const individual = defineRule({
  slot: 'settlement',
  name: 'individual',
  summary: 'one transaction per answer; the chain refuses answers that are too old or from the future',
  schema: z.strictObject({
    gas: z.int().min(0).default(120_000).describe('gas of one settlement transaction, spent also when it reverts'),
    max_age: duration({
      clock: 'job',
      positive: true,
      description: 'age of an answer at its block, in seconds, beyond which it reverts: a failed proof',
    }).default(3600),
    future_tolerance: duration({
      clock: 'job',
      description: 'seconds by which an answer may be signed after its block; beyond, it reverts',
    }).default(300),
    ahead: distribution({
      unit: 'duration',
      clock: 'job',
      description: "seconds by which a node's clock, which signs its answers, is ahead; drawn once per node",
    }).prefault(0),
    chain: chainName,
  }),
  formula:
    'time to proof = wait for the relay and for a block with room + finality; proved when -future_tolerance <= block - signed <= max_age, else reverted with nonce and gas spent',
  source:
    'OpenGradient facilitator, INDIVIDUAL_FULL; TEEInferenceVerifier.sol: MAX_INFERENCE_AGE 1 h, FUTURE_TOLERANCE 5 min; RSA-PSS check 20,000 gas (precompiles/tee), the rest of the default gas is an assumption',
  bind({ gas, max_age, future_tolerance, ahead, chain }, b) {
    const { node } = b.tables.jobs;
    const clock = sampler(ahead);
    const draw = b.draw('clock');
    const tickets = new Tickets(b, 'settlement/individual', {
      gas,
      chain,
      ahead: ahead.kind === 'constant' ? () => clock.mean : (job) => clock.quantile(draw.uniform(node.data[job], 0)),
      accepts: (signed, block) => block - signed <= max_age && signed - block <= future_tolerance,
    });
    return {
      submit: (job) => tickets.send(tickets.take(job, -1)),
    };
  },
});
