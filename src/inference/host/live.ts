/** Does a recorded profile hold on this machine, now? The same inputs are run again in the same ways. */
import { decodeFloats, encodeFloats, type MetricName, type Profile, pairCount, pairIndex } from '../profile.ts';
import { answer } from './answers.ts';
import { rowWidth } from './distances.ts';
import { InferenceError } from './error.ts';
import { makeInputs } from './inputs.ts';
import { testThreshold } from './judge.ts';
import { machine } from './machine.ts';
import { measureDistances, smallOutputs } from './measure.ts';
import { type ModelSpec, resolveModel } from './model.ts';
import { checkMadeFor } from './profileFile.ts';
import { withProcess } from './session.ts';
import { loadOthers, loadReference, waysOf } from './ways.ts';

export interface LiveOptions {
  /** Indices of the profile's inputs to run, each once; default all. */
  inputIndices?: readonly number[];
  onProgress?: (progress: { done: number; total: number; what: string }) => void;
}

/**
 * A profile in which the rows of `inputIndices` are measured on this machine; `live.inputs` names them. Everything
 * else is the recorded profile's: the other rows, thresholds, service times and costs (wall-clock times of a live
 * run go nowhere), and the distance of a class from itself. Counts and ROC areas are taken anew over all rows.
 * Throws InferenceError when the files are not those of the profile, the inputs differ, or a class cannot be run here.
 */
export async function measureLive(spec: ModelSpec, recorded: Profile, options: LiveOptions = {}): Promise<Profile> {
  const { onProgress = () => {} } = options;
  const model = resolveModel(spec);
  checkMadeFor(model, recorded);
  const { count, seed } = recorded.inputs;
  const every = Array.from({ length: count }, (_, i) => i);
  const indices = [...new Set(options.inputIndices ?? every)].sort((a, b) => a - b);
  const outside = indices.find((input) => !(Number.isInteger(input) && input >= 0 && input < count));
  if (outside !== undefined)
    throw new InferenceError(`input ${outside}: the profile of ${recorded.model.name} has inputs 0 to ${count - 1}`);
  return withProcess(async (process) => {
    const wanted = new Set(recorded.classes.map((one) => one.name));
    const all = waysOf(model).filter((way) => wanted.has(way.class.name));
    const reference = await loadReference(process, all);
    const inputs = makeInputs(model, reference.inputs, count, seed);
    if (inputs.sha256 !== recorded.inputs.sha256)
      throw new InferenceError(
        `the inputs (${inputs.source}) are not those that the profile of ${recorded.model.name} was made from; calibrate it again`,
      );
    const { ways, leftOut, versions } = await loadOthers(process, all, reference);
    const missing = recorded.classes.find((one, i) => ways[i]?.class.name !== one.name);
    if (missing) {
      const reason = leftOut.find((one) => one.name === missing.name)?.reason ?? 'the model names no file for it';
      throw new InferenceError(`class ${missing.name} of the profile cannot be run here: ${reason}`);
    }
    let done = 0;
    const answers = await answer(process, ways, inputs.feeds, indices, seed, (what) => {
      onProgress({ done: ++done, total: ways.length, what: `answers of ${what}` });
    });
    const k = ways.length;
    const pairs = pairCount(k);
    const width = rowWidth(reference.outputs);
    const metrics: Profile['metrics'] = {};
    for (const [name, metric] of Object.entries(recorded.metrics)) {
      const distances = decodeFloats(metric.distances, count * pairs, name);
      const fresh = measureDistances(name as MetricName, ways, answers, [], width);
      for (const [row, input] of indices.entries())
        for (let a = 0; a < k; a++)
          for (let b = a + 1; b < k; b++) {
            const pair = pairIndex(k, a, b);
            distances[input * pairs + pair] = fresh[row * pairs + pair]!;
          }
      const measured = { classes: recorded.classes, inputs: count, distances };
      const { lenient } = metric;
      metrics[name] = {
        ...metric,
        distances: encodeFloats(distances),
        ...testThreshold(measured, metric.threshold, 'strict'),
        ...(lenient && { lenient: { ...lenient, ...testThreshold(measured, lenient.threshold, 'lenient') } }),
      };
    }
    const { outputs: _, ...rest } = recorded;
    const outputs = indices.length === count ? smallOutputs(ways, answers) : undefined;
    return {
      ...rest,
      runtime: { node: globalThis.process.version, ...versions },
      machine: machine(),
      metrics,
      ...(outputs && { outputs }),
      live: { inputs: indices },
    };
  });
}
