/** Is a scenario that asks for what its models do not offer refused before anything is timed or written? */
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { modelMisfits } from '../../../src/experiment/replications/models.ts';
import { runExperiment } from '../../../src/experiment/replications/run.ts';
import { MisfitError } from '../../../src/language/errors.ts';
import { scenario, type Written } from '../../support/scenario.ts';

vi.setConfig({ testTimeout: 60_000 });

const CLASSIFIER = fileURLToPath(new URL('../../inference/fixtures/classifier.onnx', import.meta.url));
const SHIPPED = fileURLToPath(new URL('../../../scenarios/models/eth-volatility', import.meta.url));

let directory: string;
let bare: string;
let corrupt: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'verisim-models-'));
  bare = join(directory, 'mine.onnx');
  copyFileSync(CLASSIFIER, bare);
  corrupt = join(directory, 'broken.onnx');
  writeFileSync(corrupt, 'no model at all');
});
afterEach(() => rmSync(directory, { recursive: true }));

const asked = (behaviour: string | undefined, written: Written = {}) =>
  scenario({ models: [{ name: 'toy', size: 1, ...(behaviour === undefined ? {} : { behaviour }) }], ...written });
const cheating = (behaviour: string) => ({
  adversaries: [{ name: 'a', attack: { substitute: { with: behaviour } }, share: 0.5 }],
});
const said = async (behaviour: string | undefined, written: Written = {}, load = true) =>
  (await modelMisfits(await asked(behaviour, written), { load })).map(({ path, message }) => [path.join('.'), message]);

test('a bare model without cheats is refused a substitute at once: nothing is timed, nothing is written', async () => {
  const done: string[] = [];
  const results = join(directory, 'results');
  const experiment = runExperiment(await asked(bare, cheating('substitute')), {
    base: directory,
    directory: results,
    onProgress: (what) => done.push(what),
  });
  await expect(experiment).rejects.toThrow(MisfitError);
  await expect(experiment).rejects.toThrow(
    '$.adversaries[0].attack: is "substitute", which model toy has no outputs of',
  );
  expect(done).toEqual([]);
  expect(existsSync(results)).toBe(false);
});

test('what committed, bare and abstract models do not offer is known without a run', async () => {
  const no = (wanted: string) => `is "${wanted}", which model toy has no outputs of`;
  expect(await said(SHIPPED, cheating('int4'))).toEqual([['adversaries.0.attack', no('int4')]]);
  expect(await said(bare, cheating('int8'))).toEqual([['adversaries.0.attack', no('int8')]]);
  const wasm = { nodes: [{ group: 'n', count: 3, runtime: 'wasm' }] };
  expect(await said(undefined, wasm)).toEqual([['nodes.0.runtime', no('wasm')]]);
  expect(await said(SHIPPED, cheating('int8'))).toEqual([]);
  expect(await said(bare, { ...wasm, ...cheating('stale') })).toEqual([]);
});

test('a model that cannot be loaded is found when it is looked into', async () => {
  const [[path, message] = []] = await said(corrupt);
  expect(path).toBe('models.0.behaviour');
  expect(message).toMatch(/^cannot be used: .*broken\.onnx: not a model that ONNX Runtime can load/);
  expect(await said(corrupt, {}, false)).toEqual([]);
});

test('a single input is too few for a model that must be measured, and enough for one that was', async () => {
  const one = { inference: { inputs: 1 } };
  expect(await said(bare, one, false)).toEqual([['inference.inputs', 'is 1, and model toy has no profile yet']]);
  expect(await said(SHIPPED, one)).toEqual([]);
});

test('live mode needs the files that the profile was made from', async () => {
  copyFileSync(join(SHIPPED, 'profile.json'), join(directory, 'profile.json'));
  expect(await said(directory)).toEqual([]);
  const [[path, message] = []] = await said(directory, { inference: { mode: 'live' } });
  expect(path).toBe('models.0.behaviour');
  expect(message).toContain('model.json');
});

test('a change that asks for more is found before the run, once', async () => {
  const changes = (from: string, to: string) => ({
    verification: { metric: from },
    changes: [{ at: '50s', set: { 'verification.metric': to } }],
  });
  const missing = 'is cosine, which model toy has no distances of';
  expect(await said(SHIPPED, changes('max_abs', 'relative_l2'))).toEqual([]);
  expect(await said(SHIPPED, changes('max_abs', 'cosine'))).toEqual([
    ['verification.metric', `${missing} (after the change at 50 s)`],
  ]);
  expect(await said(SHIPPED, changes('cosine', 'cosine'))).toEqual([['verification.metric', missing]]);
});
