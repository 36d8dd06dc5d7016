/**
 * Are runs as long as it takes to refuse a number that is a tenth too large? Cheap rows of several families through pilot, fresh run
 * and verdict; of all rows the slow test says so.
 */
import { describe, expect, it } from 'vitest';
import { checkRows, type Outcome } from '../../src/check/run.ts';
import { perform } from '../../src/check/work.ts';
import { published } from './support.ts';

const CHEAP: [id: string, label: string, params: Record<string, unknown>][] = [
  ['A03', 'copies_per_job', { m: 2, phi: 0.05 }],
  ['A06', 'replication_overhead', { jobs: 100 }],
  ['B01', 'sd_stake_share', { a: 0.1, w: 0.001, n: 1000 }],
  ['B02', 'unfair_prob_PoW', { n: 100 }],
  ['B19', 'gini_pareto', { alpha: 3 }],
  ['C02', 'P_majority_hypergeometric', { N: 1000, K: 333, n: 5 }],
  ['D12', 'P_abandon', { lam: 12 }],
];

describe('a row', () => {
  it.each(CHEAP)('%s %s %o passes, and 1.1 times what is expected fails', async (id, label, params) => {
    const row = published(id, label, params);
    const tenth = { ...row, expected: 1.1 * row.expected };
    const outcomes: Outcome[] = [];
    const rows = [{ row, place: 'row' }];
    for await (const outcome of checkRows(rows, { seed: '1', points: 1, perform })) outcomes.push(outcome);
    const [{ verdict, tells, value, half }] = outcomes as [Outcome];
    expect([verdict, tells]).toEqual(['pass', true]);
    expect(Math.abs(value! - tenth.expected)).toBeGreaterThan(half!);
  });
});
