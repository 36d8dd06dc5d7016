/** Are scenarios compared pair by pair, every claim within one family, and is what cannot be compared refused or told? */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compareSides, type Side } from '../../../src/experiment/comparison/compare.ts';
import { gather } from '../../../src/experiment/comparison/contenders.ts';
import { type ComparisonOptions, runComparison } from '../../../src/experiment/comparison/run.ts';
import { parseVariant } from '../../../src/experiment/comparison/variant.ts';
import { executors } from '../../../src/experiment/executors/all.ts';
import type { RunRow } from '../../../src/experiment/task/runRow.ts';
import type { Comparison } from '../../../src/results/comparison.ts';

const root = mkdtempSync(join(tmpdir(), 'verisim-comparison-'));
afterAll(() => rmSync(root, { recursive: true }));

const TINY = `
name: tiny
seed: 4
horizon: 2m
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 3/s}}}]
incentives: {price: {token: 1 OPG}, fees: {node: 0.9, treasury: 0.1}}
measures: {warmup: none, windows: 10}
`;
const file = (name: string, text: string): string => {
  const path = join(root, `${name}.yaml`);
  writeFileSync(path, text);
  return path;
};
const tiny = file('tiny', TINY);

/** A row with these values; pairs [num, den] are ratios of counts. */
function row(replication: number, values: Record<string, number | null | [number, number]>): RunRow {
  const metrics: RunRow['metrics'] = {};
  const ratios: RunRow['ratios'] = {};
  for (const [name, value] of Object.entries(values))
    if (Array.isArray(value)) {
      const [num, den] = value;
      metrics[name] = den === 0 ? null : num / den;
      ratios[name] = { num, den, scale: 1, count: true };
    } else metrics[name] = value;
  return { point: '', replication, seed: `1/${replication}`, fingerprint: 0, events: 0, error: null, metrics, ratios };
}
const side = (name: string, metric: string, values: readonly (number | null | [number, number])[]): Side => ({
  name,
  runs: values.map((value, i) => row(i + 1, { [metric]: value })),
});

describe('variants', () => {
  test('split at commas outside of brackets and quotes; values are YAML', () => {
    const { name, settings } = parseVariant(
      'slow-2:nodes[0].speed={uniform: {low: 0.5, high: 1}},name="a, b", flows.clients.routing=power-of-d',
      root,
    );
    expect(name).toBe('slow-2');
    expect(settings).toEqual({
      'nodes[0].speed': { uniform: { low: 0.5, high: 1 } },
      name: 'a, b',
      'flows.clients.routing': 'power-of-d',
    });
  });

  test.each([
    ['nodes[0].count=3', /expected name:path=value/],
    ['busy:', /expected name:path=value/],
    ['busy:nodes[0].count', /"nodes\[0\].count" is no path=value/],
    ['busy:a=1,', /"" is no path=value/],
    ['busy:a=1,a=2', /a is given twice/],
    ['busy:a={b: 1', /--variant busy, a: .*YAML/],
  ])('%s is refused', (written, message) => {
    expect(() => parseVariant(written, root)).toThrow(message);
  });
});

describe('differences', () => {
  test('are contender less baseline, then every other pair, all in one family', () => {
    const metric = 'throughput.jobs_per_second';
    const base = [10, 12, 9, 11, 13, 10];
    const wobble = [0.1, -0.1, 0.05, 0, -0.05, 0.1];
    const { metrics, tests } = compareSides(
      [
        side(
          'same',
          metric,
          base.map((x, i) => x + wobble[i]!),
        ),
        side('base', metric, base),
        side(
          'more',
          metric,
          base.map((x, i) => x + 2 - wobble[i]!),
        ),
      ],
      'base',
      [metric],
    );
    const [found] = metrics;
    expect(tests).toBe(3);
    expect(found!.differences.map(({ a, b }) => [a, b])).toEqual([
      ['same', 'base'],
      ['more', 'base'],
      ['more', 'same'],
    ]);
    const [same, more] = found!.differences;
    expect(same!.mean!).toBeCloseTo(0.1 / 6, 12);
    expect(more!.mean!).toBeCloseTo(2 - 0.1 / 6, 12);
    // Holm: the two small p-values times 3 and 2, the large one as it is.
    expect(same!.p_adjusted).toBe(same!.p);
    expect(
      Math.min(more!.p_adjusted! / more!.p!, found!.differences[2]!.p_adjusted! / found!.differences[2]!.p!),
    ).toBeCloseTo(2, 9);
    expect(found!.ranking).toEqual([
      { name: 'more', letters: 'a' },
      { name: 'same', letters: 'b' },
      { name: 'base', letters: 'b' },
    ]);
    expect(more!.gain!).toBeGreaterThan(100);
    expect(found).toMatchObject({ unit: 'jobs/s', answers: false, remarks: [] });
  });

  test('of ratios are those of sums; none where a contender does not measure or never defines the metric', () => {
    const metric = 'fraud.detection_rate_per_cheated_job';
    const counted: [number, number][] = [
      [1, 2],
      [30, 100],
      [28, 100],
    ];
    const { metrics, tests } = compareSides(
      [
        side('base', metric, [
          [1, 2],
          [50, 100],
          [55, 100],
        ]),
        side('fewer', metric, counted),
        side('never', metric, [
          [0, 0],
          [0, 0],
          [0, 0],
        ]),
        { name: 'without', runs: [row(1, {}), row(2, {}), row(3, {})] },
      ],
      'base',
      [metric],
    );
    const [found] = metrics;
    expect(tests).toBe(1);
    // 59 / 202 - 106 / 202, less the jackknife's bias.
    expect(found!.differences[0]!.mean!).toBeCloseTo(-47 / 202, 2);
    expect(found!.differences[1]).toMatchObject({ a: 'never', mean: null, p: null, test: null });
    expect(found!.ranking.map(({ name }) => name)).toEqual(['base', 'fewer', 'never', 'without']);
    expect(found!.remarks).toEqual(['never leaves it undefined in every run.', 'without does not measure it.']);
  });

  test('leave out the pairs in which one is undefined, and say so', () => {
    const metric = 'latency.p95_seconds';
    const { metrics } = compareSides(
      [side('base', metric, [1, 2, 3, 4]), side('other', metric, [2, null, 4, 6])],
      'base',
      [metric],
      new Map([[metric, 'how long']]),
    );
    expect(metrics[0]!.differences[0]).toMatchObject({ n: 3, mean: 4 / 3 });
    expect(metrics[0]).toMatchObject({
      words: 'how long',
      answers: true,
      remarks: ['other leaves it undefined in 1 of 4 runs.'],
    });
  });
});

describe('contenders', () => {
  const gathered = (options: Partial<Parameters<typeof gather>[0]>) =>
    gather({ files: [tiny], replications: 3, directory: root, ...options });

  test.each([
    [{}, /2 scenarios or more/],
    [{ files: [tiny, tiny] }, /two contenders are named tiny/],
    [{ files: [tiny, tiny], variants: ['b:nodes[0].count=5'] }, /variants are of one scenario file, not of 2/],
    [{ variants: ['tiny:nodes[0].count=5'] }, /two contenders are named tiny/],
    [{ variants: ['busy:nodes[0].count=5'], baseline: 'bsuy' }, /no contender is named so; did you mean "busy"\?/],
    [{ variants: ['busy:nodes[0].count=5'], replications: undefined }, /at least 2 replications/],
    [{ variants: ['busy:nodes[0].count=5'], replications: 1 }, /at least 2 replications/],
  ])('%j is refused', async (options, message) => {
    await expect(gathered(options)).rejects.toMatchObject({
      name: 'ComparisonError',
      message: expect.stringMatching(message),
    });
  });

  test('tell the problems of all at once, each where it is written', async () => {
    const error = await gathered({ variants: ['a:nodes[0].count=-1', 'b:flows.clients.rooting=uniform'] }).catch(
      (e) => e,
    );
    expect(error).toMatchObject({ name: 'ScenarioError' });
    expect(error.message).toMatch(/^--variant a, nodes\[0\]\.count: \$\.nodes\[0\]\.count: /m);
    expect(error.message).toMatch(/^--variant b, flows\.clients\.rooting: .*routing/m);
  });

  test('run on one seed and as often, and what was made equal is told', async () => {
    const other = file(
      'other',
      TINY.replace('tiny', 'other').replace('seed: 4', 'seed: 9\nreplications: 7').replace('2m', '4m'),
    );
    const { seed, replications, remarks, all } = await gathered({ files: [tiny, other], replications: undefined });
    expect([seed, replications]).toEqual(['4', 7]);
    expect(all.map(({ point }) => point.scenario.seed)).toEqual(['4', '4']);
    expect(remarks.join('\n')).toMatch(
      /horizons differ \(tiny 120 s, other 240 s\)[\s\S]*seed 4[\s\S]*other 9[\s\S]*7 replications/,
    );
    const chosen = await gathered({ files: [tiny, other], baseline: 'other' });
    expect(chosen.seed).toBe('9');
    expect((await gathered({ files: [tiny, other], seed: 'x' })).remarks).toHaveLength(1);
  });
});

describe('a comparison', async () => {
  const executor = await executors.inline();
  const run = (options: Partial<ComparisonOptions>) =>
    runComparison({ files: [tiny], replications: 5, out: join(root, 'results'), executor, ...options });
  const metrics = ['throughput.offered_per_second', 'latency.p95_seconds'];
  const { comparison, manifest, files } = await run({ variants: ['two:flows.clients.routing=power-of-d'], metrics });

  test('gives both the same jobs: what they share is gone from the difference', () => {
    const [offered, latency] = comparison!.metrics;
    expect(offered!.differences[0]).toMatchObject({ a: 'two', b: 'tiny', test: 'equal', mean: 0, p_adjusted: 1 });
    expect(offered!.estimates[0]!.sd!).toBeGreaterThan(0);
    expect(latency!.differences[0]!.mean!).toBeLessThan(0);
    expect(comparison).toMatchObject({ name: 'tiny-vs-two', baseline: 'tiny', seed: '4', replications: 5, tests: 2 });
  });

  test('says in what the scenarios differ, and keeps every value', () => {
    expect(comparison!.changes.every(({ name, path }) => name === 'two' && path.startsWith('flows[0].routing'))).toBe(
      true,
    );
    expect(comparison!.changes.length).toBeGreaterThan(0);
    const lines = String(files.get('runs.csv')).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 2 * 2 * 5);
    expect(manifest.contenders.map((each) => each.replications.length)).toEqual([5, 5]);
    expect(manifest.contenders[0]!.replications[0]!.seed).toBe('4/1');
  });

  test('is the same whoever comes first, with the signs turned', async () => {
    const one = file('one', TINY.replace('tiny', 'one'));
    const two = file('two', TINY.replace('tiny', 'two').replace('count: 4', 'count: 5'));
    const [forth, back] = [await run({ files: [one, two], metrics }), await run({ files: [two, one], metrics })];
    const difference = (found: { comparison: Comparison | null }) => found.comparison!.metrics[1]!.differences[0]!;
    expect(difference(back).mean).toBeCloseTo(-difference(forth).mean!, 12);
    expect(difference(back).p).toBeCloseTo(difference(forth).p!, 12);
    expect(difference(forth)).toMatchObject({ a: 'two', b: 'one' });
  });

  test('finds nothing between a scenario and itself under another name', async () => {
    const twin = file('twin', TINY.replace('tiny', 'twin'));
    const found = (await run({ files: [tiny, twin] })).comparison!;
    expect(found.metrics.length).toBeGreaterThan(4);
    for (const { differences, ranking } of found.metrics) {
      expect(differences[0]).toMatchObject({ test: 'equal', mean: 0, p: 1 });
      expect(new Set(ranking.map(({ letters }) => letters))).toEqual(new Set(['a']));
    }
    expect(found.remarks).toContain('twin and tiny are the same scenario under two names.');
  });

  test('asks first for what the scenarios call their answer', async () => {
    const asked = file(
      'asked',
      TINY.replace('tiny', 'asked').replace('windows: 10', 'answer: {economy.fees: what clients pay}'),
    );
    const found = (await run({ files: [tiny, asked] })).comparison!;
    expect(found.metrics[0]).toMatchObject({ metric: 'economy.fees', words: 'what clients pay', answers: true });
    // No fraud, no line on it.
    expect(found.metrics.some(({ metric }) => metric.startsWith('fraud.'))).toBe(false);
  });

  test.each([
    ['latency.p95_second', /is no metric; did you mean "latency.p95_seconds"\?/],
    [
      'flow.clients.throughput.jobs_per_second',
      /is no metric|is not measured in this scenario, expected measures.by_flow: true/,
    ],
  ])('by %s is refused before anything runs', async (metric, message) => {
    const refused = run({ variants: ['b:nodes[0].count=5'], metrics: [metric] });
    await expect(refused).rejects.toMatchObject({ name: 'ComparisonError', message: expect.stringMatching(message) });
  });

  test('that is stopped compares the pairs that are done', async () => {
    const stop = new AbortController();
    const signal = stop.signal;
    const onProgress = (_: string, done: number) => {
      if (done === 5) stop.abort();
    };
    const stopped = await run({ variants: ['b:nodes[0].count=5'], replications: 50, signal, onProgress, metrics });
    expect(stopped.interrupted).toBe(true);
    expect(stopped.comparison).toMatchObject({ replications: 2, remarks: ['Stopped: 2 of 50 pairs are done.'] });
    const early = await run({ variants: ['b:nodes[0].count=5'], signal: AbortSignal.abort() });
    expect(early).toMatchObject({ interrupted: true, comparison: null });
  });

  test('of runs that fail says which, and has nothing to say where all do', async () => {
    const endless = 'incentives.division={proportional: {by: "1 / (jobs - jobs)"}}';
    const variants = [`bad:${endless},incentives.emission={linear: {pool: 10 OPG, over: 2m}},epoch=1m`];
    await expect(run({ variants, replications: 2 })).rejects.toMatchObject({
      name: 'ComparisonError',
      message: expect.stringMatching(/bad, replication 1: RunInputError: the formula/),
    });
    expect(existsSync(join(root, 'results'))).toBe(false);
  });
});
