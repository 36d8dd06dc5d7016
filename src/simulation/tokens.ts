/** How many tokens does a job send and get? As its trace says, else as drawn: the job's own luck. */
import { sampler } from '../engine/samplers/sampler.ts';
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import { tokensOf } from '../network/tokens.ts';
import type { World } from '../network/world.ts';
import type { Flow } from '../scenario/schema.ts';
import { tokensInTrace } from '../scenario/tokens.ts';
import type { FlowTerms } from './terms.ts';

/** Null for a flow whose tokens nobody states. */
export function counted(world: World, flow: Flow): FlowTerms['tokens'] {
  if (!flow.tokens && !tokensInTrace(flow)) return null;
  const { jobs } = world.tables;
  const { input, output } = tokensOf(jobs);
  const drawn = (purpose: string, spec: DistributionSpec | undefined): ((number: number) => number) => {
    if (!spec) return () => 0;
    const quantity = sampler(spec);
    const draw = world.draw('flow', flow.name, purpose);
    return (number) => quantity.quantile(draw.uniform(number, 0));
  };
  const ins = drawn('tokens-in', flow.tokens?.in);
  const outs = drawn('tokens-out', flow.tokens?.out);
  return (job, given, wanted) => {
    const number = jobs.number.data[job];
    input.data[job] = given >= 0 ? given : ins(number);
    output.data[job] = wanted >= 0 ? wanted : outs(number);
  };
}
