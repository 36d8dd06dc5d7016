/** Is the scenario after a change the one that its author would have written, and may only behaviour change? */
import { describe, expect, it } from 'vitest';
import { complaints, MINIMAL, parsed } from './support.ts';

const withChanges = (changes: string) =>
  parsed(`${MINIMAL}incentives: {price: {token: 1 OPG}, fees: {node: 0.9, treasury: 0.1}}\nchanges:\n${changes}`);

describe('changes', () => {
  it('add up in the order of time, and leave the beginning as it is', async () => {
    const scenario = await withChanges(`  - {at: 30m, set: {incentives.price: {fixed-usd: $0.02}}}
  - {at: 10m, set: {flows.clients.arrivals.poisson.rate: 16/s, "incentives.fees": {node: 1}}}
`);
    expect(scenario.changes.map(({ at }) => at)).toEqual([600, 1800]);
    const [first, second] = scenario.changes.map(({ scenario: after }) => after);
    expect(first!.flows[0]!.arrivals.params).toEqual({ rate: 16 });
    expect(first!.incentives.fees).toMatchObject({ node: 1e9, treasury: 0 });
    expect(first!.incentives.price.rule).toBe('token');
    expect(second!.flows[0]!.arrivals.params).toEqual({ rate: 16 });
    expect(second!.incentives.price).toEqual({
      rule: 'fixed-usd',
      params: { amount: { asset: 'usd', amount: 0.02, text: '0.02', units: 20_000 } },
    });
    expect(scenario.flows[0]!.arrivals.params).toEqual({ rate: 8 });
    expect(scenario.incentives.fees).toMatchObject({ node: 9e8, treasury: 1e8 });
    expect(second!.changes).toEqual([]);
    const { incentives: _, flows: __, changes: ___, ...same } = scenario;
    expect(second).toMatchObject(same);
  });

  it.each([
    ['nodes[0].count', '20', 'flows, incentives, verification, a price or royalty of models, gas of the chain'],
    ['horizon', '2h', 'flows, incentives, verification, a price or royalty of models, gas of the chain'],
    ['seed', '2', 'flows, incentives, verification, a price or royalty of models, gas of the chain'],
    ['token.decimals', '2', 'flows, incentives, verification, a price or royalty of models, gas of the chain'],
    ['flows.clients.clients', '3', 'another field of flows (not its name, model, clients, their regions or stages)'],
    ['flows.clients.name', 'x', 'another field of flows (not its name, model, clients, their regions or stages)'],
    ['flows', '[]', 'a field of flows (not its name, model, clients, their regions or stages)'],
    ['chain.mode', 'on', 'another field of chain (only gas_price and gas_limit, its own or those of payment)'],
    ['models.toy.size', '2s', 'another field of models (only its price, royalty or publisher)'],
  ])('of %s are refused with the place', async (path, value, expected) => {
    expect(await complaints(withChanges(`  - at: 10m\n    set: {"${path}": ${value}}\n`))).toEqual([
      `s.yaml:12:11: $.changes[0].set${/^[\w-]+$/.test(path) ? `.${path}` : `["${path}"]`}: may not change during a run, expected ${expected}`,
    ]);
  });

  it('are checked like the scenario itself', async () => {
    expect(
      await complaints(
        withChanges(`  - at: 10m
    set:
      flows.clients.routing: unifrom
      flows.clinets.retries: 2
      incentives.fees: {node: 0.5}
  - at: 20m
    set: {verification.threshold: -1}
`),
      ),
    ).toEqual([
      's.yaml:13:30: $.flows[0].routing: is "unifrom"; did you mean "uniform"?, expected a routing rule: one of uniform, sticky, power-of-d',
      's.yaml:14:7: $.changes[0].set["flows.clinets.retries"]: has no item "clinets"; did you mean "clients"?, expected clients',
      's.yaml:15:7: $.incentives.fees: sum to 0.5, expected shares that sum to 1',
      's.yaml:17:35: $.verification.threshold: is -1, expected profile, or lenient, or at least 0',
    ]);
  });

  it('come before the horizon', async () => {
    expect(await complaints(withChanges('  - {at: 2h, set: {flows.clients.retries: 1}}\n'))).toEqual([
      's.yaml:11:10: $.changes[0].at: is 7200 s, expected before the horizon, 3600 s',
    ]);
  });
});
