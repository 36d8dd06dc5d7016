/** What if a node runs a cheaper model than it is paid for? */
import * as z from 'zod';
import { share } from '../../language/share.ts';
import { decide } from '../chance.ts';
import { defineAdversary, HONEST } from '../contract.ts';

export const substitute = defineAdversary({
  name: 'substitute',
  summary: 'runs a smaller or quantized model in place of the one asked for',
  schema: z.strictObject({
    probability: share({ description: 'chance that it cheats on a job' }).default(1),
    with: z
      .string()
      .default('substitute')
      .describe("class of the model's profile that it runs, e.g. substitute or int8"),
  }),
  gains: 'the difference in compute: 1 - cost ratio of the class, measured in the profile',
  costs: 'the bond, when its output is compared and lies beyond the threshold',
  beatenBy:
    're-execution with a threshold below the distance of the substitute; not by an enclave that proves the hand-off only',
  source: 'model substitution in inference markets; distances measured with the shipped models',
  behaviours: (params) => [params.with],
  bind(params, view) {
    const cheats = decide(view, 'cheat', params.probability);
    const behaviour = view.behaviour(params.with);
    return { execute: (job) => (cheats(job) ? behaviour : HONEST) };
  },
});
