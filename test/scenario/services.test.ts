/** Is a rule refused where it cannot work, and only there? */
import { describe, expect, it } from 'vitest';
import { flow, scenario, type Written } from '../support/scenario.ts';
import { complaints } from './support.ts';

const VALIDATORS = [{ group: 'v', count: 2 }];
const nodes = (count: number, more: Written = {}) => [{ group: 'n', count, ...more }];
const verified = (verification: unknown) => [flow({ verification })];
const LISTED = [{ name: 'toy', size: 1, price: '$0.02' }];

const WRONG: [what: string, written: Written, said: string][] = [
  [
    'tee without enclaves',
    { flows: verified('tee') },
    '$.flows[0].verification: is tee, but no group of nodes has tee: true, so no node may serve',
  ],
  [
    'more copies than nodes',
    { nodes: nodes(10), flows: verified({ 'redundant-majority': { copies: 11 } }) },
    '$.flows[0].verification: is redundant-majority, but its 11 copies need as many distinct nodes, and there are 10',
  ],
  [
    'audits by validators that are not there',
    { flows: verified({ sampling: { by: 'validators' } }) },
    '$.flows[0].verification: is sampling, but validators are to audit, and there are none',
  ],
  [
    'more auditors than validators',
    { validators: VALIDATORS, flows: verified({ sampling: { by: 'validators', auditors: 3 } }) },
    '$.flows[0].verification: is sampling, but its 3 auditors need as many distinct validators, and there are 2',
  ],
  [
    'more auditors than other nodes',
    { nodes: nodes(3), flows: verified({ sampling: { auditors: 3 } }) },
    '$.flows[0].verification: is sampling, but its 3 auditors need as many distinct nodes besides the audited one, and there are 2',
  ],
  [
    'emission for validators that are not there',
    { incentives: { division: { proportional: { to: 'validators' } } } },
    '$.incentives.division: is proportional, but validators are to share the emission, and there are none',
  ],
  [
    'a price in dollars that nobody says',
    { incentives: { price: 'fixed-usd' } },
    '$.incentives.price: is fixed-usd, but has no amount, and the model of a flow has no price of its own',
  ],
];

const RIGHT: [what: string, written: Written][] = [
  ['tee with an enclave', { nodes: nodes(3, { tee: true }), flows: verified('tee') }],
  ['a copy per node', { nodes: nodes(10), flows: verified({ 'redundant-majority': { copies: 10 } }) }],
  [
    'an auditor per validator',
    { validators: VALIDATORS, flows: verified({ sampling: { by: 'validators', auditors: 2 } }) },
  ],
  ['every other node an auditor', { nodes: nodes(3), flows: verified({ sampling: { auditors: 2 } }) }],
  ['no audits, by a single node', { nodes: nodes(1), flows: verified({ sampling: { probability: 0 } }) }],
  [
    'emission for validators',
    { validators: VALIDATORS, incentives: { division: { proportional: { to: 'validators' } } } },
  ],
  ['a price in dollars', { incentives: { price: { 'fixed-usd': '$0.01' } } }],
  ['the price of the model', { models: LISTED, incentives: { price: 'fixed-usd' } }],
];

describe('a rule that its network cannot serve', () => {
  it.each(WRONG)('%s', async (_, written, said) => {
    expect(await complaints(scenario(written))).toEqual([expect.stringContaining(said)]);
  });

  it('is found after a change, too', async () => {
    const changes = [{ at: '50s', set: { 'flows.f.verification': 'tee' } }];
    expect(await complaints(scenario({ changes }))).toEqual([expect.stringContaining('is tee, but no group of nodes')]);
  });
});

describe('a rule that it can', () => {
  it.each(RIGHT)('%s', async (_, written) => expect(await complaints(scenario(written))).toEqual([]));
});
