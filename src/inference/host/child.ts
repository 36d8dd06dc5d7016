/**
 * What runs in the child process? ONNX Runtime, native and WASM, one thread each, and nothing else. It is a
 * process of its own because `run` blocks its thread, and because ending a worker thread inside a native run
 * aborts the whole process: a process can simply be killed.
 */
import { readFileSync } from 'node:fs';
import type * as Ort from 'onnxruntime-common';
import { fromHalf } from './half.ts';
import { withHalfWeights } from './halfWeights.ts';
import type { Declared, Feeds, Loaded, LoadOptions, Reply, Request, RunResult, TensorData } from './messages.ts';

type Runtime = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>;

const runtimes = new Map<string, Runtime>();
const sessions = new Map<string, { runtime: Runtime; session: Ort.InferenceSession }>();

async function runtimeOf(name: 'native' | 'wasm'): Promise<Runtime> {
  let runtime = runtimes.get(name);
  if (!runtime) {
    runtime = (name === 'native' ? await import('onnxruntime-node') : await import('onnxruntime-web')) as Runtime;
    if (name === 'wasm') runtime.env.wasm.numThreads = 1;
    runtimes.set(name, runtime);
  }
  return runtime;
}

function declared(list: readonly Ort.InferenceSession.ValueMetadata[]): Declared[] {
  return list.map((one) =>
    one.isTensor
      ? { name: one.name, type: one.type, dims: one.shape }
      : { name: one.name, type: 'not a tensor', dims: [] },
  );
}

async function load(key: string, options: LoadOptions): Promise<Loaded> {
  const runtime = await runtimeOf(options.runtime);
  const settings: Ort.InferenceSession.SessionOptions = {
    executionProviders: [options.runtime === 'native' ? 'cpu' : 'wasm'],
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.optimization,
    logSeverityLevel: 4,
  };
  const session = await (options.weights === 'fp16'
    ? runtime.InferenceSession.create(withHalfWeights(readFileSync(options.file)), settings)
    : runtime.InferenceSession.create(options.file, settings));
  sessions.set(key, { runtime, session });
  const { node, web, common } = runtime.env.versions;
  return {
    inputs: declared(session.inputMetadata),
    outputs: declared(session.outputMetadata),
    version: node ?? web ?? common,
  };
}

/** All numeric outputs in declared order, end to end; strings, sequences and maps cannot be compared and are skipped. */
function flatten(names: readonly string[], results: Ort.InferenceSession.OnnxValueMapType): Float64Array {
  const parts: Float64Array[] = [];
  for (const name of names) {
    const tensor = results[name] as TensorData | undefined;
    if (!tensor?.type || tensor.type === 'string' || !ArrayBuffer.isView(tensor.data)) continue;
    const values = tensor.data as unknown as ArrayLike<number | bigint>;
    const half = tensor.type === 'float16' && values instanceof Uint16Array;
    const part = new Float64Array(values.length);
    for (let i = 0; i < part.length; i++) part[i] = half ? fromHalf(values[i]!) : Number(values[i]);
    parts.push(part);
  }
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function run(key: string, inputs: readonly Feeds[]): Promise<RunResult> {
  const { runtime, session } = sessions.get(key)!;
  const outputs: Float64Array[] = [];
  const seconds = new Float64Array(inputs.length);
  for (const [i, input] of inputs.entries()) {
    const feeds: Record<string, Ort.Tensor> = {};
    for (const [name, { type, data, dims }] of Object.entries(input))
      feeds[name] = new runtime.Tensor(type as 'float32', data as Float32Array, dims);
    const begin = process.hrtime.bigint();
    const results = await session.run(feeds);
    seconds[i] = Number(process.hrtime.bigint() - begin) / 1e9;
    outputs.push(flatten(session.outputNames, results));
  }
  return { outputs, seconds };
}

function send(reply: Reply): void {
  process.send!(reply);
}

process.on('message', (request: Request) => {
  const work = request.do === 'load' ? load(request.session, request.options) : run(request.session, request.inputs);
  work.then(
    (ok) => send({ id: request.id, ok }),
    (error: unknown) => send({ id: request.id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
