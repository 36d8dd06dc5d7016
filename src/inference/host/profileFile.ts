/** Where is a model's recorded profile, and is it this model's? */
import { existsSync } from 'node:fs';
import { type Profile, parseProfile } from '../profile.ts';
import { InferenceError } from './error.ts';
import { type Model, type ModelSpec, readBytes, resolveModel } from './model.ts';

/** Where a model's profile belongs: as its manifest says, else `<name>.profile.json` beside the .onnx. */
export function profilePath(spec: ModelSpec): string {
  const model = resolveModel(spec);
  return model.profile ?? model.main.path.replace(/(\.onnx)?$/, '.profile.json');
}

/**
 * The recorded profile of a model, or undefined when there is no such file. Throws InferenceError when it was made
 * from other files than the model's present ones, ProfileError when it cannot be read.
 */
export function readProfile(spec: ModelSpec): Profile | undefined {
  const path = profilePath(spec);
  if (!existsSync(path)) return undefined;
  const profile = parseProfile(readBytes(path, 'the profile').toString('utf8'), path);
  checkMadeFor(resolveModel(spec), profile);
  return profile;
}

/** Throws InferenceError unless the profile was made from exactly these files. */
export function checkMadeFor(model: Model, profile: Profile): void {
  const stale = (path: string): InferenceError =>
    new InferenceError(
      `${path}: this file is not the one that the profile of ${profile.model.name} was made from; calibrate it again`,
    );
  if (profile.model.sha256 !== model.main.sha256) throw stale(model.main.path);
  for (const one of profile.classes) {
    const file = model.cheats.get(one.name);
    if (file && one.sha256 !== file.sha256) throw stale(file.path);
  }
}
