/** Short ways to load text under the rules of tests, and to see what is wrong with it. */
import { ScenarioError } from '../../src/language/errors.ts';
import { type LoadOptions, loadScenarioWith, parseScenarioWith } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/schema.ts';
import { registries } from './registries.ts';

export const MINIMAL = `name: minimal
horizon: 1h
models:
  - {name: toy, size: {exponential: {mean: 1s}}}
nodes:
  - {group: honest, count: 10}
flows:
  - {name: clients, model: toy, arrivals: {poisson: {rate: 8/s}}}
`;

export function parsed(text: string, options: LoadOptions & { file?: string } = {}): Promise<Scenario> {
  return parseScenarioWith(registries, text, { file: 's.yaml', ...options });
}

export function loaded(file: string, options: LoadOptions = {}): Promise<Scenario> {
  return loadScenarioWith(registries, file, options);
}

/** The lines of the ScenarioError; empty when there is none. */
export async function complaints(scenario: Promise<Scenario>): Promise<string[]> {
  try {
    await scenario;
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.message.split('\n');
  }
}

/** What is wrong with the minimal scenario once `from` is replaced by `to`. */
export function faults(from: string, to: string, options: LoadOptions = {}): Promise<string[]> {
  if (!MINIMAL.includes(from)) throw new Error(`the minimal scenario has no "${from}"`);
  return complaints(parsed(MINIMAL.replace(from, to), options));
}
