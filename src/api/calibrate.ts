/** How does a real model behave? It is run in every way there is, and its profile written. */
import type { ModelSpec } from '../inference/host/model.ts';
import type { Profile } from '../inference/profile.ts';

export interface CalibrateOptions {
  /** How many inputs; default 256. */
  inputs?: number | undefined;
  /** Of generated inputs and answers; default 1. */
  seed?: string | undefined;
  /** To spend on timing; default 10. */
  seconds?: number | undefined;
  /** Directory for profiles; default beside the model. */
  out?: string | undefined;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface Calibrated {
  profile: Profile;
  /** File that it was written to. */
  path: string;
}

/**
 * Calibrates an .onnx file, a model folder, or all models of a scenario, one after another. Throws ScenarioError, InferenceError
 * and UsageError for wrong input.
 */
export async function* calibrate(target: string, options: CalibrateOptions = {}): AsyncGenerator<Calibrated> {
  const { inputs, seed = '1', seconds = 10, out, onProgress } = options;
  const specs = await modelsOf(target);
  const { mkdirSync, renameSync, writeFileSync } = await import('node:fs');
  const { dirname, join } = await import('node:path');
  const host = await import('../inference/host/calibrate.ts');
  const { profilePath } = await import('../inference/host/profileFile.ts');
  const { printProfile } = await import('../inference/profile.ts');
  for (const spec of specs) {
    const profile = await host.calibrate(spec, {
      ...(inputs === undefined ? {} : { inputs }),
      seed,
      seconds,
      onProgress: ({ done, total, what }) => onProgress?.(what, done, total),
    });
    const path = out === undefined ? profilePath(spec) : join(out, `${profile.model.name}.profile.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, printProfile(profile));
    renameSync(`${path}.new`, path);
    yield { profile, path };
  }
}

async function modelsOf(target: string): Promise<ModelSpec[]> {
  if (!/\.ya?ml$/.test(target)) return [{ file: target }];
  const { loadScenario } = await import('../scenario/index.ts');
  const { UsageError } = await import('./error.ts');
  const { models } = await loadScenario(target, {});
  const files = [...new Set(models.flatMap((model) => (model.behaviour === undefined ? [] : [model.behaviour])))];
  if (files.length === 0) throw new UsageError(`${target}: none of its models has a behaviour to calibrate`);
  return files.map((file) => ({ file }));
}
