/** An experiment small enough for a test and long enough that a worker can be killed in the middle of a run. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKeys } from '../../src/experiment/store/parts.ts';
import { isPart, RUNS } from '../../src/experiment/store/store.ts';
import { openEvaluator, type PointResult } from '../../src/experiment/task/evaluate.ts';
import type { Executor } from '../../src/experiment/task/executor.ts';
import type { Point } from '../../src/experiment/task/point.ts';

/** Points of a scenario written into the folder; a run takes about a second for an hour or so of `horizon`. */
export function busyPoints(folder: string, horizon: string): Point[] {
  const base = join(folder, 'busy.yaml');
  writeFileSync(
    base,
    `
name: busy
seed: 5
horizon: ${horizon}
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 40}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 30/s}}}]
incentives: {price: {token: 1 OPG}}
`,
  );
  return [
    { base, settings: {} },
    { base, settings: { 'nodes.all.count': 36 } },
    { base, settings: { 'flows.clients.routing': 'round-robin' } },
    // Fails: a balance grows beyond what an account can hold.
    { base, settings: { 'incentives.price.token': '4000000000 OPG' } },
  ];
}

export interface Outcome {
  results: PointResult[];
  /** Runs handed over by the executor, in the order in which they came. */
  handed: string[];
}

/** Evaluates the points, and notes every row that the executor hands over. */
export async function evaluated(
  executor: Executor,
  {
    directory,
    points,
    count,
    signal,
    onRow,
  }: {
    directory: string;
    points: readonly Point[];
    count: number;
    signal?: AbortSignal;
    onRow?: (handed: readonly string[]) => void;
  },
): Promise<Outcome> {
  const handed: string[] = [];
  const watched: Executor = {
    name: executor.name,
    workers: executor.workers,
    run: (tasks, sink, options) =>
      executor.run(
        tasks,
        (row) => {
          handed.push(`${row.point}/${row.replication}`);
          onRow?.(handed);
          return sink(row);
        },
        options,
      ),
    close: () => executor.close(),
  };
  const evaluator = await openEvaluator({ directory, executor: watched, signal });
  try {
    return { results: await evaluator.evaluate(points, { first: 1, count }), handed };
  } finally {
    await evaluator.close();
  }
}

/** Every run in the parts of a directory, as often as it stands there. */
export async function keptRuns(directory: string): Promise<string[]> {
  const folder = join(directory, RUNS);
  const parts = await Promise.all(
    readdirSync(folder)
      .filter(isPart)
      .map((name) => readKeys(join(folder, name))),
  );
  return parts.flat().map(({ point, replication }) => `${point}/${replication}`);
}
