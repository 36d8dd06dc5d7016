/**
 * What becomes of a model whose weights are stored in float16 and cast back to float32 when it is loaded? The file is
 * a protobuf message (ModelProto of onnx.proto3); its matrices are rounded where they lie, so that no length changes.
 * Vectors and scalars stay as they are, as converters to float16 leave biases, scales and constants.
 */
import { fromHalf, toHalf } from './half.ts';

/** Largest finite float16: what is larger is stored as this, as converters do. */
const LARGEST = 65_504;

const FLOAT32 = 1;
const EXTERNAL = 1;

/** Numbers of the fields that are gone into, from ModelProto to TensorProto, by the message they stand in. */
const INTO: Record<string, Record<number, string>> = {
  model: { 7: 'graph' },
  graph: { 1: 'node', 5: 'tensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph' },
};

/** One field of a message: its number, and its value or the place of its bytes. */
interface Field {
  number: number;
  value: number;
  from: number;
  to: number;
}

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  varint(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new RangeError('the file ends in the middle of a number');
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }

  field(end: number): Field {
    const tag = this.varint();
    const number = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === 0) return { number, value: this.varint(), from: this.at, to: this.at };
    const length = kind === 2 ? this.varint() : kind === 1 ? 8 : kind === 5 ? 4 : Number.NaN;
    const from = this.at;
    this.at += length;
    if (!(this.at <= end)) throw new RangeError('not a protobuf message');
    return { number, value: 0, from, to: this.at };
  }
}

/** The float32 nearest to `value` among those that float16 holds. */
export function asHalf(value: number): number {
  const half = fromHalf(toHalf(value));
  return Number.isFinite(half) || !Number.isFinite(value) ? half : Math.sign(value) * LARGEST;
}

/** Rounds a tensor of two dimensions or more; false when it has fewer, or holds something else. */
function roundTensor(bytes: Uint8Array, view: DataView, from: number, to: number): boolean {
  const reader = new Reader(bytes, from);
  let dims = 0;
  let type = 0;
  const stored: Field[] = [];
  while (reader.at < to) {
    const field = reader.field(to);
    if (field.number === 1) {
      if (field.from === field.to) dims++;
      else for (const packed = new Reader(bytes, field.from); packed.at < field.to; dims++) packed.varint();
    } else if (field.number === 2) type = field.value;
    else if (field.number === 4 || field.number === 9) stored.push(field);
    else if (field.number === 14 && field.value === EXTERNAL) throw new RangeError('its weights lie in another file');
  }
  if (type !== FLOAT32 || dims < 2) return false;
  for (const field of stored)
    for (let at = field.from; at + 4 <= field.to; at += 4) view.setFloat32(at, asHalf(view.getFloat32(at, true)), true);
  return stored.length > 0;
}

function walk(message: string, bytes: Uint8Array, view: DataView, from: number, to: number): number {
  let rounded = 0;
  const reader = new Reader(bytes, from);
  while (reader.at < to) {
    const field = reader.field(to);
    const inner = INTO[message]?.[field.number];
    if (inner === 'tensor') rounded += roundTensor(bytes, view, field.from, field.to) ? 1 : 0;
    else if (inner !== undefined) rounded += walk(inner, bytes, view, field.from, field.to);
  }
  return rounded;
}

/**
 * A copy of an .onnx file in which every float32 tensor of two dimensions or more is rounded to float16. Throws
 * RangeError when it has none, keeps weights in another file, or is no protobuf message.
 */
export function withHalfWeights(file: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (walk('model', bytes, view, 0, bytes.length) === 0)
    throw new RangeError('it has no float32 weights of two dimensions or more');
  return bytes;
}
