/** Cases without a queue: weights of routing, measures of vectors, distributions; and what parameters each case refuses. */
import { describe, expect, it } from 'vitest';
import { shareFrom } from '../../src/check/cases/C04.ts';
import { cases } from '../../src/check/index.ts';
import type { Row } from '../../src/check/rows.ts';
import { judge } from '../../src/check/verdict.ts';
import { Directory } from '../../src/network/directory.ts';
import { setting } from '../support/bound.ts';
import { measured } from './observed.ts';
import { published } from './support.ts';

/** The number of a case without chance. */
async function value(id: string, label: string, params: unknown): Promise<number> {
  const parsed = cases[id]!.labels[label]!.params.parse(params);
  const run = await (await cases[id]!.prepare(parsed, [label])).run({ seed: '1', replication: 1, batches: 1 });
  return run[label]![0] as number;
}

describe('C04', () => {
  it('takes the share of the nodes from one on, whatever their stakes', () => {
    const { tables, ledger } = setting({ nodes: [1, 4, 9, 16] });
    const roster = new Directory(tables.nodes, ledger).roster(0);
    const shares = ([1, 0.5, 0] as const).map((exponent) => shareFrom(roster, exponent, 2));
    expect(shares[0]).toBeCloseTo(25 / 30, 12);
    expect(shares[1]).toBeCloseTo(7 / 10, 12);
    expect(shares[2]).toBeCloseTo(1 / 2, 12);
  });

  it('passes, and fails with another power of stake', async () => {
    const label = 'attacker_share_sqrt';
    // 9 identities of weight 1 beside 9 holders of weight 3.
    const row: Row = { id: 'C04', label, params: {}, expected: 9 / (9 + 27), kind: 'exact', abs: 1e-9 };
    const verdicts: string[] = [];
    for (const of of [label, 'attacker_share_linear', 'attacker_share_equal'])
      verdicts.push(judge(row, { value: await value('C04', of, { identities: 9 }), se: 0, n: 1 }).verdict);
    expect(verdicts).toEqual(['pass', 'fail', 'fail']);
  });
});

describe('B17', () => {
  it('reads vectors and words, and counts up to at least the threshold unless it is told otherwise', async () => {
    expect(await value('B17', 'hhi', { vector: 'ten equal' })).toBeCloseTo(1000, 9);
    expect(await value('B17', 'gini', { vector: '7 equal' })).toBe(0);
    expect(await value('B17', 'nakamoto50', { vector: [1, 1] })).toBe(1);
    expect(await value('B17', 'nakamoto50', { vector: [1, 1], at_least: false })).toBe(2);
    expect(await value('B17', 'tau33', { vector: [1, 1, 1] })).toBe(1);
    expect(await value('B17', 'tau66', { vector: [2, 1, 1] })).toBe(2);
    expect(await value('B17', 'tau66', { vector: [2, 1, 1], threshold: 0.8 })).toBe(3);
  });
});

describe('B17 and E01, done wrong', () => {
  /** Verdict of the published row over a number that somebody else's rule gives. */
  const judged = (of: Row, value: number) => judge(of, { value, se: 0, n: 1 }).verdict;
  const shares = (vector: readonly number[]) => {
    const total = vector.reduce((sum, x) => sum + x, 0);
    return vector.map((x) => x / total);
  };

  it('fail: logarithms of another base, an order too low, n for n - 1, more than the threshold, and shares for points', async () => {
    const row = (label: string, vector: readonly number[]) => published('B17', label, { vector });
    const sum = (list: readonly number[]) => list.reduce((all, x) => all + x, 0);
    const nats = -sum(shares([3, 2, 1]).map((p) => p * Math.log(p)));
    expect(judged(row('shannon', [3, 2, 1]), await value('B17', 'shannon', { vector: [3, 2, 1] }))).toBe('pass');
    expect(judged(row('shannon', [3, 2, 1]), nats)).toBe('fail');
    const renyi = row('renyi2', [432, 288, 216, 64]);
    expect(judged(renyi, await value('B17', 'renyi2', renyi.params))).toBe('pass');
    expect(judged(renyi, await value('B17', 'shannon', renyi.params))).toBe('fail');
    const gini = row('gini', [5, 4, 3, 2, 1]);
    const right = await value('B17', 'gini', gini.params);
    expect([judged(gini, right), judged(gini, (right * 5) / 4)]).toEqual(['pass', 'fail']);
    const theil = row('theil', [3, 2, 1]);
    expect(judged(theil, await value('B17', 'theil', theil.params))).toBe('pass');
    // Theil's L, the mean logarithm of the mean over each.
    expect(judged(theil, sum([3, 2, 1].map((x) => Math.log(2 / x))) / 3)).toBe('fail');
    const half = row('nakamoto50', [3, 2, 1]);
    expect(judged(half, await value('B17', 'nakamoto50', half.params))).toBe('pass');
    expect(judged(half, await value('B17', 'nakamoto50', { ...half.params, at_least: false }))).toBe('fail');
    const hhi = row('hhi', [8, 6, 3, 3]);
    expect(judged(hhi, await value('B17', 'hhi', hhi.params))).toBe('pass');
    expect(judged(hhi, sum(shares([8, 6, 3, 3]).map((p) => p * p)))).toBe('fail');
  });

  it('fail: batches of one, and the variance where its error is to be least', async () => {
    const series = Array.from({ length: 1000 }, (_, i) => 10 * Math.exp(-i / 60) + 5 + (((7919 * i) % 101) - 50) / 25);
    /** Cut with the least sum of squares over a power of their number, in batches. */
    const cut = (batch: number, power: number): number => {
      const means = Array.from({ length: Math.floor(series.length / batch) }, (_, b) => {
        const part = series.slice(b * batch, (b + 1) * batch);
        return part.reduce((sum, x) => sum + x, 0) / batch;
      });
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let d = 0; d <= means.length / 2; d++) {
        const kept = means.slice(d);
        const mean = kept.reduce((sum, x) => sum + x, 0) / kept.length;
        const statistic = kept.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / kept.length ** power;
        if (statistic < least) [least, best] = [statistic, d * batch];
      }
      return best;
    };
    const row = published('E01', 'MSER5_truncate_obs');
    expect(judged(row, await value('E01', 'MSER5_truncate_obs', {}))).toBe('pass');
    expect(judged(row, cut(5, 2))).toBe('pass');
    expect(judged(row, cut(1, 2))).toBe('fail');
    expect(judged(row, cut(5, 1))).toBe('fail');
  });
});

describe('B19', () => {
  const off = async (label: string, params: unknown, truth: number) => {
    const of = await measured('B19', label, params, 20);
    return Math.abs(of.value - truth) / of.se;
  };

  it('measures distributions as they are', async () => {
    expect(await off('gini_pareto', { alpha: 2.5 }, 1 / 4)).toBeLessThan(4);
    expect(await off('gini_exponential', {}, 1 / 2)).toBeLessThan(4);
    // The largest p of them hold p^(1 - 1 / alpha).
    expect(await off('top_share_pareto', { alpha: 3, top: 0.125 }, 1 / 4)).toBeLessThan(4);
    expect(await off('hhi_dirichlet', { n: 20, c: 0.5 }, (1e4 * 1.5) / 11)).toBeLessThan(4);
  });

  it('sees all of a tail without a variance', async () => {
    expect(await off('gini_pareto', { alpha: 1.16 }, 1 / 1.32)).toBeLessThan(4);
    expect(await off('top_share_pareto', { alpha: 1.16, top: 0.2 }, 0.2 ** (1 - 1 / 1.16))).toBeLessThan(4);
    // What ends at 1 - 1e-6 is another distribution, and so is the next exponent.
    expect(await off('gini_pareto', { alpha: 1.17 }, 1 / 1.32)).toBeGreaterThan(4);
  });

  it('tells a variance from a standard deviation', async () => {
    // erf(sigma / 2) at 0.8, and what the square of 0.8 would give instead.
    expect(await off('gini_lognormal', { sigma: 0.8 }, 0.42839235504666845)).toBeLessThan(4);
    expect(await off('gini_lognormal', { sigma: 0.64 }, 0.42839235504666845)).toBeGreaterThan(4);
  });
});

describe('parameters', () => {
  it.each([
    ['A02', 'mean_jobs_to_detection', { q: 0, s: 0.1 }],
    ['A02', 'mean_jobs_to_detection', { q: 0.1, s: 1.1 }],
    ['A02', 'mean_jobs_to_detection', { q: 1e-4, s: 1e-3 }],
    ['A03', 'error_rate', { m: 0, phi: 0.1 }],
    ['A03', 'error_rate', { m: 17, phi: 0.1 }],
    ['A03', 'error_rate', { m: 2, phi: -0.1 }],
    ['A04', 'error_rate', { f: 1, s: 0.1, q: 0.1, n: 10 }],
    ['A04', 'error_rate', { f: 0.2, s: 0.1, q: 0.1, n: 1.5 }],
    ['A06', 'replication_overhead', { jobs: 0 }],
    ['B17', 'gini', { vector: [] }],
    ['B17', 'gini', { vector: [0, 0] }],
    ['B17', 'gini', { vector: [1, -1] }],
    ['B17', 'gini', { vector: 'some equal' }],
    ['B17', 'tau33', { vector: [1], threshold: 1.5 }],
    ['B19', 'gini_pareto', { alpha: 1 }],
    ['B19', 'gini_lognormal', { sigma: 0 }],
    ['C02', 'P_majority_hypergeometric', { N: 10, K: 11, n: 3 }],
    ['C02', 'P_majority_hypergeometric', { N: 10, K: 1, n: 11 }],
    ['C02', 'P_majority_hypergeometric', { N: 1000, K: 1, n: 300 }],
    ['C04', 'attacker_share_sqrt', { identities: 0 }],
    ['D13', 'ET', { k: 2, d: 3, lam: 0.5 }],
    ['D13', 'ET', { k: 2, d: 2, lam: 1 }],
    ['D13', 'ET_shared_size', { k: 4, d: 2, lam: 0.5 }],
    ['D13', 'ET', { k: 2, d: 2, lam: 0.5, c: 1 }],
  ])('of %s %s are refused: %j', (id, label, params) => {
    expect(cases[id]!.labels[label]!.params.safeParse(params).success).toBe(false);
  });

  it.each([
    ['A03', 'error_rate', { m: 16, phi: 0 }, 0],
    ['A03', 'error_rate', { m: 16, phi: 1 }, 1],
    ['A03', 'copies_per_job', { m: 16, phi: 1 }, 16],
    ['A04', 'error_rate', { f: 0, s: 1, q: 1, n: 1 }, 0],
    ['A04', 'error_rate', { f: 0.99, s: 1, q: 1, n: 3 }, 0],
    ['A04', 'error_rate', { f: 0.5, s: 1, q: 0, n: 3 }, 0.5],
    ['A06', 'replication_overhead', { jobs: 1 }, 1],
    ['A02', 'mean_jobs_to_detection', { q: 1, s: 1 }, 1],
    ['C02', 'P_majority_hypergeometric', { N: 5, K: 5, n: 5 }, 1],
    ['C02', 'P_majority_hypergeometric', { N: 41, K: 20, n: 41 }, 0],
  ])('of %s %s at the ends of what is allowed work: %j', async (id, label, params, expected) => {
    expect((await measured(id, label, params, 4)).value).toBe(expected);
  });
});
