/** How does a model behave, in every way that it may be run? `calibrate` measures it into a profile. */
import type { Profile } from '../profile.ts';
import { answer } from './answers.ts';
import { rowWidth } from './distances.ts';
import { InferenceError } from './error.ts';
import { makeInputs } from './inputs.ts';
import { machine } from './machine.ts';
import { measureMetrics, smallOutputs } from './measure.ts';
import { type ModelSpec, resolveModel } from './model.ts';
import { withProcess } from './session.ts';
import { time } from './timing.ts';
import { loadOthers, loadReference, waysOf } from './ways.ts';

export interface CalibrateOptions {
  /** How many inputs, at least 2; default 256, or as many as the file has. */
  inputs?: number;
  /** Seed of generated inputs and of made-up answers. */
  seed: string;
  /** Seconds to spend on timing; default 10. */
  seconds?: number;
  onProgress?: (progress: { done: number; total: number; what: string }) => void;
}

/**
 * Runs a model in every way that this machine can, on a fixed set of inputs, and tells distances, thresholds,
 * detection and costs. Honest classes: native, native-basic, native-noopt, wasm, and of reduced precision fp16; cheats: those whose files the model's manifest
 * names (none for a bare .onnx), stale, made-up, made-up-shared.
 * Throws InferenceError: a file missing or corrupt, inputs that do not fit, answers without finite numbers.
 */
export async function calibrate(spec: ModelSpec, options: CalibrateOptions): Promise<Profile> {
  const { seed, inputs: count = 256, seconds = 10, onProgress = () => {} } = options;
  const enough = '2 or more: one half chooses the threshold, the other tests it';
  if (!Number.isInteger(count) || count < 2) throw new InferenceError(`inputs: ${count}; expected ${enough}`);
  const model = resolveModel(spec);
  return withProcess(async (process) => {
    const all = waysOf(model);
    const reference = await loadReference(process, all);
    const inputs = makeInputs(model, reference.inputs, count, seed);
    if (inputs.feeds.length < 2) throw new InferenceError(`${inputs.source}: one input; expected ${enough}`);
    const { ways, leftOut, versions } = await loadOthers(process, all, reference);
    const indices = inputs.feeds.map((_, i) => i);
    let done = 0;
    const answers = await answer(process, ways, inputs.feeds, indices, seed, (what) => {
      onProgress({ done: ++done, total: ways.length + 1, what: `answers of ${what}` });
    });
    const timing = await time(process, ways, inputs.feeds, seconds, (round, rounds) => {
      onProgress({
        done: ways.length + round / rounds,
        total: ways.length + 1,
        what: `timing, round ${round} of ${rounds}`,
      });
    });
    const outputs = smallOutputs(ways, answers);
    return {
      format: 'verisim-profile/1',
      model: { name: model.name, sha256: model.main.sha256, file: model.main.shown },
      runtime: { node: globalThis.process.version, ...versions },
      machine: machine(),
      inputs: { count: indices.length, source: inputs.source, seed, sha256: inputs.sha256 },
      classes: ways.map((way, i) => ({ ...way.class, cost: timing.costs[i]! })),
      serviceTimes: timing.serviceTimes,
      metrics: measureMetrics(ways, answers, timing.again, rowWidth(reference.outputs)),
      ...(outputs && { outputs }),
      ...(leftOut.length > 0 && { leftOut }),
    };
  });
}
