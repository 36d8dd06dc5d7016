/** How are a model's inputs read from a file: rows or windows of rows of a CSV, a JSON list, or a NumPy array? */
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { InferenceError } from './error.ts';
import type { Declared } from './messages.ts';
import { type InputsSpec, readBytes } from './model.ts';
import { readNpy } from './npy.ts';

/** One input: its numbers, row-major, by the name of the model's input. */
export type Values = Record<string, ArrayLike<number>>;

export interface InputFile {
  length: number;
  /** Input `i` (0..length-1), and where it stands, for messages. */
  at(i: number): { values: Values; where: string };
  source: string;
}

function only(declared: readonly Declared[], file: string): string {
  if (declared.length === 1) return declared[0]!.name;
  const names = declared.map((one) => one.name).join(', ');
  throw new InferenceError(
    `${file}: the model has inputs ${names}; give them in a .json list of objects with these names`,
  );
}

function csv(spec: InputsSpec, bytes: Buffer, declared: readonly Declared[]): InputFile {
  const { file } = spec;
  const name = only(declared, file);
  let records: string[][];
  try {
    records = parse(bytes, { bom: true, skip_empty_lines: true, trim: true }) as string[][];
  } catch (error) {
    throw new InferenceError(`${file}: ${(error as Error).message}`);
  }
  const header = records[0] ?? [];
  const columns = (spec.columns ?? header).map((column) => {
    const place = header.indexOf(column);
    if (place < 0) throw new InferenceError(`${file}: no column ${column}; it has ${header.join(', ')}`);
    return place;
  });
  const rows = records.slice(1);
  const window = spec.window ?? 1;
  const first = Math.round((spec.from ?? 0) * rows.length);
  const length = rows.length - first - window + 1;
  if (length < 1)
    throw new InferenceError(`${file}: ${rows.length} rows give no window of ${window} after row ${first}`);
  const cell = (row: number, column: number): number => {
    const text = rows[row]![column] ?? '';
    const value = Number(text);
    if (text !== '' && Number.isFinite(value)) return value;
    throw new InferenceError(`${file}: row ${row + 1}, column ${header[column]}: '${text}' is no number`);
  };
  return {
    length,
    source: `${basename(file)} (${window > 1 ? `windows of ${window} rows` : 'rows'} from row ${first + 1} on)`,
    at: (i) => {
      const values = new Float64Array(window * columns.length);
      for (let row = 0, at = 0; row < window; row++)
        for (const column of columns) values[at++] = cell(first + i + row, column);
      return { values: { [name]: values }, where: `${file}: row ${first + i + 1}` };
    },
  };
}

/** Nested arrays of numbers and booleans, flattened in order. */
function numbers(value: unknown, where: string): number[] {
  if (typeof value === 'number' && Number.isFinite(value)) return [value];
  if (typeof value === 'boolean') return [value ? 1 : 0];
  if (Array.isArray(value)) return value.flatMap((one) => numbers(one, where));
  throw new InferenceError(`${where}: ${JSON.stringify(value)} is no number`);
}

function json(spec: InputsSpec, bytes: Buffer, declared: readonly Declared[]): InputFile {
  const { file } = spec;
  let list: unknown;
  try {
    list = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new InferenceError(`${file}: not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(list) || list.length === 0)
    throw new InferenceError(`${file}: expected a list of inputs, each an array or an object of arrays`);
  const inputs: readonly unknown[] = list;
  return {
    length: inputs.length,
    source: `${basename(file)} (list)`,
    at: (i) => {
      const where = `${file}: $[${i}]`;
      const input = inputs[i];
      if (typeof input !== 'object' || input === null || Array.isArray(input))
        return { values: { [only(declared, file)]: numbers(input, where) }, where };
      const values: Values = {};
      for (const [key, value] of Object.entries(input)) values[key] = numbers(value, `${where}.${key}`);
      return { values, where };
    },
  };
}

function npy(spec: InputsSpec, bytes: Buffer, declared: readonly Declared[]): InputFile {
  const { file } = spec;
  const name = only(declared, file);
  const { shape, values } = readNpy(bytes, file);
  const length = shape[0] ?? 0;
  if (length < 1) throw new InferenceError(`${file}: its first axis, the inputs, is empty`);
  const size = values.length / length;
  return {
    length,
    source: `${basename(file)} (array [${shape.join(', ')}])`,
    at: (i) => ({ values: { [name]: values.subarray(i * size, (i + 1) * size) }, where: `${file}: input ${i}` }),
  };
}

/** Opens a file of inputs by its ending. Throws InferenceError. */
export function readInputs(spec: InputsSpec, declared: readonly Declared[]): InputFile {
  const bytes = readBytes(spec.file, 'the file of inputs');
  if (spec.file.endsWith('.csv')) return csv(spec, bytes, declared);
  if (spec.file.endsWith('.json')) return json(spec, bytes, declared);
  if (spec.file.endsWith('.npy')) return npy(spec, bytes, declared);
  throw new InferenceError(`${spec.file}: inputs are read from .csv, .json or .npy`);
}
