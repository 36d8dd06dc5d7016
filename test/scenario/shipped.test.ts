/** Does the scenario that the documentation promises load under the rules that ship, and does its schema accept it? */
import { describe, expect, it } from 'vitest';
import { parseScenario, scenarioJsonSchema } from '../../src/scenario/index.ts';

const EXAMPLE = `# yaml-language-server: $schema=../schema/scenario.json
name: minimal
question: How long do clients wait, and who earns, when ten equal nodes serve one flow?
seed: 1
horizon: 1h
models:
  - {name: toy, size: {exponential: {mean: 1s}}}
nodes:
  - {group: honest, count: 10, slots: 1}
flows:
  - {name: clients, model: toy, arrivals: {poisson: {rate: 8/s}}, routing: uniform, verification: none}
incentives:
  price: {token: 1 OPG}
  fees: {node: 0.9, treasury: 0.1}
`;

describe('the first scenario of the documentation', () => {
  it('loads', async () => {
    const scenario = await parseScenario(EXAMPLE);
    expect(scenario).toMatchObject({
      name: 'minimal',
      horizon: 3600,
      models: [{ size: { kind: 'exponential', mean: 1 } }],
      nodes: [{ count: 10, queue: { rule: 'fifo' } }],
      flows: [{ arrivals: { rule: 'poisson', params: { rate: 8 } }, settlement: { rule: 'none' } }],
      incentives: {
        price: { rule: 'token', params: { amount: { units: 1_000_000 } } },
        fees: { node: 9e8, treasury: 1e8 },
      },
    });
  });

  it('has a schema with every rule and attack in it', () => {
    const text = JSON.stringify(scenarioJsonSchema());
    for (const name of [
      'poisson',
      'power-of-d',
      'sampling',
      'fixed-usd',
      'proportional',
      'counters',
      'collude',
      'sybil',
    ])
      expect(text).toContain(`"${name}"`);
  });
});
