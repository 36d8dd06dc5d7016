import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { InferenceError } from '../../src/inference/host/error.ts';
import type { LoadOptions } from '../../src/inference/host/messages.ts';
import { InferenceProcess } from '../../src/inference/host/session.ts';

// Processes start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.onnx`, import.meta.url));
const native = (file: string): LoadOptions => ({ file, runtime: 'native', optimization: 'all' });
const one = { x: { type: 'float32', dims: [1], data: Float32Array.of(1) } };
const folder = mkdtempSync(join(tmpdir(), 'verisim-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('InferenceProcess', () => {
  it('is killed in the middle of a native run when its time is over, and stays dead', async () => {
    const inference = new InferenceProcess();
    await inference.load('endless', native(fixture('endless')));
    await expect(inference.run('endless', [one], 0.2)).rejects.toThrow(
      'running endless took more than 0.2 s and was stopped',
    );
    await expect(inference.run('endless', [one])).rejects.toThrow(InferenceError);
  });

  it('is closed in the middle of a native run, which rejects', async () => {
    const inference = new InferenceProcess();
    await inference.load('endless', native(fixture('endless')));
    const running = inference.run('endless', [one]);
    inference.close();
    await expect(running).rejects.toThrow('was closed');
  });

  it('reports what the runtime says of a bad file or bad tensors, and lives on', async () => {
    const inference = new InferenceProcess();
    const corrupt = join(folder, 'corrupt.onnx');
    writeFileSync(corrupt, 'this is no protobuf');
    await expect(inference.load('a', native(corrupt))).rejects.toThrow(InferenceError);
    await expect(inference.load('b', { ...native(corrupt), runtime: 'wasm' })).rejects.toThrow(InferenceError);
    await inference.load('c', native(fixture('classifier')));
    const wide = { x: { type: 'float32', dims: [1, 7], data: new Float32Array(7) } };
    await expect(inference.run('c', [wide])).rejects.toThrow(/invalid dimensions|index: 1|Got: 7/);
    const right = { x: { type: 'float32', dims: [2, 6], data: new Float32Array(12) } };
    const { outputs, seconds } = await inference.run('c', [right, right]);
    expect(outputs).toHaveLength(2);
    expect(outputs[0]).toHaveLength(8);
    expect(outputs[0]!.slice(0, 4).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    expect(seconds.every((value) => value > 0)).toBe(true);
    inference.close();
  });
});
