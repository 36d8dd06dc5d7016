/**
 * In which ways can an answer be made? Honestly, by every runtime that a node may lawfully use; or by a cheat:
 * another file, an old answer, or none of the model at all.
 */
import type { ProfileClass } from '../profile.ts';
import { InferenceError } from './error.ts';
import type { Loaded, LoadOptions } from './messages.ts';
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
  optimization: LoadOptions['optimization'],
  summary: string,
): Way {
  return {
    class: { name, kind, file: file.shown, sha256: file.sha256, runtime, summary },
    load: { file: file.path, runtime, optimization },
  };
}

/** An honest run of the file with its matrices rounded to float16: half the memory, and lawful only where a rule says so. */
function halved(name: string, file: ModelFile): Way {
  const summary = "ONNX Runtime, CPU, the file's matrices stored in float16, cast to float32 when loaded";
  const { class: full, load } = run(name, 'honest', file, 'native', 'all', summary);
  return { class: { ...full, precision: 'reduced' }, load: { ...load!, weights: 'fp16' } };
}

function unrun(name: string, summary: string): Way {
  return { class: { name, kind: 'cheat', runtime: 'none', summary } };
}

/** Every way to answer for a model; the first is the reference. */
export function waysOf(model: Model): Way[] {
  const { main } = model;
  return [
    run('native', 'honest', main, 'native', 'all', 'ONNX Runtime, CPU, float32 as the file says, one thread'),
    run('native-basic', 'honest', main, 'native', 'basic', 'the same with basic graph optimization only'),
    run('native-noopt', 'honest', main, 'native', 'disabled', 'the same without graph optimization'),
    run('wasm', 'honest', main, 'wasm', 'all', 'ONNX Runtime for the web, WebAssembly, one thread'),
    halved('fp16', main),
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
