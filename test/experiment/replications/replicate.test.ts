import { expect, test, vi } from 'vitest';
import { InvariantError, RunInputError } from '../../../src/engine/errors.ts';
import { replicate } from '../../../src/experiment/replications/replicate.ts';
import { describeFailure, restoreFailure } from '../../../src/experiment/threads/failure.ts';
import { parseScenario } from '../../../src/scenario/index.ts';

// Threads, processes and pictures take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 60_000 });

const scenario = await parseScenario(
  `
name: tiny
seed: 3
horizon: 5m
replications: 3
models: [{name: toy, size: {exponential: {mean: 1s}}}]
nodes: [{group: all, count: 4}]
flows: [{name: clients, model: toy, arrivals: {poisson: {rate: 2/s}}}]
incentives: {price: {token: 1 OPG}}
`,
  { file: 'tiny.yaml' },
);
const banks = { profiles: {} };

test('replication r runs on seed/r; the order of results and every number are the same with 1 and 2 threads', async () => {
  const alone = await replicate(scenario, { banks, workers: 1 });
  const shown: number[] = [];
  const together = await replicate(scenario, { banks, workers: 2, onProgress: (done) => shown.push(done) });
  expect(alone.records.map((record) => record.seed)).toEqual(['3/1', '3/2', '3/3']);
  expect(together).toEqual(alone);
  expect(shown.at(-1)).toBe(3);
  expect(new Set(alone.records.map((record) => record.fingerprint)).size).toBe(3);
});

test('the rows of parties are kept for the first replication', async () => {
  const { records } = await replicate(scenario, { banks, workers: 1 });
  expect(records.map((record) => record.entities.length > 0)).toEqual([true, false, false]);
});

test('a run that was stopped before it began gives nothing and says so', async () => {
  const result = await replicate(scenario, { banks, workers: 2, signal: AbortSignal.abort() });
  expect(result).toEqual({ records: [], interrupted: true });
});

test('stopping in the middle keeps what is finished, unchanged', async () => {
  const many = { ...scenario, replications: 400 };
  const stop = new AbortController();
  const { records, interrupted } = await replicate(many, {
    banks,
    workers: 1,
    signal: stop.signal,
    onProgress: (done) => {
      if (done >= 1) stop.abort();
    },
  });
  expect(interrupted).toBe(true);
  expect(records.length).toBeGreaterThanOrEqual(1);
  expect(records.length).toBeLessThan(400);
  const whole = await replicate(scenario, { banks, workers: 1 });
  expect(records[0]).toEqual(whole.records[0]);
});

test('a broken invariant keeps its event, time and seed on its way out of a thread', () => {
  const error = new InvariantError('money does not add up', { event: 'epoch 3', time: 5, seed: '1/2' });
  const restored = restoreFailure(JSON.parse(JSON.stringify(describeFailure(error))));
  expect(restored).toBeInstanceOf(InvariantError);
  expect(restored).toMatchObject({ reason: 'money does not add up', event: 'epoch 3', time: 5, seed: '1/2' });
  expect(restored.message).toBe(error.message);
  expect(restoreFailure(describeFailure(new RangeError('too far')))).toMatchObject({
    name: 'RangeError',
    message: 'too far',
  });
});

test('a mistake of the scenario that shows in the run stays one on its way out of a thread', () => {
  const error = new RunInputError('"1/0" is Infinity', { event: 'arrivals 3', time: 5, seed: '1/2' });
  const restored = restoreFailure(JSON.parse(JSON.stringify(describeFailure(error))));
  expect(restored).toBeInstanceOf(RunInputError);
  expect(restored).toMatchObject({ name: 'RunInputError', reason: '"1/0" is Infinity', event: 'arrivals 3', time: 5 });
  expect(restored.message).toBe(error.message);
});

test('an error in a thread fails the whole experiment', async () => {
  const broken = { ...scenario, flows: [{ ...scenario.flows[0]!, routing: { rule: 'no-such-rule', params: {} } }] };
  await expect(replicate(broken, { banks, workers: 2 })).rejects.toThrow();
});
