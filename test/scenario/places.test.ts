/** Are regions, outages and what nodes can hold refused where they do not fit together, and where they are written? */
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/index.ts';
import { complaints } from './support.ts';

const TEXT = `name: places
horizon: 1h
regions:
  names: [us, eu]
  latency: [[1ms, 40ms], [40ms, 1ms]]
models:
  - {name: toy, size: 1s, memory: 8}
nodes:
  - {group: a, count: 2, region: us, provider: x, memory: 16, bandwidth: 2}
  - {group: b, count: 2, region: eu, provider: y, upstream: api}
flows:
  - {name: f, model: toy, clients: 10, arrivals: {poisson: {rate: 1/s}}, regions: {us: 0.5, eu: 0.5}}
outages:
  - {name: crash, nodes: a, every: 1d, for: 1h}
`;

/** What is wrong with the text once `from` is replaced by `to`. */
const faults = (from: string, to: string) => {
  if (!TEXT.includes(from)) throw new Error(`the text has no "${from}"`);
  return complaints(parseScenario(TEXT.replace(from, to), { file: 's.yaml' }));
};

describe('a scenario with places', () => {
  it('is accepted as it stands', async () => {
    expect(await complaints(parseScenario(TEXT, { file: 's.yaml' }))).toEqual([]);
  });

  it.each([
    ['a matrix with too few rows', '[[1ms, 40ms], [40ms, 1ms]]', '[[1ms, 40ms]]', '5:3: $.regions.latency: has 1 rows'],
    ['a matrix that is not square', '[40ms, 1ms]]', '[40ms]]', '5:26: $.regions.latency[1]: has 1 travel times'],
    ['a negative entry', '[[1ms, 40ms]', '[[1ms, -40ms]', '5:19: $.regions.latency[0][1]: is "-40ms"'],
    ['a region given twice', '[us, eu]', '[us, us]', '$.regions.names[1]: is "us", which regions.names[0]'],
    [
      'a group in an unknown region',
      'region: eu,',
      'region: ue,',
      '10:34: $.nodes[1].region: is "ue", which is no region',
    ],
    ['a group without a region', 'region: eu, ', '', '10:5: $.nodes[1]: have no region'],
    [
      'clients in an unknown region',
      'regions: {us: 0.5, eu: 0.5}',
      'regions: {us: 0.5, ue: 0.5}',
      '$.flows[0].regions.ue: is "ue"',
    ],
    ['shares over 1', 'eu: 0.5}', 'eu: 0.6}', '$.flows[0].regions: sum to 1.1'],
    [
      'too few clients for the shares',
      'clients: 10',
      'clients: 1',
      '$.flows[0].clients: is 1, of whom none would be in',
    ],
    ['two latencies', 'clients: 10', 'clients: 10, latency: 20ms', '$.flows[0].latency: is given beside regions'],
    [
      'lowest latency without places',
      'regions: {us: 0.5, eu: 0.5}',
      'routing: lowest-latency',
      '$.flows[0].routing: is lowest-latency',
    ],
    ['an outage of nothing', 'nodes: a, ', '', '$.outages[0]: does not say what fails'],
    ['an outage of two things', 'nodes: a, ', 'nodes: a, region: us, ', '$.outages[0]: says what fails twice'],
    ['an outage of an unknown group', 'nodes: a, ', 'nodes: c, ', '$.outages[0].nodes: is "c", which is no group'],
    ['an outage of an unknown provider', 'nodes: a, ', 'provider: z, ', '$.outages[0].provider: is "z"'],
    [
      'an outage of an unknown API',
      'nodes: a, ',
      'upstream: ipa, ',
      '$.outages[0].upstream: is "ipa", which is no upstream of any nodes',
    ],
    ['an outage at no time', 'every: 1d, ', '', '$.outages[0]: does not say when'],
    ['an outage after the end', 'every: 1d', 'at: 2h', '$.outages[0].at: is 7200 s, expected before the horizon'],
    [
      'silence that clients would wait through',
      'for: 1h',
      'for: 1h, silent: true',
      '$.outages[0].silent: is true, and flows[0]',
    ],
    ['a model larger than every node', 'upstream: api', 'memory: 4', ''],
    ['memory without a way to load', ', bandwidth: 2', '', '9:5: $.nodes[0]: have memory for models'],
    ['a model that nobody offers', 'memory: 16, bandwidth: 2', 'models: [tyo]', '$.nodes[0].models[0]: is "tyo"'],
  ])('refuses %s', async (_, from, to, problem) => {
    const found = await faults(from, to);
    if (problem === '') expect(found).toEqual([]);
    else {
      expect(found.join('\n')).toContain(problem);
    }
  });

  it('names a model and every group of nodes that it is too large for', async () => {
    const text = TEXT.replace('memory: 8', 'memory: 80').replace('upstream: api', 'memory: 24, bandwidth: 1');
    expect(await complaints(parseScenario(text, { file: 's.yaml' }))).toEqual([
      's.yaml:7:35: $.models[0].memory: is 80 GB, and model toy fits into no node: a has 16 GB, b has 24 GB, expected a group of nodes with room for it',
    ]);
  });

  it('refuses a flow that no node can serve', async () => {
    const text = TEXT.replace('- {name: toy', '- {name: other, size: 1s}\n  - {name: toy')
      .replace('bandwidth: 2', 'bandwidth: 2, models: [other]')
      .replace('upstream: api', 'upstream: api, models: [other]');
    expect(await complaints(parseScenario(text, { file: 's.yaml' }))).toEqual([
      's.yaml:13:5: $.flows[0]: has no node that can serve it: none offers model toy and has room for it, expected a group of nodes with models: [..., toy]',
    ]);
  });
});

describe('stages', () => {
  const STAGED = `name: staged
horizon: 1h
models:
  - {name: toy, size: 1s}
nodes:
  - {group: data, count: 1, models: []}
  - {group: gpu, count: 2}
flows:
  - name: f
    model: toy
    arrivals: {poisson: {rate: 1/s}}
    stages:
      - {name: fetch, nodes: [data]}
      - {name: infer, nodes: [gpu], next: {fetch: 0.25}}
`;
  const found = (from: string, to: string) => {
    if (!STAGED.includes(from)) throw new Error(`the text has no "${from}"`);
    return complaints(parseScenario(STAGED.replace(from, to), { file: 's.yaml' }));
  };

  it('are accepted as they stand', async () => expect(await found('toy', 'toy')).toEqual([]));

  it.each([
    [
      'probabilities over 1',
      'fetch: 0.25',
      'fetch: 0.75, infer: 0.5',
      '14:37: $.flows[0].stages[1].next: sum to 1.25, expected at most 1',
    ],
    [
      'a way to nowhere',
      '{fetch: 0.25}',
      '{fecht: 0.25}',
      '14:44: $.flows[0].stages[1].next.fecht: is "fecht", which is no stage',
    ],
    ['an unknown group', '[gpu]', '[gup]', '14:31: $.flows[0].stages[1].nodes[0]: is "gup", which is no node group'],
    [
      'a name twice',
      'name: infer',
      'name: fetch',
      '14:16: $.flows[0].stages[1].name: is "fetch", which stages[0] is called already',
    ],
    ['a circle without an end', 'fetch: 0.25', 'fetch: 1', '$.flows[0].stages[0]: is never left'],
    [
      'shares of beginning that are not 1',
      'nodes: [data]}',
      'nodes: [data], enter: 0.5}',
      '$.flows[0].stages: begin with shares that sum to 0.5',
    ],
    [
      'an end where nobody offers the model',
      '[gpu], next: {fetch: 0.25}',
      '[data]',
      '14:9: $.flows[0].stages[1]: has no node that can serve it',
    ],
    ['a negative probability', 'fetch: 0.25', 'fetch: -0.25', '14:51: $.flows[0].stages[1].next.fetch: is -0.25'],
  ])('with %s are refused', async (_, from, to, problem) => {
    expect((await found(from, to)).join('\n')).toContain(problem);
  });
});
