import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { executors } from '../../../src/experiment/executors/all.ts';
import { type Evaluator, openEvaluator, type PointResult } from '../../../src/experiment/task/evaluate.ts';
import type { Executor } from '../../../src/experiment/task/executor.ts';
import { runScenario } from '../../../src/measures/run.ts';
import { loadScenario } from '../../../src/scenario/index.ts';
import { TINY } from '../../support/tiny.ts';

// Threads take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'verisim-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'tiny.yaml');
writeFileSync(file, TINY);

const point = (settings: Record<string, unknown>) => ({ base: file, settings });
const points = [
  point({}),
  point({ 'nodes.all.count': 5 }),
  point({ 'flows.clients.routing': 'round-robin' }),
  point({ 'flows.clients.routing': { 'power-of-d': { d: 2 } }, 'nodes.all.count': 3 }),
];

/** What asked for which runs. */
function watched(inner: Executor): { executor: Executor; tasks: string[] } {
  const tasks: string[] = [];
  const executor: Executor = {
    name: inner.name,
    workers: inner.workers,
    run: (all, sink, options) =>
      inner.run(
        all,
        (row) => {
          tasks.push(`${row.point}/${row.replication}`);
          return sink(row);
        },
        options,
      ),
    close: () => inner.close(),
  };
  return { executor, tasks };
}

async function within<T>(
  directory: string,
  workers: 'inline' | number,
  use: (evaluator: Evaluator, tasks: string[]) => Promise<T>,
): Promise<T> {
  const { executor, tasks } = watched(
    workers === 'inline' ? await executors.inline() : await executors.local({ directory, workers }),
  );
  const evaluator = await openEvaluator({ directory, executor });
  try {
    return await use(evaluator, tasks);
  } finally {
    await evaluator.close();
  }
}

const numbers = (results: readonly PointResult[]) => results.map(({ hash, runs }) => ({ hash, runs }));

describe('an evaluator', () => {
  it('gives what the scenario gives when it is run alone, and the same in any number of threads and any order', async () => {
    const one = await within(join(folder, 'one'), 'inline', (evaluator) =>
      evaluator.evaluate(points, { first: 1, count: 3 }),
    );
    const two = await within(join(folder, 'two'), 2, async (evaluator) => {
      await evaluator.evaluate([...points].reverse(), { first: 2, count: 2 });
      return evaluator.evaluate(points, { first: 1, count: 3 });
    });
    expect(numbers(two)).toEqual(numbers(one));
    expect(one.map(({ runs }) => runs.map(({ replication }) => replication))).toEqual(points.map(() => [1, 2, 3]));
    const alone = await loadScenario(file, { set: ['nodes.all.count=5'] });
    const { metrics, ratios, fingerprint, seed, events } = runScenario(alone, {
      replication: 2,
      banks: { profiles: {} },
    });
    expect(one[1]!.runs[1]).toEqual({
      point: one[1]!.hash,
      replication: 2,
      error: null,
      metrics,
      ratios,
      fingerprint,
      seed,
      events,
    });
  });

  it('does only what is missing, in one call or after another', async () => {
    const directory = join(folder, 'missing');
    const first = await within(directory, 'inline', async (evaluator, tasks) => {
      const results = await evaluator.evaluate(points.slice(0, 2), { first: 1, count: 2 });
      await evaluator.evaluate(points.slice(0, 2), { first: 1, count: 2 });
      expect(tasks).toHaveLength(4);
      return results;
    });
    await within(directory, 'inline', async (evaluator, tasks) => {
      const results = await evaluator.evaluate(points.slice(0, 3), { first: 1, count: 3 });
      expect(tasks.toSorted()).toEqual(
        [
          ...[0, 1].map((i) => `${results[i]!.hash}/3`),
          ...[1, 2, 3].map((replication) => `${results[2]!.hash}/${replication}`),
        ].toSorted(),
      );
      expect(results[0]!.runs.slice(0, 2)).toEqual(first[0]!.runs);
    });
  });

  it('knows a point by what it comes to, however it is said', async () => {
    await within(join(folder, 'same'), 'inline', async (evaluator, tasks) => {
      const [a, b, c, d] = await evaluator.evaluate(
        [
          point({}),
          point({
            'nodes[0].count': 4,
            'flows.clients.arrivals.poisson.rate': '120/m',
            name: 'other',
            question: 'Why?',
          }),
          point({ horizon: '180s', replications: 7 }),
          point({ seed: 4 }),
        ],
        { first: 1, count: 1 },
      );
      expect(b!.hash).toBe(a!.hash);
      expect(c!.hash).toBe(a!.hash);
      expect(d!.hash).not.toBe(a!.hash);
      expect(tasks).toHaveLength(2);
    });
  });

  it('says of a point that cannot be run what is wrong with it, and goes on', async () => {
    await within(join(folder, 'wrong'), 'inline', async (evaluator) => {
      const [wrong, right] = await evaluator.evaluate([point({ 'nodes.all.count': -1 }), point({})], {
        first: 1,
        count: 1,
      });
      expect(wrong).toMatchObject({ hash: '', runs: [] });
      expect(wrong!.error).toContain('tiny.yaml with nodes.all.count: $.nodes[0].count: is -1');
      expect(right!.runs).toHaveLength(1);
    });
  });

  it('keeps a run that fails as a row with its error, and does the others', async () => {
    const directory = join(folder, 'failing');
    const tooDear = point({ 'incentives.price.token': '4000000000 OPG' });
    await within(directory, 'inline', async (evaluator) => {
      const [failing, sound] = await evaluator.evaluate([tooDear, point({})], { first: 1, count: 2 });
      expect(failing!.runs.map(({ replication, metrics }) => [replication, metrics])).toEqual([
        [1, {}],
        [2, {}],
      ]);
      expect(failing!.runs[0]!.error).toMatch(/^RunInputError: .* a balance would reach/);
      expect(sound!.runs.map(({ error }) => error)).toEqual([null, null]);
    });
    await within(directory, 'inline', async (evaluator, tasks) => {
      await evaluator.evaluate([tooDear], { first: 1, count: 2 });
      expect(tasks).toEqual([]);
    });
  });

  it('is alone in its directory, and leaves nothing half-written there', async () => {
    const directory = join(folder, 'alone');
    await within(directory, 'inline', async (evaluator) => {
      await evaluator.evaluate([point({})], { first: 1, count: 1 });
      const executor = await executors.inline();
      await expect(openEvaluator({ directory, executor })).rejects.toThrow(/is being written by process/);
      writeFileSync(join(directory, 'runs', 'abc.parquet.1.tmp'), 'half');
    });
    await within(directory, 'inline', (evaluator) => evaluator.evaluate([point({})], { first: 1, count: 1 }));
    expect(readdirSync(join(directory, 'runs')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(readdirSync(directory)).toEqual(['runs']);
  });
});
