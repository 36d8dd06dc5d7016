/** E04: do the rows pass, and would they fail an estimator that is wrong in the ways that are easily got wrong? */
import { describe, expect, it } from 'vitest';
import { cases } from '../../src/check/index.ts';
import { paramsOf } from '../../src/check/names.ts';
import type { Row } from '../../src/check/rows.ts';
import { judge } from '../../src/check/verdict.ts';
import { perform } from '../../src/check/work.ts';
import { saltelliPoints } from '../../src/stats/saltelli.ts';
import { mean, standardError } from '../support/statistics.ts';
import { PUBLISHED_ROWS } from './support.ts';

const ROWS = PUBLISHED_ROWS.filter(({ id }) => id === 'E04');

/** What the case sees in so many runs, by label. */
async function observed(labels: readonly string[], wanted: Record<string, unknown>, runs: number) {
  const params = paramsOf(cases.E04!, labels[0]!, wanted);
  const task = { id: 'E04', params, labels, seed: 'test', from: 1, to: runs, batches: 1 };
  return (await perform(task)) as Record<string, readonly number[]>;
}

const verdict = (row: Row, values: readonly number[]): string =>
  judge(row, { value: mean(values), se: standardError(values), n: values.length }).verdict;

type Model = (x: readonly number[]) => number;
const ishigami: Model = ([x, y, z]) => {
  const [a, b, c] = [x!, y!, z!].map((u) => 2 * Math.PI * u - Math.PI) as [number, number, number];
  return Math.sin(a) + 7 * Math.sin(b) ** 2 + 0.1 * c ** 4 * Math.sin(a);
};
const WEIGHTS = [0, 1, 4.5, 9, 99, 99, 99, 99];
const sobolG: Model = (x) => x.reduce((g, u, i) => (g * (Math.abs(4 * u - 2) + WEIGHTS[i]!)) / (1 + WEIGHTS[i]!), 1);

const known = new Map<string, number[][]>();

/** Values at f(A), f(B), f(AB_1), ..., f(BA_1), ... of each base row. */
function rowsOf(model: Model, factors: number, run: number): number[][] {
  const key = `${factors} ${run}`;
  let rows = known.get(key);
  if (!rows) {
    const shape = { factors, base: 2 ** 11, second: true };
    const values = saltelliPoints(shape, key).map(model);
    rows = Array.from({ length: shape.base }, (_, n) =>
      values.slice(n * (2 + 2 * factors), (n + 1) * (2 + 2 * factors)),
    );
    known.set(key, rows);
  }
  return rows;
}

/** What every label comes to where A and B are mixed up, or the mean or a smaller part is forgotten. */
function wrong(model: Model, factors: number, label: string, run: number): number {
  const rows = rowsOf(model, factors, run);
  const center = mean(rows.flatMap(([a, b]) => [a!, b!]));
  const squares = mean(rows.flatMap(([a, b]) => [a! ** 2, b! ** 2]));
  const variance = squares - center ** 2;
  const what = label.split('_')[1]!;
  if (what === 'mean') return Math.sqrt(squares);
  if (what === 'var') return squares;
  const digits = what.replace(/\D/g, '');
  const [i, j] = Array.from(digits, (digit) => Number(digit) - 1);
  if (what.startsWith('ST')) return mean(rows.map((row) => (row[1]! - row[2 + i!]!) ** 2 / 2)) / variance;
  if (j === undefined) return mean(rows.map((row) => row[0]! * (row[2 + i!]! - row[1]!))) / variance;
  return mean(rows.map((row) => row[2 + factors + i!]! * row[2 + j]! - row[0]! * row[1]!)) / variance;
}

describe('E04', () => {
  // The row of S3, where 0 is expected within 0.001, wants the most of Ishigami's; those of G are sure with fewer points.
  it.each([
    ['ishigami', 2 ** 13, 32],
    ['sobolG', 2 ** 12, 16],
  ])('%s: every row passes', async (name, N, runs) => {
    const rows = ROWS.filter(({ label }) => label.startsWith(name));
    expect(rows.length).toBeGreaterThan(8);
    const all = await observed(
      rows.map(({ label }) => label),
      { N },
      runs,
    );
    expect(rows.map((row) => [row.label, verdict(row, all[row.label]!)])).toEqual(
      rows.map(({ label }) => [label, 'pass']),
    );
  });

  it.each(ROWS.map((row) => [row.label, row] as const))('%s fails with a wrong estimator', (label, row) => {
    const [model, factors] = label.startsWith('ishigami') ? ([ishigami, 3] as const) : ([sobolG, 8] as const);
    expect(
      verdict(
        row,
        [1, 2].map((run) => wrong(model, factors, label, run)),
      ),
    ).toBe('fail');
  });

  it.each([
    ['morris_mu', { of: 'linear', slope: -2 }, -2],
    ['morris_mu_star', { of: 'linear', slope: -2 }, 2],
    ['morris_mu', { of: 'square' }, 1],
    ['morris_mu_star', { of: 'square' }, 1],
    ['morris_sigma', { of: 'square' }, 1 / 3],
  ])('%s %j: effects of a line and a square', async (label, params, expected) => {
    const values = (await observed([label], params, 100))[label]!;
    const row: Row = { id: 'E04', label, params, expected, kind: 'published', rel: 0.02 };
    expect(verdict(row, values)).toBe('pass');
    expect(verdict({ ...row, expected: expected * 1.04 }, values)).toBe('fail');
  });

  it('a line has the same effect everywhere', async () => {
    const { morris_sigma } = await observed(['morris_sigma'], { of: 'linear', slope: 3 }, 2);
    expect(Math.max(...morris_sigma!)).toBeLessThan(1e-12);
  });

  it.each([
    ['sobolG_S1', { a: [1, 2] }],
    ['sobolG_S1', { a: [1, 2, 3, 4, 5, 6, 7, -1] }],
    ['ishigami_S1', { N: 1 }],
    ['morris_mu', { of: 'cube' }],
    ['morris_mu', { of: 'square', levels: 3 }],
  ])('%s refuses %j', (label, params) => {
    expect(cases.E04!.labels[label]!.params.safeParse(params).success).toBe(false);
  });
});
