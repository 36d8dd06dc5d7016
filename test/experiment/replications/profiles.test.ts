import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { prepareProfiles, profileFile } from '../../../src/experiment/replications/profiles.ts';
import { printProfile } from '../../../src/inference/profile.ts';
import type { Model, Scenario } from '../../../src/scenario/schema.ts';
import { exampleProfile, exampleScenario } from '../../results/example.ts';

vi.setConfig({ testTimeout: 60_000 });

const CLASSIFIER = fileURLToPath(new URL('../../inference/fixtures/classifier.onnx', import.meta.url));
const OTHER = fileURLToPath(new URL('../../inference/fixtures/mixed.onnx', import.meta.url));
const SHIPPED = fileURLToPath(new URL('../../../scenarios/models/eth-volatility', import.meta.url));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'verisim-profiles-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const model = (name: string, behaviour?: string): Model => ({
  name,
  size: 'measured',
  disagreement: 0,
  ...(behaviour === undefined ? {} : { behaviour }),
});
const scenario = (...models: Model[]): Scenario =>
  exampleScenario({ models, inference: { mode: 'replay', sample: 0.02, inputs: 8 } });

test('a committed profile is taken as it is; a model without behaviour has none; nothing is written', async () => {
  const { banks, calibrated } = await prepareProfiles(scenario(model('shipped', SHIPPED), model('plain')), {
    directory,
  });
  expect(Object.keys(banks.profiles)).toEqual(['shipped']);
  expect(banks.profiles.shipped!.model.name).toBe('eth-volatility');
  expect(banks.live).toBeUndefined();
  expect(calibrated).toEqual([]);
  expect(existsSync(join(directory, 'profiles'))).toBe(false);
});

test('a folder that holds a profile and no model is replayed', async () => {
  writeFileSync(join(directory, 'profile.json'), printProfile(exampleProfile()));
  const { banks } = await prepareProfiles(scenario(model('recorded', directory)), { directory });
  expect(banks.profiles.recorded).toEqual(exampleProfile());
});

test('a bare model is calibrated once and found again, to the byte, until its file changes', async () => {
  const file = join(directory, 'mine.onnx');
  copyFileSync(CLASSIFIER, file);
  const said: string[] = [];
  const prepare = () =>
    prepareProfiles(scenario(model('mine', file)), { directory, onProgress: (what) => said.push(what) });
  const first = await prepare();
  expect(first.calibrated).toEqual(['mine']);
  expect(first.banks.profiles.mine!.inputs.count).toBe(8);
  expect(said.some((what) => what.startsWith('calibrating mine'))).toBe(true);
  // Measuring writes nothing: the profile is written with the result, and found there by the next run.
  expect(existsSync(join(directory, 'profiles'))).toBe(false);
  mkdirSync(join(directory, 'profiles'));
  writeFileSync(join(directory, profileFile('mine')), printProfile(first.banks.profiles.mine!));
  said.length = 0;
  const second = await prepare();
  expect(said).toEqual([]);
  expect(second).toEqual(first);
  copyFileSync(OTHER, file);
  const changed = await prepare();
  expect(said.some((what) => what.startsWith('calibrating mine'))).toBe(true);
  expect(changed.banks.profiles.mine!.model.sha256).not.toBe(first.banks.profiles.mine!.model.sha256);
  expect(printProfile(first.banks.profiles.mine!)).toBe(printProfile(second.banks.profiles.mine!));
});

test('live mode measures the inputs in use on this machine, once for all models on the same files', async () => {
  const live = {
    ...scenario(model('a', SHIPPED), model('b', SHIPPED)),
    inference: { mode: 'live', sample: 1, inputs: 4 },
  } as const;
  const { banks } = await prepareProfiles(live, { directory });
  expect(banks.live!.a!.live!.inputs).toEqual([0, 1, 2, 3]);
  expect(banks.live!.b).toBe(banks.live!.a);
});

test('a model that cannot be run is named', async () => {
  const file = join(directory, 'broken.onnx');
  writeFileSync(file, 'no model at all');
  await expect(prepareProfiles(scenario(model('mine', file)), { directory })).rejects.toThrow(
    /^\$\.models\[0\]\.behaviour: cannot be used: .*broken\.onnx: not a model/,
  );
});
