import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Bank } from '../../src/inference/bank.ts';
import { calibrate } from '../../src/inference/host/calibrate.ts';
import { InferenceError } from '../../src/inference/host/error.ts';
import { measureLive } from '../../src/inference/host/live.ts';
import { profilePath, readProfile } from '../../src/inference/host/profileFile.ts';
import { parseProfile, printProfile } from '../../src/inference/profile.ts';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.onnx`, import.meta.url));
const shipped = { file: fileURLToPath(new URL('../../scenarios/models/eth-volatility', import.meta.url)) };
const folder = mkdtempSync(join(tmpdir(), 'verisim-'));
const scratch = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true }));

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const quick = { seed: 'test', seconds: 0 };

describe('the shipped model', () => {
  it('has honest answers closer than the threshold and a substitute further than it', async () => {
    const done: number[] = [];
    const onProgress = (progress: { done: number; total: number }) => done.push(progress.done / progress.total);
    const profile = await calibrate(shipped, { ...quick, inputs: 16, onProgress });
    const bank = new Bank(profile);
    expect(bank.inputs).toBe(16);
    expect(bank.honest.map((i) => bank.classNames[i])).toEqual([
      'native',
      'native-basic',
      'native-noopt',
      'wasm',
      'fp16',
    ]);
    expect(bank.cheats.map((i) => bank.classNames[i])).toEqual([
      'substitute',
      'int8',
      'stale',
      'made-up',
      'made-up-shared',
    ]);
    const metric = bank.metricIndex('relative_l2');
    for (let input = 0; input < bank.inputs; input++) {
      const full = bank.honest.filter((i) => bank.classes[i]!.precision === undefined);
      for (const a of full)
        for (const b of full) expect(bank.distance(metric, input, a, b)).toBeLessThan(bank.threshold(metric));
      const far = bank.distance(metric, input, bank.classIndex('native'), bank.classIndex('substitute'));
      expect(far).toBeGreaterThan(bank.threshold(metric));
    }
    // An invention differs from the next one, but not from itself when shared.
    const invented = bank.classIndex('made-up');
    const shared = bank.classIndex('made-up-shared');
    expect(bank.distance(metric, 3, invented, invented)).toBeGreaterThan(bank.threshold(metric));
    expect(bank.distance(metric, 3, shared, shared)).toBe(0);
    expect(bank.cost(0)).toBe(1);
    expect(done.at(-1)).toBe(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(parseProfile(printProfile(profile), 'printed')).toEqual(profile);
  });

  it('is the one that its committed profile was made from, and tells cheats from honest noise', () => {
    const profile = readProfile(shipped)!;
    const bank = new Bank(profile);
    expect(bank.inputs).toBe(256);
    const { test, auc, thresholdChosenOn } = profile.metrics.relative_l2!;
    expect(thresholdChosenOn).toBe('even inputs');
    expect(test.n).toBe(128);
    expect(test.falsePositive).toBe(0);
    for (const cheat of ['substitute', 'int8', 'stale', 'made-up']) expect(auc[cheat]).toBeGreaterThan(0.95);
    // The cheats that the model is shipped with do save work: that is why anyone would commit them.
    expect(bank.cost(bank.classIndex('substitute'))).toBeLessThan(0.7);
    expect(bank.cost(bank.classIndex('int8'))).toBeLessThan(1);
  });

  it('run live, gives the recorded verdicts for the inputs asked, and leaves the other rows alone', async () => {
    const recorded = readProfile(shipped)!;
    const inputIndices = [0, 7, 100, 255];
    const live = await measureLive(shipped, recorded, { inputIndices });
    expect(live.live).toEqual({ inputs: inputIndices });
    expect(live.serviceTimes).toEqual(recorded.serviceTimes);
    expect(live.classes).toEqual(recorded.classes);
    const was = new Bank(recorded);
    const is = new Bank(live);
    const k = was.classes.length;
    const limit = was.threshold(0);
    let equal = 0;
    for (const input of inputIndices)
      for (let a = 0; a < k; a++)
        for (let b = a + 1; b < k; b++)
          if (was.distance(0, input, a, b) > limit === is.distance(0, input, a, b) > limit) equal++;
    // Not all: int8 kernels differ between machine classes, and an answer may lie just at the threshold.
    expect(equal / ((4 * k * (k - 1)) / 2)).toBeGreaterThan(0.95);
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++) expect(is.distance(0, 50, a, b)).toBe(was.distance(0, 50, a, b));
  });
});

describe('a user’s own .onnx', () => {
  it('needs nothing but itself: inputs are drawn by its declared shapes, the same for the same seed', async () => {
    const spec = { file: fixture('classifier') };
    const profile = await calibrate(spec, { ...quick, inputs: 12 });
    expect(profile.model.name).toBe('classifier');
    expect(profile.classes.map((one) => one.name)).toEqual([
      'native',
      'native-basic',
      'native-noopt',
      'wasm',
      'fp16',
      'stale',
      'made-up',
      'made-up-shared',
    ]);
    expect(Object.keys(profile.metrics)).toEqual(['relative_l2', 'max_abs', 'cosine', 'top_1']);
    expect(profile.outputs?.size).toBe(4);
    const { test } = profile.metrics.relative_l2!;
    expect(test).toMatchObject({ n: 6, falsePositive: 0, detection: { stale: 6, 'made-up': 6 } });
    const again = await calibrate(spec, { ...quick, inputs: 12 });
    expect(again.inputs).toEqual(profile.inputs);
    expect(again.metrics).toEqual(profile.metrics);
  });

  it('may have several inputs and outputs of several types', async () => {
    const json = scratch(
      'mixed.json',
      '[{"ids":[1,2,9],"flag":[true],"scale":[1.5]},{"ids":[0,0,3],"flag":[0],"scale":[2]}]',
    );
    const profile = await calibrate({ file: fixture('mixed'), inputs: { file: json } }, quick);
    const outputs = Buffer.from(profile.outputs!.values.native!, 'base64');
    const read = Array.from({ length: 6 }, (_, i) => outputs.readFloatLE(i * 4));
    for (const [i, expected] of [1.5, 2, 5.5, 1, 2, 9].entries()) expect(read[i]).toBeCloseTo(expected, 5);
  });

  it('has its profile looked for beside it', () => {
    expect(profilePath({ file: fixture('classifier') })).toMatch(/fixtures[/\\]classifier\.profile\.json$/);
    expect(readProfile({ file: fixture('classifier') })).toBeUndefined();
  });
});

describe('what is wrong is said in words', () => {
  const fails = (spec: Parameters<typeof calibrate>[0]) => expect(calibrate(spec, { ...quick, inputs: 4 })).rejects;

  it('for a model that is missing, empty, corrupt, or a truncated copy', async () => {
    await fails({ file: join(folder, 'none.onnx') }).toThrow(
      /none\.onnx: the model cannot be read: there is no such file/,
    );
    await fails({ file: scratch('empty.onnx', '') }).toThrow('the model is empty');
    await fails({ file: scratch('corrupt.onnx', 'no protobuf') }).toThrow(
      /corrupt\.onnx: not a model that ONNX Runtime can load/,
    );
    const cut = readFileSync(fixture('classifier')).subarray(0, 900);
    await fails({ file: scratch('cut.onnx', cut) }).toThrow(/cut\.onnx: not a model that ONNX Runtime can load/);
    await fails({ file: scratch('corrupt.onnx', 'no protobuf') }).toThrow(InferenceError);
  });

  it('for a single input, which cannot be both chosen on and tested on', async () => {
    await expect(calibrate({ file: fixture('classifier') }, { ...quick, inputs: 1 })).rejects.toThrow('2 or more');
    const json = scratch('one.json', '[[1,2,3,4,5,6]]');
    await fails({ file: fixture('classifier'), inputs: { file: json } }).toThrow('one input; expected 2 or more');
  });

  it('for a manifest with a mistake', async () => {
    const broken = join(folder, 'broken');
    cpSync(shipped.file, broken, { recursive: true, filter: (path) => !/\.(onnx|csv)$/.test(path) });
    await fails({ file: broken }).toThrow(/model\.onnx: the model cannot be read/);
    writeFileSync(join(broken, 'model.json'), '{"name": "x"}');
    await fails({ file: broken }).toThrow(/model\.json: \$\.model/);
  });

  it('for a profile of another file', async () => {
    const profile = readProfile(shipped)!;
    await expect(measureLive({ file: fixture('classifier') }, profile)).rejects.toThrow(
      'is not the one that the profile of',
    );
    await expect(measureLive(shipped, profile, { inputIndices: [256] })).rejects.toThrow('has inputs 0 to 255');
  });
});
