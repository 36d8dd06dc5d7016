/** What do the host and its child process say to each other? Sent with structured clone, so tensors stay typed arrays. */

/** A tensor as both runtimes take it; float16 travels as Uint16Array of bits. */
export interface TensorData {
  type: string;
  dims: readonly number[];
  data: ArrayBufferView | readonly string[];
}

/** Input tensors by name. */
export type Feeds = Record<string, TensorData>;

/** One declared input or output; a symbolic dimension is its name or -1. */
export interface Declared {
  name: string;
  type: string;
  dims: readonly (number | string)[];
}

export interface LoadOptions {
  file: string;
  runtime: 'native' | 'wasm';
  /** ONNX Runtime's graph optimization level. */
  optimization: 'all' | 'basic' | 'disabled';
  /** `fp16`: the file's matrices rounded to float16, as if they had been stored so, and computed with in float32. */
  weights?: 'fp16';
}

export interface Loaded {
  inputs: Declared[];
  outputs: Declared[];
  /** Version of the runtime that loaded it. */
  version: string;
}

/** The answers to a list of inputs, and the seconds that each took inside the runtime. */
export interface RunResult {
  /** One Float64Array an input: all numeric outputs, in declared order, end to end. */
  outputs: Float64Array[];
  seconds: Float64Array;
}

/** What the child is asked to do. */
export type Work =
  | { do: 'load'; session: string; options: LoadOptions }
  | { do: 'run'; session: string; inputs: readonly Feeds[] };

export type Request = Work & { id: number };

export type Reply = { id: number; ok: Loaded | RunResult } | { id: number; error: string };
