/** Is every kind of mistake reported with its line, column and path, what is wrong and what was expected? */
import { describe, expect, it } from 'vitest';
import { complaints, faults, MINIMAL, parsed } from './support.ts';

/** Replaces `from` by `to` in the minimal scenario, which must then have exactly these problems. */
const CASES: [what: string, from: string, to: string, problems: string[]][] = [
  [
    'a wrong unit',
    '1h',
    '1 hour',
    ['2:10: $.horizon: is "1 hour", and "hour" is no unit of time, expected one of ns, us, ms, s, m, min, h, d, w, y'],
  ],
  ['a negative duration', '1h', '-1h', ['2:10: $.horizon: is "-1h", expected more than 0 s']],
  [
    'a missing key',
    'name: minimal\n',
    '',
    ['1:1: $.name: is missing, expected lower-case letters, digits and hyphens, such as "eth-volatility"'],
  ],
  [
    'a name that is none',
    'minimal',
    'My Net',
    ['1:7: $.name: is "My Net", expected lower-case letters, digits and hyphens, such as "eth-volatility"'],
  ],
  [
    'a key given twice',
    '1h',
    '1h\nhorizon: 2h',
    ['3:1: $.horizon: is given twice (first on line 2), expected each key once'],
  ],
  [
    'a key given twice in a flow map',
    'count: 10',
    'count: 10, count: 11',
    ['6:32: $.nodes[0].count: is given twice (first on line 6), expected each key once'],
  ],
  [
    'an unknown key in a list item',
    'count: 10',
    'count: 10, slot: 3',
    [
      '6:32: $.nodes[0].slot: is not known here; did you mean "slots"?, expected one of group, count, operator, slots, speed, stake, region, provider, runtime, queue, ask, ask_formula, upstream_cost, cost, tee, approved, joins, leaves, models, memory, bandwidth, upstream, image',
    ],
  ],
  ['text for a number', 'count: 10', 'count: ten', ['6:28: $.nodes[0].count: is "ten", expected a number']],
  ['a fraction for a count', 'count: 10', 'count: 1.5', ['6:28: $.nodes[0].count: is 1.5, expected a whole number']],
  ['too few', 'count: 10', 'count: 0', ['6:28: $.nodes[0].count: is 0, expected at least 1']],
  ['infinity', 'count: 10', 'count: .inf', ['6:28: $.nodes[0].count: is Infinity, expected a finite number']],
  [
    'not a number',
    'mean: 1s',
    'mean: .nan',
    ['4:44: $.models[0].size.exponential.mean: is NaN, expected a finite number'],
  ],
  [
    'a negative stake',
    'count: 10',
    'count: 10, stake: -5 OPG',
    ['6:39: $.nodes[0].stake: is "-5 OPG", expected at least 0 tokens'],
  ],
  [
    'money that cannot be exact',
    'count: 10',
    'count: 10, stake: 0.0000001 OPG',
    [
      "6:39: $.nodes[0].stake: cannot be exact: 0.0000001 has more than 6 decimals, expected a multiple of 10^-6 (the token's decimals, or 6 for USD)",
    ],
  ],
  [
    'money beyond 2^53 units',
    'count: 10',
    'count: 10, stake: 1e10 OPG',
    [
      '6:39: $.nodes[0].stake: cannot be exact: 1e10 is 2^53 base units or more, expected less than 9007199254740991 units of 10^-6; fewer token decimals make room',
    ],
  ],
  [
    'another token',
    'count: 10',
    'count: 10, stake: 5 OGP',
    ['6:39: $.nodes[0].stake: is in OGP; did you mean "OPG"?, expected an amount in OPG (or the word token) or in USD'],
  ],
  [
    'dollars for tokens',
    'count: 10',
    'count: 10, stake: $5',
    ['6:39: $.nodes[0].stake: is "$5", expected an amount in tokens'],
  ],
  [
    'a rule parameter that cannot be exact',
    '1h',
    '1h\nincentives: {price: {token: 0.00000001}}',
    [
      "3:29: $.incentives.price.token: cannot be exact: 1e-8 has more than 6 decimals, expected a multiple of 10^-6 (the token's decimals, or 6 for USD)",
    ],
  ],
  [
    'an unknown operator',
    'count: 10',
    'count: 10, operator: farm',
    ['6:42: $.nodes[0].operator: is "farm", which is no operators group, expected one of each, one'],
  ],
  [
    'an unknown model',
    'model: toy',
    'model: toi',
    ['8:28: $.flows[0].model: is "toi", which is no model; did you mean "toy"?, expected toy'],
  ],
  [
    'an unknown rule',
    'poisson:',
    'poison:',
    [
      '8:43: $.flows[0].arrivals: is "poison"; did you mean "poisson"?, expected an arrival process: one of poisson, trace',
    ],
  ],
  [
    'a bare rule that needs parameters',
    '{poisson: {rate: 8/s}}',
    'poisson',
    [
      '8:43: $.flows[0].arrivals.poisson.rate: is missing, expected a rate such as "8/s", "100/h", or a number per second',
    ],
  ],
  [
    'two rules at once',
    '{poisson: {rate: 8/s}}',
    '{poisson: {rate: 8/s}, trace: {}}',
    [
      '8:43: $.flows[0].arrivals: has 2 keys (poisson, trace), expected one key, an arrival process: one of poisson, trace',
    ],
  ],
  [
    'an unknown parameter of a rule',
    '{rate: 8/s}',
    '{rate: 8/s, rates: 3}',
    ['8:65: $.flows[0].arrivals.poisson.rates: is not known here; did you mean "rate"?, expected rate'],
  ],
  [
    'an unknown distribution',
    'exponential:',
    'exponental:',
    [
      '4:23: $.models[0].size: is "exponental"; did you mean "exponential"?, expected measured, or a distribution: one of constant, uniform, loguniform, exponential, lognormal, gamma, erlang, hyperexponential, pareto, weibull, empirical',
    ],
  ],
  [
    'an expression with an unknown name',
    'rate: 8/s}}',
    'rate: 8/s}}, verification: {sampling: {probability: "0.1 * valu"}}',
    [
      '8:113: $.flows[0].verification.sampling.probability: speaks of "valu", which is no name here; did you mean "value"?, expected value',
    ],
  ],
  [
    'an expression that cannot be read',
    'rate: 8/s}}',
    'rate: 8/s}}, verification: {sampling: {probability: 1 + * 2}}',
    [
      '8:110: $.flows[0].verification.sampling.probability: cannot be read: value expected, expected numbers, names, + - * / ^, comparisons, and/or/not, "a ? b : c" and parentheses',
    ],
  ],
  [
    'a probability above 1',
    'rate: 8/s}}',
    'rate: 8/s}}, verification: {sampling: {probability: 1.5}}',
    ['8:106: $.flows[0].verification.sampling.probability: is 1.5, expected at most 1'],
  ],
  [
    'jobs without nodes',
    'nodes:\n  - {group: honest, count: 10}\n',
    '',
    ['5:1: $.flows: send jobs to nodes, but there are no nodes, expected at least one group of nodes'],
  ],
  [
    'delegators without validators',
    '1h',
    '1h\ndelegators: [{group: d, count: 3}]',
    [
      '3:1: $.delegators: delegate to validators, but there are no validators, expected at least one group of validators',
    ],
  ],
  [
    'an epoch beyond the horizon',
    '1h',
    '1h\nepoch: 2h',
    ['3:8: $.epoch: is 7200 s, expected at most the horizon, 3600 s'],
  ],
  [
    'a scale',
    '1h',
    '1h\nscale: 10',
    ['3:8: $.scale: is 10, expected 1: weighted jobs are not built yet, so every job is simulated'],
  ],
  [
    'fees that do not sum to 1',
    '1h',
    '1h\nincentives: {fees: {node: 0.5, treasury: 0.4}}',
    ['3:14: $.incentives.fees: sum to 0.9, expected shares that sum to 1'],
  ],
  [
    'a fee that is no share',
    '1h',
    '1h\nincentives: {fees: {node: 1.5}}',
    ['3:27: $.incentives.fees.node: is 1.5, expected at most 1'],
  ],
  [
    'a fee with too many decimals',
    '1h',
    '1h\nincentives: {fees: {node: 0.33333333333, burn: 0.66666666667}}',
    [
      '3:27: $.incentives.fees.node: is 0.33333333333, expected at most 9 decimals',
      '3:48: $.incentives.fees.burn: is 0.66666666667, expected at most 9 decimals',
    ],
  ],
  [
    'a stake below the minimum',
    '1h',
    '1h\nincentives: {minimum_stake: 10}',
    ['7:5: $.nodes[0].stake: is 0 tokens, expected at least the minimum stake, 10 tokens'],
  ],
  [
    'an attack of nobody',
    '1h',
    '1h\nadversaries: [{name: a, attack: lazy}]',
    ['3:15: $.adversaries[0]: has neither share nor count, expected one of them'],
  ],
  [
    'an attack that ends before it begins, twice sized, in no group',
    '1h',
    '1h\nadversaries: [{name: a, attack: lazy, share: 0.1, count: 2, from: 10, until: 5, group: honst}]',
    [
      '3:58: $.adversaries[0].count: is given beside share, expected one of them',
      '3:78: $.adversaries[0].until: is 5 s, not after from (10 s), expected an end after the beginning',
      '3:88: $.adversaries[0].group: is "honst", which is no group of nodes or validators; did you mean "honest"?, expected honest',
    ],
  ],
  [
    'an attack after the end',
    '1h',
    '1h\nadversaries: [{name: a, attack: lazy, share: 0.1, from: 2h}]',
    ['3:57: $.adversaries[0].from: is 7200 s, expected before the horizon, 3600 s'],
  ],
  [
    'an attack by more nodes than there are',
    '1h',
    '1h\nadversaries: [{name: a, attack: lazy, count: 11}]',
    ['3:46: $.adversaries[0].count: is 11, expected at most 10, the nodes that there are'],
  ],
  [
    'attacks that may meet: enough for some lots only',
    '1h',
    '1h\nadversaries: [{name: a, attack: lazy, count: 3}, {name: b, attack: lazy, group: honest, count: 8}]',
    [
      '3:96: $.adversaries[1].count: is 8, which may make 11 held nodes with those of the adversaries before it, expected at most 10 in all, the nodes that there are; adversaries of one group first, those of all nodes after them',
    ],
  ],
  [
    'a disagreement too small to be stood in for',
    '1s}}}',
    '1s}}, disagreement: 1e-6}',
    ['4:64: $.models[0].disagreement: is 0.000001, expected 0, or a share from 1e-5 to 1 of at most 5 decimals'],
  ],
  [
    'a tail without a mean',
    '{exponential: {mean: 1s}}',
    '{pareto: {alpha: 0.5, min: 1s}}',
    [
      '4:23: $.models[0].size: cannot be drawn from: pareto: alpha must be a finite number above 1 (at 1 and below the mean is infinite), not 0.5, expected measured, or parameters within their ranges',
    ],
  ],
  ['a token worth nothing', '1h', '1h\ntoken: {price: 0}', ['3:16: $.token.price: is 0, expected more than 0']],
  [
    'a supply below the stakes',
    'count: 10}',
    'count: 10, stake: 5 OPG}\ntoken: {supply: 49.5 OPG}',
    [
      '7:17: $.token.supply: is 49.5, less than what the parties hold at the start, expected at least 50 tokens, the stakes and the wealth of all',
    ],
  ],
  [
    'a supply below what is certainly drawn',
    'count: 10}',
    'count: 10, stake: {uniform: {low: 5, high: 9}}}\ntoken: {supply: 49.5 OPG}',
    [
      '7:17: $.token.supply: is 49.5, less than what the parties hold at the start, expected at least 50 tokens, the stakes and the wealth of all',
    ],
  ],
  [
    'a stake that no account can hold',
    'count: 10',
    'count: 10, stake: {exponential: {mean: 1e13}}',
    [
      '6:39: $.nodes[0].stake: is of the order of 10000000000000 tokens, which is 2^53 base units or more, expected at most 9007199254 tokens; fewer token decimals make room',
    ],
  ],
  [
    'fees of nobody',
    '1h',
    '1h\nincentives: {fees: {node: 0.9, validators: 0.1}}',
    [
      '3:44: $.incentives.fees.validators: is 0.1, but there are no validators, expected 0, or at least one group of validators',
    ],
  ],
  [
    'a threshold of everything, and of nothing',
    '1h',
    '1h\nmeasures: {nakamoto: [1, 0, 0.5]}',
    [
      '3:23: $.measures.nakamoto[0]: is 1, expected less than 1',
      '3:26: $.measures.nakamoto[1]: is 0, expected more than 0',
    ],
  ],
  [
    'two thresholds of one name',
    '1h',
    '1h\nmeasures: {nakamoto: [0.5, 0.25, 0.503]}',
    [
      '3:34: $.measures.nakamoto[2]: is 0.503, which is 50 % in whole per cent, as measures.nakamoto[0] is, expected thresholds that differ in whole per cent, by which results name them',
    ],
  ],
  [
    'a name used twice',
    '- {name: toy',
    '- {name: toy, size: 1}\n  - {name: toy',
    ['5:12: $.models[1].name: is "toy", which models[0] is called already, expected a name of its own'],
  ],
  [
    'a model without size',
    ', size: {exponential: {mean: 1s}}',
    '',
    ['4:5: $.models[0].size: is missing, expected a size, or a behaviour whose profile gives it'],
  ],
  [
    'a measured size without behaviour',
    '{exponential: {mean: 1s}}',
    'measured',
    ['4:23: $.models[0].size: is "measured", but there is no behaviour, expected a behaviour, or a distribution'],
  ],
  [
    'a reserved symbol',
    '1h',
    '1h\ntoken: {symbol: USD}',
    ['3:17: $.token.symbol: is a word with another meaning, expected letters and digits such as OPG (not USD)'],
  ],
  [
    'a choice of words',
    '1h',
    '1h\nchain: {mode: onn}',
    ['3:15: $.chain.mode: is "onn"; did you mean "on"?, expected one of on, aggregate, off'],
  ],
  ['a value for a map', '1h', '1h\nchain: true', ['3:8: $.chain: is true, expected a map']],
  ['a map for a list', '1h', '1h\nvalidators: {group: v}', ['3:13: $.validators: is a map, expected a list']],
  [
    'neither word nor duration',
    '1h',
    '1h\nmeasures: {warmup: soon}',
    [
      '3:20: $.measures.warmup: is "soon", expected one of auto, none, or a duration such as "500ms", "90s", "5m", "12h", "30d", "1w", "1y", or a number of seconds',
    ],
  ],
  [
    'an anchor that is not there',
    '1h',
    '*other',
    ['2:10: $.horizon: refers to *other, expected an anchor that is set above'],
  ],
  [
    'broken YAML',
    'minimal',
    '[minimal',
    ['2:1: $: is no valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
];

describe('a scenario with one mistake', () => {
  it.each(CASES)('%s', async (_, from, to, problems) => {
    expect(await faults(from, to)).toEqual(problems.map((problem) => `s.yaml:${problem}`));
  });

  it('names missing files by their whole path', async () => {
    const [model] = await faults('size: {exponential: {mean: 1s}}', 'behaviour: no.onnx');
    expect(model).toMatch(
      /^s\.yaml:4:28: \$\.models\[0\]\.behaviour: names \/.*no\.onnx, which is not there, expected a file \.onnx, or a folder with model\.json or profile\.json$/,
    );
    const [trace] = await faults('{poisson: {rate: 8/s}}', '{trace: {file: no.csv}}');
    expect(trace).toMatch(
      /^s\.yaml:8:58: \$\.flows\[0\]\.arrivals\.trace\.file: names \/.*no\.csv, which is not there, expected an existing file$/,
    );
    const [column] = await faults('{exponential: {mean: 1s}}', '{empirical: {file: no.csv, column: a}}');
    expect(column).toMatch(
      /^s\.yaml:4:42: \$\.models\[0\]\.size\.empirical\.file: names .*no\.csv, which cannot be read/,
    );
  });

  it('lists the top-level keys for one that is unknown', async () => {
    const [line] = await faults('1h', '1h\nhorizont: 2h');
    expect(line).toMatch(
      /^s\.yaml:3:1: \$\.horizont: is not known here; did you mean "horizon"\?, expected one of name, question, /,
    );
  });

  it.each([
    ['', 's.yaml:1:1: $: is empty, expected a map of keys such as name and horizon'],
    ['- a', 's.yaml:1:1: $: is no map, expected a map of keys such as name and horizon'],
    ['just text', 's.yaml:1:1: $: is no map, expected a map of keys such as name and horizon'],
  ])('text that is no scenario: %j', async (text, line) => expect(await complaints(parsed(text))).toEqual([line]));
});

describe('a scenario with many mistakes', () => {
  it('has them all reported at once, in the order of the text', async () => {
    const text = MINIMAL.replace('1h', '1hh')
      .replace('mean: 1s', 'mean: 0')
      .replace('count: 10', 'count: .nan, stake: 0.0000001')
      .replace('model: toy', 'model: toys')
      .replace('rate: 8/s', 'rat: 8/s')
      .concat('incentives: {fees: {node: 0.5}, slashing: fractoin}\nfoo: 1\n');
    const lines = await complaints(parsed(text));
    expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      's.yaml:2:10: $.horizon:',
      's.yaml:4:44: $.models[0].size.exponential.mean:',
      's.yaml:6:28: $.nodes[0].count:',
      's.yaml:6:41: $.nodes[0].stake:',
      's.yaml:8:28: $.flows[0].model:',
      's.yaml:8:54: $.flows[0].arrivals.poisson.rate:',
      's.yaml:8:55: $.flows[0].arrivals.poisson.rat:',
      's.yaml:9:43: $.incentives.slashing:',
      's.yaml:10:1: $.foo:',
    ]);
  });

  it('cannot blow up by aliases', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(12).fill(`*a${i}`).join(', ')}]`,
    );
    const lines = await complaints(parsed(`a0: &a0 [1]\n${levels.join('\n')}\n`));
    expect(lines).toEqual(['s.yaml:1:1: $: stands for more than 200000 values, expected fewer aliases']);
    expect(await complaints(parsed('a: &a [*a]'))).toEqual([
      's.yaml:1:1: $: is nested more than 100 levels deep, expected fewer aliases',
    ]);
  });
});

describe('what fits to the last unit', () => {
  it('is a supply of exactly the stakes and the wealth', async () => {
    const tight = MINIMAL.replace('count: 10', 'count: 10, stake: 0.1 OPG').concat(
      'operators: [{group: o, count: 3, wealth: 0.1 OPG}]\ntoken: {supply: 1.3 OPG}\n',
    );
    expect((await parsed(tight)).token.supply).toBe(1_300_000);
  });

  it('is an adversary of one group before one of all nodes', async () => {
    const two = MINIMAL.replace(
      '{group: honest, count: 10}',
      '{group: honest, count: 10}\n  - {group: cheap, count: 5}',
    );
    const attacks = (first: string, second: string) =>
      parsed(`${two}adversaries: [{name: a, attack: lazy, ${first}}, {name: b, attack: lazy, ${second}}]\n`);
    expect((await attacks('group: cheap, count: 5', 'count: 3')).adversaries).toHaveLength(2);
    expect(await complaints(attacks('count: 3', 'group: cheap, count: 5'))).toEqual([
      expect.stringContaining('$.adversaries[1].count: is 5, which may make 8 held nodes'),
    ]);
  });
});

describe('a threshold of the Nakamoto coefficient', () => {
  it.each([
    ['0.3333333', 1 / 3],
    ['0.6666666667', 2 / 3],
    ['0.142857', 1 / 7],
    ['0.33', 0.33],
    ['0.3333', 0.3333],
    ['0.12345', 0.12345],
    ['1e-7', 1e-7],
    ['0.9999999', 0.9999999],
  ])('%s is %d: the fraction that it stands for, if any', async (text, threshold) => {
    expect((await parsed(`${MINIMAL}measures: {nakamoto: [${text}]}\n`)).measures.nakamoto).toEqual([threshold]);
  });
});
