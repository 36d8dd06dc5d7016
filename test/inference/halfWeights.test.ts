import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asHalf, withHalfWeights } from '../../src/inference/host/halfWeights.ts';

/** A protobuf field of bytes, and one of a number below 128. */
const bytes = (field: number, content: readonly number[]) => {
  const long = content.length > 127 ? [(content.length & 127) | 128, content.length >> 7] : [content.length];
  return [field * 8 + 2, ...long, ...content];
};
const number = (field: number, value: number) => [field * 8, value];
const floats = (...values: number[]) => [...new Uint8Array(Float32Array.from(values).buffer)];
/** ModelProto.graph.initializer, or the constant of a node. */
const initializer = (...tensor: number[][]) => Uint8Array.from(bytes(7, bytes(5, tensor.flat())));
const constant = (...tensor: number[][]) => Uint8Array.from(bytes(7, bytes(1, bytes(5, bytes(5, tensor.flat())))));
const [dims, packedDims, type, values, raw, place] = [1, 1, 2, 4, 9, 14];
const matrix = [number(dims, 2), number(dims, 2), number(type, 1)];

const read = (file: Uint8Array): number[] => {
  const tail = file.slice(-16);
  return [...new Float32Array(tail.buffer)];
};

describe('withHalfWeights', () => {
  const exact = [1 / 3, 1e9, -1e9, 1e-9];
  const rounded = [0.333251953125, 65_504, -65_504, 0];

  it('rounds matrices where they lie: raw, as a list of floats, in a constant, with packed dimensions', () => {
    for (const file of [
      initializer(...matrix, bytes(raw, floats(...exact))),
      initializer(...matrix, bytes(values, floats(...exact))),
      constant(...matrix, bytes(raw, floats(...exact))),
      initializer(bytes(packedDims, [2, 2]), number(type, 1), bytes(raw, floats(...exact))),
    ]) {
      const before = file.slice();
      const made = withHalfWeights(file);
      expect(read(made)).toEqual(rounded);
      expect(made.slice(0, -16)).toEqual(file.slice(0, -16));
      expect(file).toEqual(before);
      expect(withHalfWeights(made)).toEqual(made);
    }
  });

  it('leaves vectors and other types alone, and says so when nothing is left to round', () => {
    const none = 'no float32 weights of two dimensions or more';
    const data = bytes(raw, floats(...exact));
    expect(() => withHalfWeights(initializer(number(dims, 4), number(type, 1), data))).toThrow(none);
    expect(() => withHalfWeights(initializer(number(dims, 2), number(dims, 2), number(type, 7), data))).toThrow(none);
  });

  it('refuses weights in another file, and what is no model', () => {
    expect(() => withHalfWeights(initializer(...matrix, number(place, 1)))).toThrow('another file');
    const whole = initializer(...matrix, bytes(raw, floats(...exact)));
    for (const cut of [1, 2, 9, 20]) expect(() => withHalfWeights(whole.slice(0, cut))).toThrow(RangeError);
    expect(() => withHalfWeights(Uint8Array.from([7, 7, 7]))).toThrow(RangeError);
  });

  it('changes the weights of a real file, and nothing of its form', () => {
    const file = readFileSync(new URL('./fixtures/classifier.onnx', import.meta.url));
    const made = withHalfWeights(file);
    expect(made.length).toBe(file.length);
    expect(Buffer.compare(made, file)).not.toBe(0);
    expect(withHalfWeights(made)).toEqual(made);
  });
});

describe('asHalf', () => {
  it('is off by at most one part in 2,048 of any weight that float16 holds as a normal number', () => {
    const weight = fc.double({ min: 1 / 16_384, max: 65_504, noNaN: true });
    fc.assert(fc.property(weight, (value) => Math.abs(asHalf(value) - value) <= value / 2_048));
  });
});
