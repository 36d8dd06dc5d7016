/** Does the page of a comparison say who differs and how sure that is, and is it the same when it is made from its files? */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { forestPlots, tellRange } from '../../src/charts/forest.ts';
import { compareSides } from '../../src/experiment/comparison/compare.ts';
import type { RunRow } from '../../src/experiment/task/runRow.ts';
import { publishComparison } from '../../src/report/comparison.ts';
import {
  COMPARISON_FORMAT,
  type Comparison,
  type ComparisonManifest,
  readComparison,
  runsFile,
} from '../../src/results/comparison.ts';
import { readResult } from '../../src/results/read.ts';

const root = mkdtempSync(join(tmpdir(), 'verisim-comparison-page-'));
afterAll(() => rmSync(root, { recursive: true }));

const THROUGHPUT = 'throughput.jobs_per_second';
const BUSY = 'utilization.mean';
const SEATS = 'decentralization.jobs.nakamoto_50.operator';
const luck = [3, 1, 4, 1, 5, 9, 2, 6];
const side = (name: string, faster: number, dearer: number) => ({
  name,
  runs: luck.map((x, i): RunRow => {
    const wobble = ((i * 7) % 5) / 10 - 0.2;
    const metrics = {
      [THROUGHPUT]: 50 + x + faster + faster * wobble,
      [BUSY]: 0.2 + dearer * (wobble + 0.02),
      [SEATS]: 5,
    };
    return {
      point: name,
      replication: i + 1,
      seed: `1/${i + 1}`,
      fingerprint: 7,
      events: 9,
      error: null,
      metrics,
      ratios: {},
    };
  }),
});
const sides = [side('today', 0, 0), side('fast & <new>', 3, 0.01), side('slow', -2, 0)];
const answers = new Map([[THROUGHPUT, 'jobs answered']]);
const comparison: Comparison = {
  name: 'races',
  baseline: 'today',
  seed: '1',
  replications: 8,
  contenders: sides.map(({ name }) => ({ name, question: 'Who is fastest?', horizon: 3600, replications: 8 })),
  ...compareSides(sides, 'today', [THROUGHPUT, BUSY, SEATS], answers),
  remarks: ['The horizons differ.'],
  changes: [{ name: 'slow', path: 'nodes[0].speed', baseline: '1', here: '0.5' }],
  symbol: 'OPG',
};
const manifest: ComparisonManifest = {
  format: COMPARISON_FORMAT,
  name: 'races',
  seed: '1',
  baseline: 'today',
  replications_requested: 8,
  contenders: [],
  reproducible: 'everywhere',
  verisim_version: '0',
  environment: { git_commit: null, node: 'v0' },
  files: [],
};
const runs = runsFile([
  { scenario: 'slow', replication: 1, seed: '1/1', metric: BUSY, value: null, numerator: null, denominator: 0 },
]);
const directory = join(root, 'races');
const report = await publishComparison(directory, comparison, manifest, runs);
const page = readFileSync(report, 'utf8');
const text = page
  .replace(/<style>.*?<\/style>/s, '')
  .replace(/<svg.*?<\/svg>/gs, '')
  .replaceAll(/<[^>]+>/g, ' ')
  .replaceAll('\u00a0', ' ')
  .replaceAll(/\s+/g, ' ');

test('the page answers first, in sentences, and tells what is to be known', () => {
  const places = [
    'Who is fastest?',
    /jobs answered: fast &amp; &lt;new&gt; is higher than today , \+3 \[\+2\.\d+ to \+3\.\d+\] jobs\/s \(\+5\.\d+ %\), p < ?0\.0001|jobs answered: fast &amp; &lt;new&gt; is higher than today , \+3/,
    'slow is lower than today',
    'The horizons differ.',
    THROUGHPUT,
    'All 3 pairs of 3 scenarios',
    BUSY,
    'Not told apart from today',
    'nodes[0].speed',
    'over all 9 tests of this page: 3 metrics times 3 pairs',
  ].map((part) => (typeof part === 'string' ? text.indexOf(part) : text.search(part)));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(page).not.toMatch(/<script|<link|<img|https?:\/\/(?!www\.w3\.org)/);
});

test('a metric that no run differs in has no chart; the others one with its zero line and numbers', async () => {
  const forests = await forestPlots(comparison);
  expect(forests.map(({ metric }) => metric)).toEqual([THROUGHPUT, BUSY]);
  const words = [...forests[0]!.svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, each]) => each);
  expect(words).toContain('difference to today, jobs/s');
  expect(words.some((each) => /^\+3 +\[\+2\.\d+ to \+3\.\d+\] +p /.test(each!))).toBe(true);
  expect(forests[1]!.svg).toContain('percentage points');
  expect(forests[0]!.reading).toBe('Higher than today: fast & <new>. Lower: slow.');
});

test('it is read back, and made again to the same bytes', async () => {
  expect(readdirSync(directory).sort()).toEqual([
    ...['charts', 'comparison.csv', 'comparison.json', 'estimates.csv', 'manifest.json', 'report.html', 'runs.csv'],
  ]);
  const before = readFileSync(join(directory, 'manifest.json'), 'utf8');
  const read = readComparison(directory);
  expect(read.comparison).toEqual(comparison);
  writeFileSync(join(directory, 'mine.txt'), 'a note');
  await publishComparison(directory, read.comparison, read.manifest, read.kept);
  expect(readFileSync(join(directory, 'manifest.json'), 'utf8')).toBe(before);
  expect(readFileSync(report, 'utf8')).toBe(page);
  expect(readFileSync(join(directory, 'mine.txt'), 'utf8')).toBe('a note');
  expect(readFileSync(join(directory, 'comparison.csv'), 'utf8').split('\n')[1]).toMatch(
    /^throughput\.jobs_per_second,jobs\/s,fast & <new>,today,/,
  );
});

test('it is no result of one scenario, and a folder that is neither is refused', () => {
  expect(() => readResult(directory)).toThrow(/format verisim-comparison\/1/);
  expect(() => readComparison(root)).toThrow(/is no comparison/);
});

test('ranges are told with as many digits as tell their ends apart', () => {
  expect(tellRange([0.00123, 0.0456])).toBe('+0.00123 to +0.0456');
  expect(tellRange([-1.00012, -1.00011])).toBe('−1.00012 to −1.00011');
  expect(tellRange([2, 2])).toBe('');
  expect(tellRange(null)).toBe('–');
});
