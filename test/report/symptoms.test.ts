/** Does a result tell when jobs got no answer, answers were not paid, or work piled up, and nothing when all is well? */
import { expect, test } from 'vitest';
import { symptomsOf } from '../../src/report/symptoms.ts';
import type { Result } from '../../src/results/result.ts';
import { exampleResult } from '../results/example.ts';

function told(means: Record<string, number>): string[] {
  const result = structuredClone(exampleResult()) as Result;
  for (const [name, mean] of Object.entries(means))
    result.summary.metrics[name] = { mean, sd: 0, ci95: [mean, mean], n: 2, unit: '', undefined: 0 };
  return symptomsOf(result).map((line) => line.replaceAll('\u00a0', ' '));
}

test('a network that answers and is paid has no symptoms', () => expect(told({})).toEqual([]));

test('jobs without an answer are told with their causes, the greatest first', () => {
  expect(told({ 'throughput.unserved_share': 0.2, 'throughput.expired_share': 0.7 })).toEqual([
    '90 % of the jobs got no answer: 70 % ran into their time-out, 20 % found no node that could serve them.',
  ]);
});

test('a backlog is told, and not mistaken for losses', () => {
  const [line] = told({ 'throughput.offered_per_second': 1, 'throughput.jobs_per_second': 0.1 });
  expect(line).toContain('does not keep up: 0.1 jobs a second are answered, of 1 asked for');
});

test('unpaid answers are told with their main cause', () => {
  expect(told({ 'payments.unpaid_share': 0.5, 'payments.unpaid.cap': 10, 'payments.unpaid.wallet': 1 })).toEqual([
    '50 % of what answers cost was never paid, above all because fees were above the cap of a session.',
  ]);
});

test('answers that never get a proof are told, unless the chain is full, which is told elsewhere', () => {
  expect(told({ 'proof.proved_share': 0.2, 'chain.waiting': 1 })[0]).toContain('Only 20 % of the answers were proved');
  expect(told({ 'proof.proved_share': 0.2, 'chain.waiting': 100 })).toEqual([]);
});
