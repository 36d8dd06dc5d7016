import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, metricsFor, rowWidth } from '../../src/inference/host/distances.ts';
import { fromHalf, toHalf } from '../../src/inference/host/half.ts';
import { readNpy } from '../../src/inference/host/npy.ts';
import type { MetricName } from '../../src/inference/profile.ts';

const of = (...values: number[]) => Float64Array.from(values);

describe('distance', () => {
  it('has the values that its formula gives by hand', () => {
    expect(distance('relative_l2', of(3, 4), of(0, 0))).toBe(1);
    expect(distance('relative_l2', of(3, 0), of(0, 4))).toBe(1.25);
    expect(distance('max_abs', of(1, -2, 3), of(1.5, 2, 3))).toBe(4);
    expect(distance('cosine', of(1, 0), of(0, 5))).toBe(1);
    expect(distance('cosine', of(1, 0), of(-2, 0))).toBe(2);
    expect(distance('top_1', of(1, 5, 2), of(0, 9, 8))).toBe(0);
    expect(distance('top_1', of(1, 5, 2), of(9, 5, 2))).toBe(1);
    // Three positions of two tokens each: the likeliest are 1 0 1 against 1 1 0; of equals the first.
    expect(distance('token_match', of(1, 5, 3, 2, 0, 1), of(0, 9, 2, 3, 4, 4), 2)).toBe(Math.fround(2 / 3));
    expect(distance('token_match', of(1, 5, 3, 2, 0, 1), of(0, 9, 3, 2, 0, 1), 2)).toBe(0);
  });

  it('is symmetric, not negative, and 0 for equal tensors', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const pair = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 8 });
    const metric = fc.constantFrom<MetricName>('relative_l2', 'max_abs', 'cosine', 'top_1', 'token_match');
    fc.assert(
      fc.property(pair, metric, (rows, name) => {
        const a = Float64Array.from(rows, ([x]) => x);
        const b = Float64Array.from(rows, ([, y]) => y);
        expect(distance(name, a, b)).toBe(distance(name, b, a));
        expect(distance(name, a, b)).toBeGreaterThanOrEqual(0);
        expect(distance(name, a, a)).toBe(0);
        const two = a.length % 2 === 0 ? 2 : a.length;
        expect(distance(name, a, b, two)).toBe(distance(name, b, a, two));
        expect(distance('token_match', a, b, two)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is infinite where tensors cannot be compared', () => {
    expect(distance('relative_l2', of(1, 2), of(1))).toBe(Number.POSITIVE_INFINITY);
    expect(distance('max_abs', of(1), of(Number.NaN))).toBe(Number.POSITIVE_INFINITY);
  });

  it('leaves out direction and rank where there is one number', () => {
    expect(metricsFor(1)).toEqual(['relative_l2', 'max_abs']);
    expect(metricsFor(2)).toContain('cosine');
  });

  it('tells tokens where the output has several rows of one size', () => {
    expect(metricsFor(6, 2)).toContain('token_match');
    for (const [size, width] of [
      [6, 6],
      [6, 4],
      [6, 0],
    ] as const)
      expect(metricsFor(size, width)).not.toContain('token_match');
    const output = (...dims: (number | string)[]) => ({ name: 'y', type: 'float32', dims });
    expect(rowWidth([output(64, 96)])).toBe(96);
    expect(rowWidth([output(1, 'length', 96)])).toBe(96);
    expect(rowWidth([output(96)])).toBe(0);
    expect(rowWidth([output(64, 'size')])).toBe(0);
    expect(rowWidth([output(64, 1)])).toBe(0);
    expect(rowWidth([output(64, 96), output(1)])).toBe(0);
    expect(rowWidth([])).toBe(0);
  });
});

describe('float16', () => {
  it('has the bit patterns of IEEE 754', () => {
    const known: [number, number][] = [
      [0, 0],
      [1, 0x3c00],
      [-2, 0xc000],
      [65_504, 0x7bff],
      [1 / 16_384, 0x0400],
      [1 / 16_777_216, 0x0001],
      [1 / 3, 0x3555],
      [Number.POSITIVE_INFINITY, 0x7c00],
    ];
    for (const [value, bits] of known) expect(toHalf(value)).toBe(bits);
    expect(toHalf(1e9)).toBe(0x7c00);
    expect(fromHalf(0x3555)).toBe(0.333251953125);
    expect(fromHalf(0x7e00)).toBeNaN();
  });

  it('comes back as it was, for every finite pattern', () => {
    const changed: number[] = [];
    for (let bits = 0; bits < 0x10000; bits++)
      if ((bits & 0x7c00) !== 0x7c00 && toHalf(fromHalf(bits)) !== bits) changed.push(bits);
    expect(changed).toEqual([]);
  });

  it('goes to the nearest of all patterns', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 65_504, noNaN: true }), (value) => {
        const bits = toHalf(value);
        const error = Math.abs(fromHalf(bits) - value);
        for (const other of [bits - 1, bits + 1])
          if (other >= 0 && other < 0x7c00) expect(error).toBeLessThanOrEqual(Math.abs(fromHalf(other) - value));
      }),
    );
  });
});

describe('.npy', () => {
  const file = (header: string, data: ArrayBufferView) => {
    const text = Buffer.from(`${header}\n`, 'latin1');
    const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length & 255, text.length >> 8]);
    return Buffer.concat([start, text, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]);
  };

  it('gives shape and values', () => {
    const bytes = file(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
      Float32Array.of(1, 2, 3, 4, 5, 6.5),
    );
    expect(readNpy(bytes, 'x.npy')).toEqual({ shape: [2, 3], values: of(1, 2, 3, 4, 5, 6.5) });
    const integers = file("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", BigInt64Array.of(7n, -9n));
    expect(readNpy(integers, 'x.npy')).toEqual({ shape: [2], values: of(7, -9) });
  });

  it('says what is wrong with a file', () => {
    expect(() => readNpy(Buffer.from('no array at all'), 'x.npy')).toThrow('x.npy: not an .npy file');
    const fortran = file("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", Float32Array.of(1));
    expect(() => readNpy(fortran, 'x.npy')).toThrow('Fortran order');
    const short = file("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }", Float64Array.of(1));
    expect(() => readNpy(short, 'x.npy')).toThrow('needs more values');
    const complex = file("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", Float64Array.of(1, 1));
    expect(() => readNpy(complex, 'x.npy')).toThrow('type <c16');
  });
});
