/**
 * In which ways can an answer be made? Honestly, by every runtime that a node may lawfully use; or by a cheat:
 * another file, an old answer, or none of the model at all.
 */
import seedrandom from 'seedrandom';
import type { ProfileClass } from '../profile.ts';
import { InferenceError } from './error.ts';
import type { Feeds, Loaded, LoadOptions } from './messages.ts';
import type { Model, ModelFile } from './model.ts';
import type { InferenceProcess } from './session.ts';

/** A class of a profile before it is measured. `load` is absent where nothing is run. */
export interface Way {
  class: Omit<ProfileClass, 'cost'>;
  load?: LoadOptions;
}

const SUMMARIES: Record<string, string> = {
  substitute: 'runs a smaller model in its place',
  int8: 'runs the model with weights and activations in dynamic int8',
};

function run(
  name: string,
  kind: 'honest' | 'cheat',
  file: ModelFile,
  runtime: 'native' | 'wasm',
  optimization: 'all' | 'disabled',
  summary: string,
): Way {
  return {
    class: { name, kind, file: file.shown, sha256: file.sha256, runtime, summary },
    load: { file: file.path, runtime, optimization },
  };
}

function unrun(name: string, summary: string): Way {
  return { class: { name, kind: 'cheat', runtime: 'none', summary } };
}

/** Every way to answer for a model; the first is the reference. */
export function waysOf(model: Model): Way[] {
  const { main } = model;
  return [
    run('native', 'honest', main, 'native', 'all', 'ONNX Runtime, CPU, float32 as the file says, one thread'),
    run('native-noopt', 'honest', main, 'native', 'disabled', 'the same without graph optimization'),
    run('wasm', 'honest', main, 'wasm', 'all', 'ONNX Runtime for the web, WebAssembly, one thread'),
    ...[...model.cheats].map(([name, file]) =>
      run(name, 'cheat', file, 'native', 'all', SUMMARIES[name] ?? `runs ${file.shown} in its place`),
    ),
    unrun('stale', "gives the reference's answer to the previous input"),
    unrun('made-up', 'invents: the answer to some other input, each element times 0.5 to 1.5; each time another'),
    unrun('made-up-shared', 'invents once, and shares it with those it colludes with'),
  ];
}

/** Loads the reference way. Throws InferenceError naming its file when ONNX Runtime cannot. */
export async function loadReference(process: InferenceProcess, ways: readonly Way[]): Promise<Loaded> {
  const { load, class: reference } = ways[0]!;
  return loadOr(process, reference.name, load!, (reason) => {
    throw new InferenceError(`${load!.file}: not a model that ONNX Runtime can load: ${reason}`);
  });
}

export interface LoadedWays {
  ways: Way[];
  leftOut: { name: string; reason: string }[];
  /** Versions of the runtimes by package. */
  versions: Record<string, string>;
}

/**
 * Loads all other ways. An honest one that this machine cannot run is left out with the reason; for a cheat's file
 * that cannot be loaded InferenceError is thrown.
 */
export async function loadOthers(
  process: InferenceProcess,
  all: readonly Way[],
  reference: Loaded,
): Promise<LoadedWays> {
  const loaded: LoadedWays = { ways: [], leftOut: [], versions: { 'onnxruntime-node': reference.version } };
  for (const [i, way] of all.entries()) {
    const { name, kind, runtime } = way.class;
    if (i > 0 && way.load) {
      const { file } = way.load;
      const other = await loadOr(process, name, way.load, (reason) => {
        if (kind === 'cheat') throw new InferenceError(`${file}: not a model that ONNX Runtime can load: ${reason}`);
        loaded.leftOut.push({ name, reason });
        return undefined;
      });
      if (!other) continue;
      if (runtime === 'wasm') loaded.versions['onnxruntime-web'] = other.version;
    }
    loaded.ways.push(way);
  }
  return loaded;
}

async function loadOr<T>(
  process: InferenceProcess,
  name: string,
  load: LoadOptions,
  otherwise: (reason: string) => T,
): Promise<Loaded | T> {
  try {
    return await process.load(name, load);
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    return otherwise(error.message);
  }
}

/** Place of the input before `input`, in a ring. */
function previous(input: number, inputs: number): number {
  return (input + inputs - 1) % inputs;
}

/** The streams of inventions: two that differ, to measure how far two inventors are apart, and the shared one. */
const INVENTIONS = ['made-up', 'made-up again', 'made-up-shared'];

function inventor(name: string, input: number, inputs: number, seed: string) {
  const uniform = seedrandom.alea(`${seed}/${name}/${input}`);
  // Any input but this one, where there is another.
  const step = 1 + Math.floor(uniform.double() * (inputs - 1));
  return { model: (input + (inputs > 1 ? step : 0)) % inputs, uniform };
}

/** The inputs that the reference must answer for the cheats on `indices` to be known. */
function neededBy(indices: readonly number[], inputs: number, seed: string): number[] {
  const needed = new Set(indices);
  for (const input of indices) {
    needed.add(previous(input, inputs));
    for (const name of INVENTIONS) needed.add(inventor(name, input, inputs, seed).model);
  }
  return [...needed].sort((a, b) => a - b);
}

/** The answer of a way that runs nothing, to input `input` of `inputs`. */
export function unrunAnswer(
  name: string,
  input: number,
  inputs: number,
  seed: string,
  reference: (input: number) => Float64Array,
): Float64Array {
  if (name === 'stale') return reference(previous(input, inputs));
  const { model, uniform } = inventor(name, input, inputs, seed);
  return reference(model).map((value) => value * (0.5 + uniform.double()));
}

/** All answers to some inputs: rows in the order of `indices`, one list per way, and a second one of `made-up`. */
export interface Answers {
  byWay: Float64Array[][];
  madeUpAgain: Float64Array[];
}

/**
 * Runs every way on the inputs `indices`. `onWay` is told of each way when it is done. Throws InferenceError when
 * the reference gives no number, or one that is not finite.
 */
export async function answer(
  process: InferenceProcess,
  ways: readonly Way[],
  feeds: readonly Feeds[],
  indices: readonly number[],
  seed: string,
  onWay: (name: string) => void = () => {},
): Promise<Answers> {
  const needed = neededBy(indices, feeds.length, seed);
  const known = new Map<number, Float64Array>();
  const pick = (list: readonly number[]) => list.map((input) => feeds[input]!);
  const { outputs } = await process.run(ways[0]!.class.name, pick(needed));
  for (const [i, input] of needed.entries()) {
    const values = outputs[i]!;
    if (values.length === 0)
      throw new InferenceError('the model has no output of numbers; there is nothing to compare');
    if (!values.every(Number.isFinite))
      throw new InferenceError(`the model's answer to input ${input} is not finite; give inputs that it is made for`);
    known.set(input, values);
  }
  const reference = (input: number) => known.get(input)!;
  const byWay: Float64Array[][] = [];
  for (const [i, way] of ways.entries()) {
    const { name } = way.class;
    if (i === 0) byWay.push(indices.map(reference));
    else if (way.load) byWay.push((await process.run(name, pick(indices))).outputs);
    else byWay.push(indices.map((input) => unrunAnswer(name, input, feeds.length, seed, reference)));
    onWay(name);
  }
  const madeUpAgain = indices.map((input) => unrunAnswer('made-up again', input, feeds.length, seed, reference));
  return { byWay, madeUpAgain };
}
