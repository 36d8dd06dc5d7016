/** Which scenarios can be run? Those over the rules, attacks and strategies that ship with Verisim. */
import { adversaries, strategies } from '../agents/index.ts';
import type { Finding, ScenarioError } from '../language/errors.ts';
import type { JsonSchema } from '../language/jsonSchema.ts';
import { rules } from '../rules/index.ts';
import type { Registries } from './choice.ts';
import { scenarioJsonSchemaWith } from './json-schema.ts';
import {
  type LoadOptions,
  loadScenarioWith,
  parseScenarioWith,
  placedWith,
  type Variants,
  variantsWith,
} from './load.ts';
import type { Scenario } from './scenario.ts';

export { commandSettings, type Setting, settingOf, type Variants } from './load.ts';

const registries: Registries = { rules, adversaries, strategies };

/** Loads a scenario file. Throws ScenarioError with every problem that it has. */
export function loadScenario(file: string, options: LoadOptions = {}): Promise<Scenario> {
  return loadScenarioWith(registries, file, options);
}

/** The same for text; `file` is its name in messages, and relative paths start from its folder. */
export function parseScenario(text: string, options: LoadOptions & { file?: string } = {}): Promise<Scenario> {
  return parseScenarioWith(registries, text, options);
}

/** A scenario file to be run with many values; throws ScenarioError where it cannot be read at all. */
export function openVariants(file: string, options: LoadOptions = {}): Variants {
  return variantsWith(registries, file, options);
}

/** What was found to be wrong with a scenario after it was loaded, at the places where it is written. */
export function placed(file: string, findings: readonly Finding[], options: LoadOptions = {}): ScenarioError {
  return placedWith(registries, file, findings, options);
}

/** JSON Schema (draft 7) of a scenario file, for editors. */
export function scenarioJsonSchema(): JsonSchema {
  return scenarioJsonSchemaWith(registries);
}
