/**
 * Do the cases on verification see what is wrong? Each passes at a point of its own against the closed form, fails against 1.1
 * times that, and fails when the network is the wrong one: a misplaced factor, replicas that share their luck, no backtracking.
 */
import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/check/case.ts';
import { point as a02 } from '../../src/check/cases/A02.ts';
import { point as a03, written as a03Written } from '../../src/check/cases/A03.ts';
import { point as a04, written as a04Written } from '../../src/check/cases/A04.ts';
import { point as a06, written as a06Written } from '../../src/check/cases/A06.ts';
import { point as c02 } from '../../src/check/cases/C02.ts';
import { point as d13, written as d13Written } from '../../src/check/cases/D13.ts';
import type { Measured } from '../../src/check/estimate.ts';
import type { Written } from '../../src/check/network.ts';
import { seen, verdict } from './observed.ts';

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}

/** The flows of a written network, changed. */
const flows = (network: Written, change: Written): Written => ({
  ...network,
  flows: (network.flows as Written[]).map((flow) => ({ ...flow, ...change })),
});

interface Control {
  name: string;
  label: string;
  observations: number;
  expected: number;
  right: () => Promise<Point>;
  /** Wrong networks, by what is wrong with them. */
  wrong: Record<string, () => Promise<Point>>;
  /** Part of the observations in which that must show; a quarter by default, of which the interval is twice as wide. */
  shows?: number;
}

/** Wrong part of what is accepted: what the saboteurs do who survive (Sarmenta). */
function accepted({ f, s, q, n }: { f: number; s: number; q: number; n: number }): number {
  const survival = (1 - q * s) ** n;
  return (s * f * survival) / (1 - f + f * survival);
}

/** E[replicated] of so many jobs, by the distribution of the record after each of them. */
function replicated(jobs: number): number {
  let record = Float64Array.from({ length: jobs + 2 }, (_, c) => (c === 0 ? 1 : 0));
  let sum = 0;
  for (let job = 0; job < jobs; job++) {
    const next = new Float64Array(jobs + 2);
    for (let c = 0; c <= jobs; c++) {
      const chance = c < 10 ? 1 : 1 / c;
      sum += record[c]! * chance;
      next[c]! += record[c]! * (1 - chance);
      next[c + 1]! += record[c]! * chance;
    }
    record = next;
  }
  return sum;
}

const VOTE = { m: 3, phi: 0.3 };
const SPOT = { f: 0.5, s: 0.5, q: 0.3, n: 5 };
const JURY = { N: 60, K: 18, n: 9 };
const COPIES = { k: 4, d: 2, lam: 0.4 };

const CONTROLS: Control[] = [
  {
    name: 'A02',
    label: 'mean_jobs_to_detection',
    observations: 2500,
    expected: 1 / (0.3 * 0.4),
    right: () => a02({ q: 0.3, s: 0.4 }, []),
    wrong: {
      'the check on the honest part': () => a02({ q: 0.3 * (1 - 0.4), s: 0.4 }, []),
      'a checker that looks away one time in five': () => a02({ q: 0.3 * 0.8, s: 0.4 }, []),
    },
  },
  {
    name: 'A03',
    label: 'error_rate',
    observations: 500,
    expected: [3, 4, 5].reduce((sum, j) => sum + choose(5, j) * 0.3 ** j * 0.7 ** (5 - j), 0),
    right: () => a03(VOTE),
    wrong: {
      'executions of one job that share their luck': () =>
        a03(VOTE, (params) => ({
          ...a03Written(params),
          adversaries: [{ name: 'saboteurs', share: 1, attack: { collude: { probability: params.phi } } }],
        })),
      'wrong answers that do not agree': () =>
        a03(VOTE, (params) => ({
          ...a03Written(params),
          adversaries: [{ name: 'saboteurs', share: 1, attack: { selective: { probability: params.phi } } }],
        })),
      'one more that must agree': () => a03({ ...VOTE, m: 4 }),
    },
  },
  {
    name: 'A03, executions',
    label: 'copies_per_job',
    observations: 300,
    // 3, 4 or 5: until one of two answers is there three times.
    expected: [3, 4, 5].reduce(
      (sum, j) => sum + j * choose(j - 1, 2) * (0.7 ** 3 * 0.3 ** (j - 3) + 0.3 ** 3 * 0.7 ** (j - 3)),
      0,
    ),
    right: () => a03(VOTE),
    wrong: {
      'all that could be needed sent at once': () =>
        a03(VOTE, (params) =>
          flows(a03Written(params), { verification: { 'redundant-m-first': { m: 3, copies: 5, cancel: false } } }),
        ),
    },
  },
  {
    name: 'A04',
    label: 'error_rate',
    observations: 300,
    expected: accepted(SPOT),
    right: () => a04(SPOT),
    wrong: {
      'no backtracking': () =>
        a04(SPOT, (params, parts) =>
          flows(a04Written(params, parts), {
            verification: { 'spot-check': { probability: params.q, batch: { items: 1 } } },
          }),
        ),
      'nobody caught': () =>
        a04(SPOT, (params, parts) =>
          flows(a04Written(params, parts), {
            verification: { 'spot-check': { probability: 0, batch: { items: params.n } } },
          }),
        ),
      'checks that share the luck of the answer beside them': () =>
        a04(SPOT, (params, parts) => {
          const network = a04Written(params, parts);
          const [saboteurs] = network.adversaries as Written[];
          return { ...network, adversaries: [{ ...saboteurs, attack: { lazy: { probability: params.s } } }] };
        }),
    },
  },
  {
    name: 'A06',
    label: 'replication_overhead',
    observations: 500,
    expected: replicated(60) / 60,
    // Trust after 9 replicates only a few percent less.
    shows: 1,
    right: () => a06({ jobs: 60 }),
    wrong: {
      'trust after 9': () =>
        a06({ jobs: 60 }, (params) =>
          flows(a06Written(params), { verification: { 'redundant-adaptive': { trusted_after: 9 } } }),
        ),
      'everything replicated': () =>
        a06({ jobs: 60 }, (params) =>
          flows(a06Written(params), { verification: { 'redundant-majority': { copies: 2 } } }),
        ),
    },
  },
  {
    name: 'C02',
    label: 'P_majority_hypergeometric',
    observations: 150,
    expected: [5, 6, 7, 8, 9].reduce((sum, k) => sum + (choose(18, k) * choose(42, 9 - k)) / choose(60, 9), 0),
    right: () => c02(JURY),
    wrong: {
      'members drawn with replacement, as from a population without end': () =>
        c02({ ...JURY, N: 100 * JURY.N, K: 100 * JURY.K }),
      'a member too few': () => c02({ ...JURY, n: 8 }),
    },
  },
  {
    name: 'C02, an even number of members',
    label: 'P_majority_hypergeometric',
    observations: 150,
    // More than half of 8 are 5; by floor for ceil 4 would do.
    expected: [5, 6, 7, 8].reduce((sum, k) => sum + (choose(18, k) * choose(42, 8 - k)) / choose(60, 8), 0),
    right: () => c02({ ...JURY, n: 8 }),
    wrong: { 'half of them enough, as it is for one member less': () => c02({ ...JURY, n: 7 }) },
  },
  {
    name: 'D13',
    label: 'ET',
    observations: 100,
    // sum over i = d..k of 1 / (k mu C(k-1, d-1) / C(i-1, d-1) - k lam)
    expected: [2, 3, 4].reduce((sum, i) => sum + 1 / ((4 * choose(3, 1)) / choose(i - 1, 1) - 4 * 0.4), 0),
    right: () => d13(COPIES, ['ET']),
    wrong: {
      'copies of one size': () => d13(COPIES, ['ET'], (params) => d13Written(params, 'ET_shared_size')),
      'copies that are not called off': () =>
        d13(COPIES, ['ET'], (params, label) =>
          flows(d13Written(params, label), {
            verification: { 'redundant-m-first': { m: 1, copies: 2, cancel: false } },
          }),
        ),
    },
  },
];

describe('A02: quantiles', () => {
  it('are the smallest number of jobs by which so many are found: neither one less nor 1.1 times that', async () => {
    const measured = await seen(await a02({ q: 0.5, s: 1 }, ['p95_jobs_to_detection']), 'p95_jobs_to_detection', 1000);
    const exact = Math.log(0.05) / Math.log(0.5);
    expect([verdict(Math.ceil(exact), measured), measured]).toEqual(['pass', measured]);
    expect(verdict(Math.floor(exact), measured)).toBe('fail');
    expect(verdict(1.1 * Math.ceil(exact), measured)).toBe('fail');
  });
});

describe.each(CONTROLS)('$name', ({ label, observations, expected, right, wrong, shows = 0.25 }) => {
  it('passes against the closed form, and fails against 1.1 times that', async () => {
    const measured: Measured = await seen(await right(), label, observations);
    expect([verdict(expected, measured), measured]).toEqual(['pass', measured]);
    expect(verdict(1.1 * expected, measured)).toBe('fail');
  });

  it.each(Object.entries(wrong))('fails with %s', async (_, point) => {
    expect(verdict(expected, await seen(await point(), label, Math.ceil(observations * shows)))).toBe('fail');
  });
});
