/** What does a case see in a test, and what would a row say of it? */
import type { Observation, Point } from '../../src/check/case.ts';
import { estimate, type Measured } from '../../src/check/estimate.ts';
import { cases } from '../../src/check/index.ts';
import type { Row } from '../../src/check/rows.ts';
import { judge } from '../../src/check/verdict.ts';

/** Observations of a label, enough runs for so many. */
export async function seen(point: Point, label: string, observations: number): Promise<Measured> {
  const found: Observation[] = [];
  for (let replication = 1; found.length < observations; replication++) {
    const batches = Math.min(point.batches ?? 1, observations - found.length);
    const run = await point.run({ seed: 'controls', replication, batches });
    found.push(...run[label]!);
  }
  return estimate(found);
}

/** What a case measures at parameters as a row gives them. */
export async function measured(id: string, label: string, params: unknown, observations: number): Promise<Measured> {
  const parsed = cases[id]!.labels[label]!.params.parse(params);
  return seen(await cases[id]!.prepare(parsed, [label]), label, observations);
}

/** The verdict of a statistical row with that expected value. */
export function verdict(expected: number, of: Measured): string {
  const row: Row = { id: '', label: '', params: {}, expected, kind: 'stat', precision: 0.25 };
  return judge(row, of).verdict;
}
