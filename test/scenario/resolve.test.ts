/** Does a short scenario become the whole one, with exact units, defaults and nothing but JSON? */
import { describe, expect, it } from 'vitest';
import { MINIMAL, parsed } from './support.ts';

describe('a minimal scenario', () => {
  it('has every default', async () => {
    expect(await parsed(MINIMAL)).toEqual({
      name: 'minimal',
      seed: '1',
      horizon: 3600,
      epoch: 3600,
      replications: 1,
      scale: 1,
      token: { symbol: 'OPG', decimals: 6, price: { rule: 'constant', params: { price: 0.1 } } },
      chain: {
        mode: 'off',
        block_time: 2,
        gas_limit: 10_000_000,
        finality: 0,
        proposer: 'weighted-round-robin',
        gas_price: 0,
        quorum: 2 / 3,
        gas_paid_by: 'treasury',
      },
      models: [{ name: 'toy', size: { kind: 'exponential', mean: 1 }, disagreement: 0 }],
      operators: [],
      nodes: [
        {
          group: 'honest',
          count: 10,
          operator: 'each',
          slots: 1,
          speed: { kind: 'constant', value: 1 },
          stake: { kind: 'constant', value: 0 },
          runtime: 'native',
          queue: { rule: 'fifo', params: {} },
          tee: false,
          approved: true,
        },
      ],
      validators: [],
      delegators: [],
      flows: [
        {
          name: 'clients',
          model: 'toy',
          clients: 1,
          arrivals: { rule: 'poisson', params: { rate: 8 } },
          routing: { rule: 'uniform', params: {} },
          verification: { rule: 'none', params: {} },
          settlement: { rule: 'none', params: {} },
          latency: { kind: 'constant', value: 0 },
          value: { kind: 'constant', value: 0 },
          priority: 0,
          retries: 0,
          back_off: { delay: { kind: 'constant', value: 0 }, factor: 1 },
        },
      ],
      verification: { metric: 'relative_l2', threshold: 'profile' },
      incentives: {
        price: { rule: 'token', params: { amount: { asset: 'token', amount: 0, text: '0', units: 0 } } },
        fees: { node: 1e9, validators: 0, publisher: 0, treasury: 0, burn: 0 },
        emission: { rule: 'none', params: {} },
        division: { rule: 'proportional', params: {} },
        slashing: { rule: 'none', params: {} },
        reputation: { rule: 'counters', params: {} },
        staking: { rule: 'none', params: {} },
        discipline: { rule: 'none', params: {} },
        delegation: { rule: 'none', params: {} },
        admission: { rule: 'open', params: {} },
        minimum_stake: 0,
      },
      adversaries: [],
      inference: { mode: 'replay', sample: 0.02 },
      changes: [],
      measures: { windows: 100, warmup: 'auto', nakamoto: [1 / 3, 0.5, 2 / 3], by_flow: false },
    });
  });

  it('is plain JSON, in the order of a scenario file', async () => {
    const scenario = await parsed(MINIMAL);
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    expect(Object.keys(scenario).slice(0, 4)).toEqual(['name', 'seed', 'horizon', 'epoch']);
    expect(structuredClone(scenario)).toEqual(scenario);
  });
});

describe('money', () => {
  it("is in exact base units of the scenario's own token", async () => {
    const scenario =
      await parsed(`${MINIMAL.replace('count: 10', 'count: 10, stake: 2.5 ABC')}token: {symbol: ABC, decimals: 9, supply: 1000000 ABC}
operators: [{group: farm, count: 2, wealth: 0.1 ABC}]
validators:
  - {group: v, count: 3, stake: {uniform: {low: 1, high: 2.000000001}}, operator: farm}
chain: {gas_price: 0.00000000001 ABC}
incentives:
  price: {fixed-usd: $0.02}
  emission: {linear: {total: 12 ABC}}
  minimum_stake: 2.5 token
`);
    expect(scenario.token).toEqual({
      symbol: 'ABC',
      decimals: 9,
      supply: 1e15,
      price: { rule: 'constant', params: { price: 0.1 } },
    });
    expect(scenario.nodes[0]!.stake).toEqual({ kind: 'constant', value: 2_500_000_000 });
    expect(scenario.operators[0]!.wealth).toBe(100_000_000);
    expect(scenario.validators[0]!.stake).toEqual({ kind: 'uniform', low: 1_000_000_000, high: 2_000_000_001 });
    expect(scenario.chain.gas_price).toBeCloseTo(0.01, 15);
    expect(scenario.incentives.minimum_stake).toBe(2_500_000_000);
    expect(scenario.incentives.price.params).toEqual({
      amount: { asset: 'usd', amount: 0.02, text: '0.02', units: 20_000 },
    });
    expect(scenario.incentives.emission.params).toMatchObject({ total: { units: 12_000_000_000 } });
  });

  it('of shares is integer parts per 10^9 that sum exactly', async () => {
    const { incentives } = await parsed(
      `${MINIMAL}validators: [{group: v, count: 1}]\nincentives: {fees: {node: 0.1, validators: 0.2, publisher: 0.3, treasury: 0.123456789, burn: 0.276543211}}\n`,
    );
    expect(incentives.fees).toEqual({
      node: 1e8,
      validators: 2e8,
      publisher: 3e8,
      treasury: 123_456_789,
      burn: 276_543_211,
    });
  });
});

describe('formulas', () => {
  it('are compiled where a rule allows them', async () => {
    const { flows } = await parsed(
      MINIMAL.replace(
        '{rate: 8/s}}',
        '{rate: 8/s}}, verification: {sampling: {probability: "clamp(value / 100, 0.01, 0.5)"}}',
      ),
    );
    expect(flows[0]!.verification.params.probability).toEqual({
      expression: 'clamp(value / 100, 0.01, 0.5)',
      code: 'clamp(($value / 100), 0.01, 0.5)',
      variables: ['value'],
      min: 0,
      max: 1,
    });
  });
});

describe('anchors', () => {
  it('stand for what they name', async () => {
    const { nodes } = await parsed(
      MINIMAL.replace('{group: honest, count: 10}', '{group: honest, count: &n 10}\n  - {group: more, count: *n}'),
    );
    expect(nodes.map(({ count }) => count)).toEqual([10, 10]);
  });
});
