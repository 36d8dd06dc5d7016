import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeInputs } from '../../src/inference/host/inputs.ts';
import type { Declared } from '../../src/inference/host/messages.ts';
import type { InputsSpec, Model } from '../../src/inference/host/model.ts';

const folder = mkdtempSync(join(tmpdir(), 'verisim-'));
const scratch = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const x: Declared[] = [{ name: 'x', type: 'float32', dims: ['batch', 6] }];

function model(inputs?: InputsSpec, dims: Record<string, number> = {}): Model {
  const main = { path: 'some.onnx', shown: 'some.onnx', sha256: '' };
  return { name: 'some', main, cheats: new Map(), dims, ...(inputs && { inputs }) };
}

describe('generated inputs', () => {
  it('are standard normal, the same for the same seed, symbolic dimensions 1 or as told', () => {
    const { feeds, sha256 } = makeInputs(model(), x, 2_000, 'seed');
    const values = feeds.flatMap((input) => Array.from(input.x!.data as Float32Array));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
    // 12,000 values: four standard errors are 0.037 for the mean, 0.052 for the variance.
    expect(Math.abs(mean)).toBeLessThan(0.037);
    expect(Math.abs(variance - 1)).toBeLessThan(0.052);
    expect(feeds[0]!.x!.dims).toEqual([1, 6]);
    expect(makeInputs(model(), x, 2_000, 'seed').sha256).toBe(sha256);
    expect(makeInputs(model(), x, 2_000, 'other').sha256).not.toBe(sha256);
    expect(makeInputs(model(undefined, { batch: 3 }), x, 1, 'seed').feeds[0]!.x!.dims).toEqual([3, 6]);
  });

  it('are whole numbers from 0 to 9 and booleans where such are declared', () => {
    const declared: Declared[] = [
      { name: 'ids', type: 'int64', dims: [1, 500] },
      { name: 'mask', type: 'bool', dims: [100] },
    ];
    const { feeds } = makeInputs(model(), declared, 1, 'seed');
    const ids = Array.from(feeds[0]!.ids!.data as BigInt64Array, Number);
    expect([Math.min(...ids), Math.max(...ids)]).toEqual([0, 9]);
    expect(new Set(feeds[0]!.mask!.data as Uint8Array)).toEqual(new Set([0, 1]));
  });

  it('are not made for text', () => {
    const text: Declared[] = [{ name: 'prompt', type: 'string', dims: [1] }];
    expect(() => makeInputs(model(), text, 1, 'seed')).toThrow('some.onnx: input prompt is string; usable are float32');
  });
});

describe('inputs of a file', () => {
  it('are the same from a CSV, a list, and an array', () => {
    const csv = scratch('x.csv', 'a,b,c,d,e,f,label\n1,2,3,4,5,6,u\n6,5,4,3,2,1,v\n0,0,1,1,2,2,w\n');
    const columns = ['a', 'b', 'c', 'd', 'e', 'f'];
    const fromCsv = makeInputs(model({ file: csv, columns }), x, 256, '');
    expect(fromCsv.feeds).toHaveLength(3);
    const json = scratch('x.json', '[[1,2,3,4,5,6],[6,5,4,3,2,1],{"x":[[0,0,1],[1,2,2]]}]');
    expect(makeInputs(model({ file: json }), x, 256, '').sha256).toBe(fromCsv.sha256);
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1, 0, 0, 1, 1, 2, 2);
    const header = Buffer.from("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 6), }\n");
    const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
    const npy = scratch('x.npy', Buffer.concat([start, header, Buffer.from(values.buffer)]));
    expect(makeInputs(model({ file: npy }), x, 256, '').sha256).toBe(fromCsv.sha256);
  });

  it('are windows of rows, evenly spaced over what is not passed over, in order', () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i},${i + 0.5}`);
    const file = scratch('rows.csv', `low,high\n${rows.join('\n')}\n`);
    const declared: Declared[] = [{ name: 'x', type: 'float32', dims: [3, 2] }];
    const { feeds, source } = makeInputs(model({ file, window: 3, from: 0.5 }), declared, 4, '');
    // Windows begin at rows 50..97: 48 of them, every twelfth.
    expect(feeds.map((input) => (input.x!.data as Float32Array)[0])).toEqual([50, 62, 74, 86]);
    expect(Array.from(feeds[0]!.x!.data as Float32Array)).toEqual([50, 50.5, 51, 51.5, 52, 52.5]);
    expect(source).toBe('4 of 48, evenly spaced, of rows.csv (windows of 3 rows from row 51 on)');
  });

  it('fill one symbolic dimension by their length', () => {
    const file = scratch('two.json', '[[1,2,3,4,5,6,7,8,9,10,11,12]]');
    expect(makeInputs(model({ file }), x, 1, '').feeds[0]!.x!.dims).toEqual([2, 6]);
  });

  it('are refused, with the place, where they do not fit', () => {
    const made = (inputs: InputsSpec, declared = x) => makeInputs(model(inputs), declared, 4, '');
    const short = scratch('short.csv', 'a,b\n1,2\n');
    expect(() => made({ file: short })).toThrow('row 1: 2 values; input x of shape [batch, 6] takes 6');
    const words = scratch('words.csv', 'a,b,c,d,e,f\n1,2,3,4,5,six\n');
    expect(() => made({ file: words })).toThrow("row 1, column f: 'six' is no number");
    expect(() => made({ file: words, columns: ['a', 'z'] })).toThrow('no column z; it has a, b, c, d, e, f');
    expect(() => made({ file: words, window: 2 })).toThrow('1 rows give no window of 2 after row 0');
    const two: Declared[] = [...x, { name: 'y', type: 'float32', dims: [1] }];
    expect(() => made({ file: short }, two)).toThrow('the model has inputs x, y');
    expect(() => made({ file: scratch('y.json', '[{"x": [1,2,3,4,5,6]}]') }, two)).toThrow(
      '$[0]: input y of shape [1] is missing',
    );
    expect(() => made({ file: scratch('n.json', '[[1, null]]') })).toThrow('$[0]: null is no number');
    expect(() => made({ file: scratch('o.json', '{}') })).toThrow('expected a list of inputs');
    expect(() => made({ file: scratch('x.txt', '1') })).toThrow('inputs are read from .csv, .json or .npy');
    expect(() => made({ file: join(folder, 'no.csv') })).toThrow('there is no such file');
  });
});
