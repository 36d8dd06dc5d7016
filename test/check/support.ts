/** What do tests of cases need? A point, seen at small cost, and its row. */
import { readFileSync } from 'node:fs';
import type { Observation, Point } from '../../src/check/case.ts';
import { estimate, type Measured } from '../../src/check/estimate.ts';
import { cases } from '../../src/check/index.ts';
import { paramsOf } from '../../src/check/names.ts';
import { PUBLISHED } from '../../src/check/published.ts';
import { type Row, rowOf } from '../../src/check/rows.ts';
import { perform } from '../../src/check/work.ts';

export const PUBLISHED_ROWS: Row[] = (JSON.parse(readFileSync(PUBLISHED, 'utf8')) as unknown[]).map((read, i) =>
  rowOf(read, `row ${i}`),
);

/** The published row of a label whose parameters hold these. */
export function published(id: string, label: string, params: Record<string, unknown> = {}): Row {
  const found = PUBLISHED_ROWS.filter(
    (row) =>
      row.id === id &&
      row.label === label &&
      Object.entries(params).every(([name, value]) => JSON.stringify(row.params[name]) === JSON.stringify(value)),
  );
  if (found.length !== 1) throw new Error(`${found.length} rows are ${id} ${label} ${JSON.stringify(params)}`);
  return found[0]!;
}

/** What the row's own case measures in so many batches. */
export async function measured(row: Row, batches = 100, seed = 'test'): Promise<Measured> {
  const of = cases[row.id]!;
  const params = paramsOf(of, row.label, row.params);
  const task = { id: row.id, params, labels: [row.label], seed, from: 1, to: 1, batches: Math.min(batches, 100) };
  const runs = Math.ceil(batches / 100);
  const all: Observation[] = [];
  for (let run = 1; run <= runs; run++) all.push(...(await perform({ ...task, from: run, to: run }))[row.label]!);
  return estimate(all);
}

/** What a point made for the test measures. */
export async function seen(point: Point, label: string, batches = 100): Promise<Measured> {
  const runs = Math.ceil(batches / 100);
  const all: Observation[] = [];
  for (let replication = 1; replication <= runs; replication++)
    all.push(...(await point.run({ seed: 'test', replication, batches: Math.min(batches, 100) }))[label]!);
  return estimate(all);
}
