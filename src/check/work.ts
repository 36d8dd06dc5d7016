/** What does one thread do? Some runs of one case at one point; what they saw goes back as plain data. */
import type { Observation, Observations, Point } from './case.ts';
import { cases } from './index.ts';

/** Runs `from` to `to` (both included, from 1) of a point, each of `batches` observations. */
export interface Task {
  readonly id: string;
  /** As the case's own schema gave them. */
  readonly params: unknown;
  readonly labels: readonly string[];
  readonly seed: string;
  readonly from: number;
  readonly to: number;
  readonly batches: number;
}

/** Points prepared last, so that the tasks of one need not do it again. */
const KEPT = 8;
const prepared = new Map<string, Promise<Point>>();

export function pointOf(id: string, params: unknown, labels: readonly string[]): Promise<Point> {
  const key = JSON.stringify([id, params, labels]);
  let point = prepared.get(key);
  if (!point) {
    if (prepared.size >= KEPT) prepared.delete(prepared.keys().next().value as string);
    point = Promise.resolve(cases[id]!.prepare(params, labels));
    prepared.set(key, point);
  }
  return point;
}

export async function perform({ id, params, labels, seed, from, to, batches }: Task): Promise<Observations> {
  const point = await pointOf(id, params, labels);
  const all: Record<string, Observation[]> = Object.fromEntries(labels.map((label) => [label, []]));
  for (let replication = from; replication <= to; replication++) {
    const seen = await point.run({ seed, replication, batches });
    for (const label of labels) {
      const found = seen[label];
      if (!found || found.length === 0) throw new RangeError(`${id} did not measure ${label}`);
      for (const observation of found) all[label]!.push(observation);
    }
  }
  return all;
}
