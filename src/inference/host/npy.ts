/** How is a NumPy .npy file read? Format versions 1 to 3 (numpy.lib.format), C order, numbers in little-endian. */
import { InferenceError } from './error.ts';
import { fromHalf } from './half.ts';

const READERS: Record<string, [bytes: number, read: (view: DataView, at: number) => number]> = {
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f2': [2, (view, at) => fromHalf(view.getUint16(at, true))],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|b1': [1, (view, at) => view.getUint8(at)],
};

/** The shape and the values, in row-major order. Throws InferenceError naming `file`. */
export function readNpy(bytes: Uint8Array, file: string): { shape: number[]; values: Float64Array } {
  const fail = (why: string): never => {
    throw new InferenceError(`${file}: ${why}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || bytes[0] !== 0x93 || Buffer.from(bytes.subarray(1, 6)).toString('latin1') !== 'NUMPY')
    fail('not an .npy file');
  const wide = bytes[6]! >= 2;
  const begin = wide ? 12 : 10;
  const end = begin + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = Buffer.from(bytes.subarray(begin, end)).toString('utf8');
  const kind = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (!kind || shapeText === undefined) return fail('its header names no type and shape');
  if (!/'fortran_order':\s*False/.test(header)) fail('written in Fortran order; save it with numpy.ascontiguousarray');
  const reader = READERS[kind];
  if (!reader) return fail(`values of type ${kind}; readable are ${Object.keys(READERS).join(', ')}`);
  const shape = shapeText
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const length = shape.reduce((product, size) => product * size, 1);
  const [size, read] = reader;
  if (bytes.length < end + length * size) fail(`shape (${shapeText}) needs more values than the file has`);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = read(view, end + i * size);
  return { shape, values };
}
