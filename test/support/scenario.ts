/** Which small network does a test run? A scenario written as data; what a test does not say has a dull default. */

import { fileURLToPath } from 'node:url';
import { MeasuredRun } from '../../src/measures/run.ts';
import { parseScenario } from '../../src/scenario/index.ts';
import type { Scenario } from '../../src/scenario/schema.ts';
import { Simulation, type SimulationOptions } from '../../src/simulation/simulation.ts';

const HERE = fileURLToPath(new URL('test.yaml', import.meta.url));

export const BANKS = { profiles: {} };

/** A scenario file as data. JSON is YAML, so it goes through the same parser as a user's file. */
export type Written = Record<string, unknown>;

/** One flow of 2 jobs/s, 1 s of work each, to three nodes, for 200 s. */
export const DULL = {
  name: 'test',
  horizon: '200s',
  models: [{ name: 'toy', size: { exponential: { mean: '1s' } } }],
  nodes: [{ group: 'n', count: 3 }],
  flows: [flow()],
  measures: { windows: 10, warmup: 'none' },
} satisfies Written;

export function flow(more: Written = {}): Written {
  return { name: 'f', model: 'toy', arrivals: { poisson: { rate: '2/s' } }, ...more };
}

/** Checked and resolved. Top-level keys replace those of DULL; relative paths start from this folder. */
export function scenario(written: Written = {}): Promise<Scenario> {
  return parseScenario(JSON.stringify({ ...DULL, ...written }), { file: HERE });
}

export function simulate(checked: Scenario, options: Partial<SimulationOptions> = {}): Simulation {
  const run = new Simulation(checked, { replication: 1, banks: BANKS, ...options });
  run.start();
  run.run();
  run.finish();
  return run;
}

export function measure(checked: Scenario, options: { replication?: number; shuffle?: number } = {}): MeasuredRun {
  const run = new MeasuredRun(checked, { replication: 1, banks: BANKS, ...options });
  run.simulation.start();
  run.runToEnd();
  return run;
}
