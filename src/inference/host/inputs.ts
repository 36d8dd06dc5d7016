/**
 * Which inputs is a model measured on? Those of a file, evenly spaced over it and in its order; or, for a model
 * that comes without any, values drawn by what it declares: standard normal for floating point, 0 to 9 for
 * integers, 0 or 1 for booleans, a symbolic dimension of size 1 unless told otherwise.
 */
import seedrandom from 'seedrandom';
import { InferenceError } from './error.ts';
import { toHalf } from './half.ts';
import { readInputs, type Values } from './inputFile.ts';
import type { Declared, Feeds } from './messages.ts';
import { type Model, sha256 } from './model.ts';

export interface Inputs {
  feeds: Feeds[];
  /** In words, for the profile. */
  source: string;
  sha256: string;
}

const integers = (values: ArrayLike<number>) => Array.from(values, (value) => BigInt(Math.trunc(value)));

/** Element type -> the typed array that ONNX Runtime takes for it. */
const MAKERS: Record<string, (values: ArrayLike<number>) => ArrayBufferView> = {
  float32: (values) => Float32Array.from(values),
  float64: (values) => Float64Array.from(values),
  float16: (values) => Uint16Array.from(values, toHalf),
  int64: (values) => BigInt64Array.from(integers(values)),
  uint64: (values) => BigUint64Array.from(integers(values)),
  int32: (values) => Int32Array.from(values),
  uint32: (values) => Uint32Array.from(values),
  int16: (values) => Int16Array.from(values),
  uint16: (values) => Uint16Array.from(values),
  int8: (values) => Int8Array.from(values),
  uint8: (values) => Uint8Array.from(values),
  bool: (values) => Uint8Array.from(values, (value) => (value ? 1 : 0)),
};

function maker(declared: Declared, model: Model) {
  const make = MAKERS[declared.type];
  if (make) return make;
  const known = Object.keys(MAKERS).join(', ');
  throw new InferenceError(`${model.main.path}: input ${declared.name} is ${declared.type}; usable are ${known}`);
}

function symbolic(dim: number | string): boolean {
  return typeof dim === 'string' || dim < 0;
}

function shown(declared: Declared): string {
  return `input ${declared.name} of shape [${declared.dims.join(', ')}]`;
}

/** Sizes of all dimensions: symbolic ones from `model.dims`, one left over from `length` if that is known, others 1. */
function sizes(declared: Declared, model: Model, length?: number): number[] {
  const known = declared.dims.map((dim) => (symbolic(dim) ? model.dims[dim] : (dim as number)));
  const open = known.filter((dim) => dim === undefined).length;
  const product = known.reduce<number>((all, dim) => all * (dim ?? 1), 1);
  const rest = length !== undefined && open === 1 && product > 0 && length % product === 0 ? length / product : 1;
  return known.map((dim) => dim ?? rest);
}

function feed(values: Values, declared: readonly Declared[], model: Model, where: string): Feeds {
  const feeds: Feeds = {};
  for (const one of declared) {
    const data = values[one.name];
    if (!data) throw new InferenceError(`${where}: ${shown(one)} is missing`);
    const dims = sizes(one, model, data.length);
    const length = dims.reduce((all, dim) => all * dim, 1);
    if (length !== data.length)
      throw new InferenceError(`${where}: ${data.length} values; ${shown(one)} takes ${length}`);
    feeds[one.name] = { type: one.type, dims, data: maker(one, model)(data) };
  }
  return feeds;
}

/** Standard normal deviates by Marsaglia's polar method: no trigonometry, which differs between machines. */
function normals(seed: string): () => number {
  const uniform = seedrandom.alea(seed);
  return () => {
    for (;;) {
      const x = 2 * uniform.double() - 1;
      const y = 2 * uniform.double() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  };
}

function generated(declared: readonly Declared[], model: Model, count: number, seed: string): Feeds[] {
  const normal = normals(`${seed}/inputs/normal`);
  const uniform = seedrandom.alea(`${seed}/inputs/uniform`);
  const draw = (type: string): number => {
    if (type.startsWith('float')) return normal();
    return Math.floor(uniform.double() * (type === 'bool' ? 2 : 10));
  };
  return Array.from({ length: count }, () => {
    const values: Values = {};
    for (const one of declared) {
      maker(one, model);
      const length = sizes(one, model).reduce((all, dim) => all * dim, 1);
      values[one.name] = Float64Array.from({ length }, () => draw(one.type));
    }
    return feed(values, declared, model, model.main.path);
  });
}

function hashed(feeds: readonly Feeds[]): string {
  const parts: (string | Uint8Array)[] = [];
  for (const input of feeds)
    for (const [name, { type, dims, data }] of Object.entries(input)) {
      const view = data as ArrayBufferView;
      parts.push(`${name} ${type} ${dims.join('x')}\n`, new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    }
  return sha256(...parts);
}

/**
 * `count` inputs for a model that declares `declared`, or as many as its file has. The same model, count and seed
 * give the same inputs everywhere. Throws InferenceError naming file and place.
 */
export function makeInputs(model: Model, declared: readonly Declared[], count: number, seed: string): Inputs {
  if (!model.inputs) {
    const feeds = generated(declared, model, count, seed);
    return { feeds, source: 'generated from the declared shapes', sha256: hashed(feeds) };
  }
  const all = readInputs(model.inputs, declared);
  const take = Math.min(count, all.length);
  const feeds = Array.from({ length: take }, (_, i) => {
    const { values, where } = all.at(Math.floor((i * all.length) / take));
    return feed(values, declared, model, where);
  });
  return { feeds, source: `${take} of ${all.length}, evenly spaced, of ${all.source}`, sha256: hashed(feeds) };
}
