/** Do `--set`, `--seed` and `--replications` change what they name, under the same checks as the file? */
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../src/scenario/assign.ts';
import { complaints, MINIMAL, parsed } from './support.ts';

const set = (...settings: string[]) => parsed(MINIMAL, { set: settings });

describe('--set', () => {
  it('addresses list items by name and by position', async () => {
    const scenario = await set(
      'flows.clients.arrivals.poisson.rate=3/s',
      'nodes[0].count=20',
      'nodes.honest.slots=4',
      'flows.0.retries=2',
    );
    expect(scenario.flows[0]).toMatchObject({ arrivals: { params: { rate: 3 } }, retries: 2 });
    expect(scenario.nodes[0]).toMatchObject({ count: 20, slots: 4 });
  });

  it('makes sections that the file leaves out, and takes any YAML', async () => {
    const scenario = await set(
      'chain.mode=on',
      'measures.nakamoto=[0.5]',
      'nodes.honest.stake={lognormal: {mean: 10 OPG, scv: 1}}',
      'question=a = b?',
    );
    expect(scenario.chain.mode).toBe('on');
    expect(scenario.measures.nakamoto).toEqual([0.5]);
    expect(scenario.nodes[0]!.stake).toEqual({ kind: 'lognormal', mean: 10_000_000, scv: 1 });
    expect(scenario.question).toBe('a = b?');
  });

  it('replaces one choice by another', async () => {
    const scenario = await set(
      'flows.clients.routing.power-of-d.d=5',
      'models.toy.size.constant=2s',
      'incentives.price.token=3 OPG',
    );
    expect(scenario.flows[0]!.routing).toEqual({ rule: 'power-of-d', params: { d: 5 } });
    expect(scenario.models[0]!.size).toEqual({ kind: 'constant', value: 2 });
    expect(scenario.incentives.price.params).toMatchObject({ amount: { units: 3_000_000 } });
    expect(
      (await set('incentives.price=token', 'incentives.price.token.amount=4')).incentives.price.params,
    ).toMatchObject({ amount: { units: 4_000_000 } });
  });

  it('is applied in order', async () => {
    expect((await set('nodes[0].count=5', 'nodes[0].count=6')).nodes[0]!.count).toBe(6);
  });

  it('has every mistake reported at itself', async () => {
    const settings = ['nodes[0].cuont=3', 'nodes[3].count=3', 'flows.clinets.retries=1', 'horizon=soon', 'question=['];
    const places = (await complaints(set(...settings))).map((line) => line.split(': ')[0]);
    expect(places.sort()).toEqual(settings.map((setting) => `--set ${setting.split('=')[0]}`).sort());
    expect(await complaints(set('horizon=soon'))).toEqual([
      '--set horizon: $.horizon: is "soon", expected a duration such as "500ms", "90s", "5m", "12h", "30d", "1w", "1y", or a number of seconds',
    ]);
  });

  it.each([
    ['nodes[3].count=3', '--set nodes[3].count: $: has no item 3, expected 0 to 0'],
    [
      'flows.clinets.retries=1',
      '--set flows.clinets.retries: $: has no item "clinets"; did you mean "clients"?, expected clients',
    ],
    [
      'name.first=a',
      '--set name.first: $: has no entry "first", because what it is an entry of is a single value, expected a path to an existing value',
    ],
    ['nodes[0].count', '--set nodes[0].count: $: has no value, expected path=value, such as nodes[0].count=20'],
    ['a..b=1', '--set a..b: $: "a..b" is no path, expected a path such as flows.clients.retries or nodes[0].count'],
    ['=1', '--set : $: names nothing, expected a path such as flows.clients.retries or nodes[0].count'],
  ])('%s is refused', async (setting, line) => expect(await complaints(set(setting))).toEqual([line]));

  it('reads paths', () => {
    expect(parsePath('flows.clients.arrivals.poisson.rate')).toEqual([
      'flows',
      'clients',
      'arrivals',
      'poisson',
      'rate',
    ]);
    expect(parsePath('nodes[0].count')).toEqual(['nodes', 0, 'count']);
    expect(parsePath('incentives.price.fixed-usd')).toEqual(['incentives', 'price', 'fixed-usd']);
    for (const text of ['', '.a', 'a.', 'a[b]', 'a b', '[0']) expect(() => parsePath(text), text).toThrow();
  });
});

describe('--seed and --replications', () => {
  it('take the place of the file', async () => {
    expect(await parsed(MINIMAL, { seed: 'abc', replications: 7 })).toMatchObject({ seed: 'abc', replications: 7 });
    expect(await parsed(MINIMAL, { seed: 42 })).toMatchObject({ seed: '42' });
  });

  it('are checked', async () => {
    expect(await complaints(parsed(MINIMAL, { replications: 0 }))).toEqual([
      '--replications: $.replications: is 0, expected at least 1',
    ]);
  });
});
