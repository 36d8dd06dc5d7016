/** Is a scenario refused in which one part rules out for ever what another part asks for? With the place, and both said. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/index.ts';
import { complaints } from './support.ts';

const TEXT = `name: whole
horizon: 1d
token: {symbol: OPG, supply: 1000000000 OPG, price: 0.1}
chain: {mode: on, block_time: 2s, gas_limit: 10000000}
verification:
  enclaves: {images: [{name: v1}, {name: v2}], heartbeat: 900s, expiry: 1800s}
models:
  - {name: toy, size: 1s, memory: 8, load: 1s}
nodes:
  - {group: sealed, count: 4, memory: 16, tee: true, image: v1, stake: 100 OPG}
  - {group: bare, count: 4, memory: 24}
flows:
  - {name: f, model: toy, arrivals: {poisson: {rate: 1/s}}, verification: tee, settlement: {batch: {items: 20}}}
incentives:
  emission: none
`;

const changed = (...replaced: [string, string][]): Promise<string[]> => {
  let text = TEXT;
  for (const [from, to] of replaced) {
    if (!text.includes(from)) throw new Error(`the text has no "${from}"`);
    text = text.replace(from, to);
  }
  return complaints(parseScenario(text, { file: 's.yaml' }));
};

describe('a scenario without contradictions', () => {
  it('is accepted', async () => expect(await changed()).toEqual([]));

  it('may have an image that is approved only once its revocation ends', async () => {
    const attack =
      'adversaries: [{name: r, attack: {image-revocation: {image: v1}}, from: 1h, until: 2h}]\nincentives:';
    expect(await changed(['{name: v1}', '{name: v1, approved: false}'], ['incentives:', attack])).toEqual([]);
  });
});

it.each([
  [
    'enclaves without any approved image',
    [['{name: v1}', '{name: v1, approved: false}']],
    's.yaml:13:75: $.flows[0].verification: asks for an enclave, and no image of those that serve it is approved (v1)',
  ],
  [
    'a model that only nodes without an enclave have room for',
    [['memory: 8', 'memory: 20']],
    's.yaml:13:75: $.flows[0].verification: asks for an enclave, and none serves model toy, which takes 20 GB: sealed has 16 GB',
  ],
  [
    'an enclave asked for by one mode of several',
    [
      ['memory: 8', 'memory: 20'],
      ['verification: tee', 'verification: {mixed: {parts: [{share: 0.5, method: none}, {share: 0.5, method: tee}]}}'],
    ],
    '$.flows[0].verification: asks for an enclave, and none serves model toy',
  ],
  [
    'attestations too old for any block',
    [['expiry: 1800s', 'expiry: 1800s, attestation_age: 1s']],
    's.yaml:6:97: $.verification.enclaves.attestation_age: is 1 s: most attestations would be too old once they are final, expected at least chain.block_time and chain.finality, 2 s',
  ],
  [
    'clients that wait for less than a block',
    [['{batch: {items: 20}}', '{pipe: {wait: 1s}}']],
    '$.flows[0].settlement.pipe.wait: is 1 s: most clients would leave before a block has their answer, expected at least chain.block_time, 2 s',
  ],
] as [string, [string, string][], string][])('refuses %s', async (_, replaced, problem) => {
  const found = await changed(...replaced);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(problem);
});
