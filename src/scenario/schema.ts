/** How is a scenario written? One zod object composed of one file per top-level key. */
import * as z from 'zod';
import type { Registries } from './choice.ts';
import { adversary } from './sections/adversaries.ts';
import { chain } from './sections/chain.ts';
import { change } from './sections/changes.ts';
import { flow } from './sections/flows.ts';
import { identity } from './sections/identity.ts';
import { incentives } from './sections/incentives.ts';
import { inference } from './sections/inference.ts';
import { measures } from './sections/measures.ts';
import { model } from './sections/models.ts';
import { outage, regions } from './sections/places.ts';
import { delegatorGroup, nodeGroup, operatorGroup, validatorGroup } from './sections/populations.ts';
import { token } from './sections/token.ts';
import { verification } from './sections/verification.ts';

export type * from './scenario.ts';

function build(registries: Registries) {
  return z
    .strictObject({
      ...identity,
      token: token(registries).prefault({}),
      chain: chain.prefault({}),
      regions: regions.optional(),
      outages: z.array(outage).describe('Nodes that fail for a while.').optional(),
      models: z.array(model).describe('The models that are served.').default([]),
      operators: z.array(operatorGroup(registries)).describe('Groups of operators.').default([]),
      nodes: z.array(nodeGroup(registries)).describe('Groups of inference nodes.').default([]),
      validators: z.array(validatorGroup()).describe('Groups of validators.').default([]),
      delegators: z.array(delegatorGroup(registries)).describe('Groups of delegators.').default([]),
      flows: z.array(flow(registries)).describe('Flows of jobs from clients.').default([]),
      verification: verification.prefault({}),
      incentives: incentives(registries).prefault({}),
      adversaries: z.array(adversary(registries)).describe('Attacks on the network.').default([]),
      inference: inference.prefault({}),
      changes: z.array(change).describe('Changes of rules or parameters in mid-run.').default([]),
      measures: measures.prefault({}),
    })
    .describe('A Verisim scenario: a network of inference providers, validators and clients under a rulebook.');
}

export type ScenarioSchema = ReturnType<typeof build>;

/** What parsing gives: defaults filled in, durations in seconds, money still as written. */
export type ParsedScenario = z.output<ScenarioSchema>;

const built = new WeakMap<Registries, ScenarioSchema>();

/** The schema of a whole scenario over the rules, attacks and strategies that exist. Parse it asynchronously. */
export function scenarioSchema(registries: Registries): ScenarioSchema {
  let schema = built.get(registries);
  if (!schema) {
    schema = build(registries);
    built.set(registries, schema);
  }
  return schema;
}
