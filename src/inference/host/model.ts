/**
 * Which files make up a model? A bare `.onnx`, or a folder (or its model.json) that also names cheaper stand-ins
 * and a file of real inputs:
 *
 *   {"name": "eth-volatility", "model": "model.onnx",
 *    "cheats": {"substitute": "substitute.onnx", "int8": "int8.onnx"},
 *    "inputs": {"file": "candles.csv", "columns": ["open", "high", "low", "close"], "window": 10, "from": 0.85},
 *    "profile": "profile.json"}
 *
 * Paths in it are relative to it. `profile` is where a committed profile lies.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import * as z from 'zod';
import { InferenceError } from './error.ts';

const inputsSchema = z.strictObject({
  file: z
    .string()
    .describe('.csv (a row an input, or windows of rows), .json (a list of inputs), or .npy (first axis: inputs)'),
  columns: z.array(z.string()).optional().describe('of the CSV; default all'),
  window: z.number().int().positive().optional().describe('that many consecutive CSV rows make one input; default 1'),
  from: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('share of the rows to pass over at the beginning, e.g. those trained on'),
});

const manifestSchema = z.strictObject({
  name: z.string().min(1),
  model: z.string(),
  cheats: z.record(z.string(), z.string()).default({}).describe('class name -> .onnx run instead of the model'),
  inputs: inputsSchema.optional(),
  profile: z.string().default('profile.json'),
});

export type InputsSpec = z.infer<typeof inputsSchema>;

/** What a caller says about a model; only `file` is needed. */
export interface ModelSpec {
  /** A .onnx file, a folder with a model.json, or that model.json. */
  file: string;
  /** Default: of the manifest, or the file's name. */
  name?: string;
  /** Replaces the manifest's; its `file` is relative to the working directory. */
  inputs?: InputsSpec;
  /** Sizes of symbolic dimensions by name; 1 where none is given. */
  dims?: Record<string, number>;
}

/** A .onnx file, its hash, and its path as a profile tells it. */
export interface ModelFile {
  path: string;
  shown: string;
  sha256: string;
}

export interface Model {
  name: string;
  main: ModelFile;
  /** Class name -> the file that is run in place of the model. */
  cheats: Map<string, ModelFile>;
  /** With an absolute `file`. */
  inputs?: InputsSpec;
  dims: Record<string, number>;
  /** Absolute path of the committed profile, if the manifest names one. */
  profile?: string;
}

export function sha256(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The bytes of a file. Throws InferenceError with `what` it was wanted for. */
export function readBytes(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new InferenceError(`${path}: ${what} cannot be read: ${why}`);
  }
}

function modelFile(path: string, shown: string): ModelFile {
  const bytes = readBytes(path, 'the model');
  if (bytes.length === 0) throw new InferenceError(`${path}: the model is empty`);
  return { path, shown, sha256: sha256(bytes) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Finds and hashes all files of a model. Throws InferenceError when one is missing or the manifest is wrong. */
export function resolveModel(spec: ModelSpec): Model {
  const path = resolve(spec.file);
  const dims = spec.dims ?? {};
  const replaced = spec.inputs && { ...spec.inputs, file: resolve(spec.inputs.file) };
  if (!isFolder(path) && !path.endsWith('.json')) {
    const main = modelFile(path, basename(path));
    const name = spec.name ?? basename(path).replace(/\.onnx$/, '');
    return { name, main, cheats: new Map(), dims, ...(replaced && { inputs: replaced }) };
  }
  const file = isFolder(path) ? join(path, 'model.json') : path;
  const folder = dirname(file);
  let json: unknown;
  const text = readBytes(file, 'the manifest of the model').toString('utf8');
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InferenceError(`${file}: not JSON: ${(error as Error).message}`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `$.${issue.path.join('.')}: ${issue.message}`);
    throw new InferenceError(`${file}: ${problems.join('; ')}`);
  }
  const manifest = parsed.data;
  const at = (shown: string) => modelFile(join(folder, shown), relative(folder, join(folder, shown)));
  const inputs = replaced ?? (manifest.inputs && { ...manifest.inputs, file: join(folder, manifest.inputs.file) });
  return {
    name: spec.name ?? manifest.name,
    main: at(manifest.model),
    cheats: new Map(Object.entries(manifest.cheats).map(([name, shown]) => [name, at(shown)])),
    dims,
    ...(inputs && { inputs }),
    profile: join(folder, manifest.profile),
  };
}
