/** Are scenarios refused that no set of validators, no delegator and no newcomer could live in? Where they are written, and with what would do. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/index.ts';

const BASE = `name: s
horizon: 1h
epoch: 10m
chain: {mode: on, block_time: 1s}
models: [{name: toy, size: 1s}]
nodes: [{group: n, count: 3, stake: 10 OPG}]
validators: [{group: v, count: 3, stake: 10 OPG}]
delegators: [{group: d, count: 3, stake: 1 OPG}]
flows: [{name: f, model: toy, arrivals: {poisson: {rate: 1/s}}}]
`;

async function problems(text: string): Promise<string[]> {
  try {
    await parseScenario(text, { file: 's.yaml' });
    return [];
  } catch (error) {
    return String((error as Error).message).split('\n');
  }
}

describe('a scenario with stake', () => {
  it('is taken when it can work', async () => {
    expect(
      await problems(
        `${BASE}incentives:
  staking: {open: {maximum: 2, minimum: 1 OPG, unbonding: 1s}}
  discipline: {signed-blocks: {to: [{to: reporter, share: 0.1}, {to: treasury, most: 2 OPG}]}}
  delegation: logit
  admission: {authority: {review: 1m}}
adversaries: [{name: a, attack: offline, group: v, count: 1}]
`,
      ),
    ).toEqual([]);
  });

  it.each<[what: string, from: string, to: string, problem: string]>([
    [
      'a set of nobody',
      '',
      'incentives: {staking: {open: {maximum: 0}}}',
      '$.incentives.staking.open.maximum: is 0, expected at least 1',
    ],
    [
      'a bond below the minimum of a validator',
      '',
      'incentives: {staking: {open: {minimum: 11 OPG}}}',
      '$.validators[0].stake: is 10 tokens, expected at least the minimum of a validator, 11 tokens',
    ],
    [
      'a commission of more than all',
      'stake: 10 OPG}]\nd',
      'stake: 10 OPG, commission: 1.2}]\nd',
      '$.validators[0].commission: is 1.2, expected at most 1',
    ],
    [
      'a jail longer than the run',
      '',
      'incentives: {discipline: {signed-blocks: {downtime: {jail: 2h}}}}',
      'is signed-blocks, but its jail of 7200 s is longer than the run of 3600 s',
    ],
    [
      'a window that never fills',
      '',
      'incentives: {discipline: {signed-blocks: {window: 3600}}}',
      'a window of 3600 blocks lasts 3600 s, the run 3600 s',
    ],
    [
      'a window of no block',
      '',
      'incentives: {discipline: {signed-blocks: {window: 0}}}',
      'window: is 0, expected at least 1',
    ],
    [
      'discipline without single blocks',
      'mode: on',
      'mode: aggregate',
      'but chain.mode is aggregate: who signed which block',
    ],
    [
      'delegators under an authority',
      '',
      'incentives: {staking: authority}',
      'is authority, but there are delegators, and under an authority nobody may delegate',
    ],
    [
      'moves of nobody',
      'delegators: [{group: d, count: 3, stake: 1 OPG}]\n',
      'incentives: {delegation: logit}\n',
      'is logit, but there are no delegators',
    ],
    [
      'discipline of nobody',
      'validators: [{group: v, count: 3, stake: 10 OPG}]\ndelegators: [{group: d, count: 3, stake: 1 OPG}]\n',
      'incentives: {discipline: signed-blocks}\n',
      'is signed-blocks, but there are no validators',
    ],
    ['block rewards without blocks', 'mode: on', 'mode: off', 'is proposers, but chain.mode is off'],
    [
      'an attack of validators on nodes',
      '',
      'adversaries: [{name: a, attack: offline, group: n, count: 1}]',
      '$.adversaries[0].group: is "n", but offline holds validators, expected a group of validators',
    ],
    [
      'an attack of nodes on validators',
      '',
      'adversaries: [{name: a, attack: lazy, group: v, count: 1}]',
      'is "v", but lazy holds nodes',
    ],
    [
      'more validators held than there are',
      '',
      'adversaries: [{name: a, attack: equivocate, count: 4}]',
      'is 4, expected at most 3, the validators that there are',
    ],
    [
      'an attack on blocks that nobody makes one by one',
      'mode: on',
      'mode: aggregate',
      'is offline, which acts block by block, and chain.mode is aggregate',
    ],
    [
      'outages beside uptime',
      'stake: 10 OPG}]\nd',
      'stake: 10 OPG, uptime: 0.9, outages: {every: 1h, for: 1m}}]\nd',
      '$.validators[0].outages: are given beside uptime, expected one of them',
    ],
    [
      'outages of no length',
      'stake: 10 OPG}]\nd',
      'stake: 10 OPG, outages: {every: 1h, for: 0}}]\nd',
      '$.validators[0].outages.for: is 0',
    ],
    [
      'who comes after the end',
      'stake: 10 OPG}]\nv',
      'stake: 10 OPG, joins: 1h}]\nv',
      '$.nodes[0].joins: is 3600 s, expected before the horizon, 3600 s',
    ],
    [
      'delegators before any validator',
      'stake: 10 OPG}]\nd',
      'stake: 10 OPG, joins: 1m}]\nd',
      '$.delegators: delegate from the start, when no validator is there yet',
    ],
    [
      'nobody whom the authority knows',
      'stake: 10 OPG}]\nv',
      'stake: 10 OPG, approved: false}]\nv',
      'is authority, and no group of nodes is approved',
    ],
    [
      'an empty waterfall',
      '',
      'incentives: {discipline: {signed-blocks: {to: []}}}',
      '$.incentives.discipline.signed-blocks.to',
    ],
  ])('is refused with %s', async (what, from, to, problem) => {
    const extra: Record<string, string> = {
      'discipline without single blocks': 'incentives: {discipline: signed-blocks}\n',
      'block rewards without blocks': 'incentives: {division: proposers}\n',
      'an attack on blocks that nobody makes one by one': 'adversaries: [{name: a, attack: offline, count: 1}]\n',
      'nobody whom the authority knows': 'incentives: {admission: authority}\n',
    };
    const text = (from === '' ? `${BASE}${to}\n` : BASE.replace(from, to)) + (extra[what] ?? '');
    const found = await problems(text);
    expect(found.join('\n')).toContain(problem);
    // With a place, and nothing else beside it.
    expect(found.filter((line) => /^s\.yaml:\d+:\d+: \$/.test(line))).toHaveLength(1);
  });
});
