/** Tuning from an experiment file: threads, resuming, the winner as a fragment, refusals with their places. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { executors } from '../../../src/experiment/executors/all.ts';
import { loadExperiment } from '../../../src/experiment/file/load.ts';
import { openEvaluator } from '../../../src/experiment/task/evaluate.ts';
import type { Executor } from '../../../src/experiment/task/executor.ts';
import { tunePlanOf } from '../../../src/experiment/tune/planOf.ts';
import { runTuning } from '../../../src/experiment/tune/run.ts';
import { TINY } from '../../support/tiny.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-tune-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'tiny.yaml'), TINY.replace('3m', '2m').replace('2/s', '1/s'));

/** Few nodes cost little, and make clients wait. */
const EXPERIMENT = `name: nodes
question: How few nodes will do?
base: tiny.yaml
factors:
  - {name: nodes, path: nodes.all.count, range: [1, 12], integer: true}
  - {path: flows.clients.routing, values: [uniform, round-robin]}
goals:
  - {metric: utilization.mean, maximize: true}
  - {metric: latency.p95_seconds, at_most: 6}
tune: {population: 4, generations: 3, replications: 2, finalists: 2, fresh_replications: 3}
`;

function write(text: string, name = 'nodes.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function counted(inner: Executor): { executor: Executor; runs: () => number } {
  let count = 0;
  const run: Executor['run'] = (tasks, sink, options) =>
    inner.run(
      tasks,
      (row) => {
        count++;
        return sink(row);
      },
      options,
    );
  return { executor: { name: inner.name, workers: inner.workers, run, close: () => inner.close() }, runs: () => count };
}

async function tuned(directory: string, signal?: AbortSignal) {
  const { executor, runs } = counted(await executors.inline());
  const experiment = await loadExperiment(write(EXPERIMENT));
  const run = await runTuning(experiment, { directory, executor, signal });
  return { ...run, runs: runs() };
}

describe('a tuning of an experiment file', () => {
  it('is stopped, goes on, and comes to the same bytes as one that was never stopped; nothing is run twice', async () => {
    const straight = await tuned(join(folder, 'straight'));
    const stopped = join(folder, 'stopped');
    const abort = new AbortController();
    const { executor, runs } = counted(await executors.inline());
    const experiment = await loadExperiment(write(EXPERIMENT));
    const first = runTuning(experiment, {
      directory: stopped,
      executor,
      signal: abort.signal,
      onProgress: () => runs() >= 5 && abort.abort(),
    });
    await expect(first).rejects.toThrow(/abort/i);
    expect(runs()).toBeGreaterThanOrEqual(5);
    const second = await tuned(stopped);
    expect(second.runs + runs()).toBe(straight.runs);
    const without = (files: typeof straight.files) => [...files].filter(([name]) => name !== 'tuned.yaml');
    expect(without(second.files)).toEqual(without(straight.files));
    expect((await tuned(stopped)).runs).toBe(0);
  });

  it('writes a winner that loads again, as the very point that was searched', async () => {
    const directory = join(folder, 'straight');
    const { tuning, files } = await tuned(directory);
    const winner = tuning.finalists.find(({ candidate }) => candidate.number === tuning.winner)!;
    expect(winner.standing).not.toBe('not');
    mkdirSync(join(directory, 'tune'));
    writeFileSync(join(directory, 'tune', 'winner.yaml'), files.get('winner.yaml')!);
    writeFileSync(join(directory, 'tune', 'tuned.yaml'), files.get('tuned.yaml')!);
    const top = write(`extends: [tiny.yaml, ${join('straight', 'tune', 'winner.yaml')}]\nname: top\n`, 'top.yaml');
    const executor = await executors.inline();
    const evaluator = await openEvaluator({ directory, executor, seed: tuning.seed });
    const bases = [top, join(directory, 'tune', 'tuned.yaml')];
    const results = await evaluator.evaluate(
      bases.map((base) => ({ base, settings: {} })),
      { first: 1, count: 1 },
    );
    await evaluator.close();
    expect(results.map(({ hash, error }) => [hash, error])).toEqual(bases.map(() => [winner.candidate.hash, null]));
  });

  it('refuses what it cannot search, at its place', async () => {
    const faults = async (from: string, to: string): Promise<string> => {
      expect(EXPERIMENT).toContain(from);
      const file = write(EXPERIMENT.replace(from, to), 'wrong.yaml');
      return loadExperiment(file)
        .then(tunePlanOf)
        .then(
          () => 'nothing',
          (error: Error) => error.message.replaceAll(`${folder}/`, ''),
        );
    };
    expect(await faults('tune: {population: 4', 'tune: {population: 5')).toMatch(
      /^wrong\.yaml:10:20: \$\.tune\.population: is 5, and nsga2 makes children in pairs, expected an even number$/,
    );
    expect(await faults('maximize: true', 'at_least: 0')).toContain('$.goals: has no goal to search for');
    expect(await faults('tune: {', 'tune: {method: cma-es, ')).toContain(
      'wrong.yaml:6:43: $.factors[1].values: are names, which have no order that cma-es could search in',
    );
    expect(await faults('tune: {', 'tune: {sigma: 0.2, ')).toContain(
      '$.tune.sigma: is of cma-es, and the method is nsga2',
    );
    expect(await faults('tune: {', 'tune: {method: simplex, ')).toContain('$.tune.method: is "simplex"');
    expect(await faults('goals:', 'budget: 18\ngoals:')).toContain('$.budget: is 18, and one generation');
    expect(await faults(/tune: .*\n/.exec(EXPERIMENT)![0], '')).toContain('has no section tune');
    expect(await faults('utilization.mean', 'utilisation.mean')).toContain('is no metric');
  });
});
