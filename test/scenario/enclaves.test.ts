/** Is a registry of enclaves, or a method, that cannot work refused where it is written? */
import { describe, expect, it } from 'vitest';
import { flow, scenario, type Written } from '../support/scenario.ts';
import { complaints } from './support.ts';

const IMAGES = [{ name: 'one' }, { name: 'two' }];
const sealed = (more: Written = {}) => [{ group: 'n', count: 3, tee: true, image: 'one', ...more }];
const registry = (more: Written = {}) => ({ enclaves: { images: IMAGES, ...more } });
const verified = (verification: unknown, more: Written = {}) => [flow({ verification, ...more })];

const WRONG: [what: string, written: Written, said: string][] = [
  [
    'a heartbeat longer than its expiry',
    { nodes: sealed(), verification: registry({ heartbeat: '30m', expiry: '29m' }) },
    '$.verification.enclaves.heartbeat: is 1800 s, longer than its expiry, expected at most 1740 s, or every node would be lost between two heartbeats',
  ],
  [
    'an image that nobody knows',
    { nodes: sealed({ image: 'tow' }), verification: registry() },
    '$.nodes[0].image: is "tow", which is no image; did you mean "two"?, expected one of one, two',
  ],
  [
    'an image without a registry',
    { nodes: sealed() },
    '$.nodes[0].image: is "one", but there is no registry of images, expected verification.enclaves with this image, or no image',
  ],
  [
    'an image without an enclave',
    { nodes: sealed({ tee: false }), verification: registry() },
    '$.nodes[0].image: is given, but its nodes have no enclave, expected tee: true',
  ],
  [
    'two images of one name',
    { verification: { enclaves: { images: [{ name: 'one' }, { name: 'one' }] } } },
    '$.verification.enclaves.images[1].name: is "one", which images[0] is called already, expected a name of its own',
  ],
  [
    'a successor that nobody knows',
    { verification: { enclaves: { images: [{ name: 'one', successor: 'two' }] } } },
    '$.verification.enclaves.images[0].successor: is "two", which is no image, expected one',
  ],
  [
    'a successor of itself',
    { verification: { enclaves: { images: [{ name: 'one', successor: 'one' }] } } },
    '$.verification.enclaves.images[0].successor: is the image itself, expected another image',
  ],
  [
    'an attestation that no block has room for',
    { nodes: sealed(), verification: registry({ gas: 20_000_000 }), chain: { mode: 'on' } },
    '$.verification.enclaves.gas: is 20000000, more than a block has, expected at most chain.gas_limit, 10000000',
  ],
  [
    'the revocation of an image that nobody knows',
    {
      nodes: sealed(),
      verification: registry(),
      adversaries: [{ name: 'a', attack: { 'image-revocation': { image: 'onne' } } }],
    },
    '$.adversaries[0].attack: is image-revocation, but there is no image "onne" in verification.enclaves; did you mean "one"?',
  ],
  [
    'an outside event that holds nodes',
    {
      nodes: sealed(),
      verification: registry(),
      adversaries: [{ name: 'a', attack: { 'image-revocation': { image: 'one' } }, count: 1 }],
    },
    '$.adversaries[0].count: is given, but image-revocation strikes from outside and holds no nodes, expected an attack that does, or nothing',
  ],
  [
    'a break of enclaves whose image nobody could revoke',
    {
      nodes: [{ group: 'n', count: 3, tee: true }],
      flows: verified('tee'),
      adversaries: [{ name: 'a', attack: 'enclave-break', count: 1 }],
    },
    '$.adversaries[0].attack: is enclave-break, but no group of nodes that it may hold has an image that could be revoked',
  ],
  [
    'a model that is too large to be proved',
    { flows: verified({ zkml: { largest: '500ms' } }) },
    '$.flows[0].verification: is zkml, but a job of its model is 1 s of work, and zkml takes 0.5 s at most',
  ],
  [
    'a proof that no block has room for',
    { chain: { mode: 'on', gas_limit: 1000 }, flows: verified({ zkml: { verify_gas: 1001 } }) },
    '$.flows[0].verification: is zkml, but the check of a proof takes 1001 gas, and a block has 1000',
  ],
  [
    'an answer without its proof that nobody ever gives up',
    { flows: verified({ zkml: { unproved: 'accept' } }) },
    '$.flows[0].verification.zkml.unproved: is accept, but without a timeout every proof is waited for',
  ],
  [
    'more challengers than other nodes',
    { flows: verified({ optimistic: { challengers: 3 } }) },
    '$.flows[0].verification: is optimistic, but its 3 challengers need as many distinct nodes besides the challenged one, and there are 2',
  ],
  [
    'challengers that are not there',
    { flows: verified({ optimistic: { by: 'validators' } }) },
    '$.flows[0].verification: is optimistic, but validators are to challenge, and there are none',
  ],
  [
    'a part of a mixed method that no node can serve',
    { flows: verified({ mixed: { parts: [{ method: 'none' }, { method: 'tee', name: 'sealed' }] } }) },
    '$.flows[0].verification: is mixed, whose part sealed cannot work: no group of nodes has tee: true, so no node may serve',
  ],
  [
    'two parts of one name',
    { flows: verified({ mixed: { parts: [{ method: 'none' }, { method: 'none' }] } }) },
    '$.flows[0].verification.mixed.parts[1]: is called "none", as parts[0] is, expected a name of its own',
  ],
  [
    'a method within a method that nobody knows',
    { flows: verified({ mixed: { parts: [{ method: { samplin: {} } }] } }) },
    '$.flows[0].verification.mixed.parts[0].method: is "samplin"; did you mean "sampling"?, expected a verification method: one of none, optimistic, redundant-adaptive, redundant-majority, redundant-m-first, sampling, spot-check, tee, zkml',
  ],
  [
    "a trace's mode that the flow does not have",
    {
      flows: verified(
        { mixed: { parts: [{ method: 'none', name: 'vanilla' }, { method: { optimistic: { challengers: 1 } } }] } },
        { arrivals: { trace: { file: 'fixtures/modes.csv' } } },
      ),
    },
    '$.flows[0].arrivals.trace.file: asks for mode "tee", which flow f does not have, expected one of vanilla, optimistic',
  ],
];

describe('a scenario is refused', () => {
  it.each(WRONG)('with %s', async (_, written, said) => {
    const problems = await complaints(scenario(written));
    // Every one with the place in the text.
    expect(problems.map((problem) => problem.replace(/^\S+?:\d+:\d+: /, ''))).toEqual([said]);
    for (const problem of problems) expect(problem).toMatch(/^\S+:\d+:\d+: /);
  });
});

describe('a scenario is taken', () => {
  it.each<[string, Written]>([
    [
      'with a heartbeat as long as its expiry',
      { nodes: sealed(), verification: registry({ heartbeat: '30m', expiry: '30m' }) },
    ],
    [
      'with enclaves that no registry looks after beside those',
      { nodes: [...sealed(), { group: 'm', count: 1, tee: true }], verification: registry() },
    ],
    ['with a model as large as can be proved', { flows: verified({ zkml: { largest: '1s' } }) }],
    [
      'with a proof that no chain checks, whatever its gas',
      { chain: { mode: 'off' }, flows: verified({ zkml: { verify_gas: 1e9 } }) },
    ],
    [
      'with a trace whose modes another flow than a mixed one ignores',
      { flows: verified('none', { arrivals: { trace: { file: 'fixtures/modes.csv' } } }) },
    ],
  ])('%s', async (_, written) => {
    expect((await scenario(written)).name).toBe('test');
  });
});
