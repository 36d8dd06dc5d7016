/**
 * How does each model of a scenario behave? Its committed profile, or one measured here before the run and written with
 * the result, so that a second run of the same scenario finds the same numbers. In `live` mode the distances are
 * measured anew on this machine, too. No inference runs during the simulation.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSpec } from '../../inference/host/model.ts';
import { type Profile, parseProfile, printProfile } from '../../inference/profile.ts';
import type { ProfileSet } from '../../measures/run.ts';
import { PROFILES } from '../../results/directory.ts';
import type { Model, Scenario } from '../../scenario/schema.ts';
import { committedProfile, ofModel } from './models.ts';

/** Inputs of a profile made for a bare model, where the scenario does not say. */
const INPUTS = 256;
/** Seconds spent on timing it. */
const SECONDS = 3;

export interface Preparation {
  banks: ProfileSet;
  /** Models whose profile was measured on this machine for these results, not committed beside the model. */
  calibrated: string[];
}

export interface PrepareOptions {
  /** Directory of the results, whose `profiles` folder holds what was measured for an earlier result. */
  directory: string;
  onProgress?: (what: string, done: number, total: number) => void;
}

/** Place of a kept profile within the results. */
export function profileFile(model: string): string {
  return `${PROFILES}/${model.replace(/[^A-Za-z0-9._-]+/g, '-')}.json`;
}

/**
 * Profiles of all models that have a `behaviour`. Throws MisfitError for a missing or corrupt model, inputs other
 * than the profile's, a file that is no profile.
 */
export async function prepareProfiles(scenario: Scenario, options: PrepareOptions): Promise<Preparation> {
  const banks: ProfileSet = { profiles: {} };
  const calibrated: string[] = [];
  /** Several models may stand on the same files: what is measured is measured once. */
  const measured = new Map<string, Measured>();
  for (const [index, model] of scenario.models.entries()) {
    if (model.behaviour === undefined) continue;
    const known = measured.get(model.behaviour) ?? (await ofModel(index, measure(model, scenario, options)));
    measured.set(model.behaviour, known);
    banks.profiles[model.name] = known.profile;
    if (known.own) calibrated.push(model.name);
    if (known.live === undefined) continue;
    banks.live ??= {};
    banks.live[model.name] = known.live;
  }
  return { banks, calibrated };
}

interface Measured {
  profile: Profile;
  /** True when the profile was made here. */
  own: boolean;
  live?: Profile;
}

async function measure(model: Model, scenario: Scenario, options: PrepareOptions): Promise<Measured> {
  const found = await profileOf(model, scenario, options);
  if (scenario.inference.mode !== 'live') return found;
  const { measureLive } = await import('../../inference/host/live.ts');
  const inputs = Math.min(scenario.inference.inputs ?? found.profile.inputs.count, found.profile.inputs.count);
  const live = await measureLive({ file: model.behaviour! }, found.profile, {
    inputIndices: Array.from({ length: inputs }, (_, i) => i),
    onProgress: ({ done, total, what }) => options.onProgress?.(`live inference, ${model.name}: ${what}`, done, total),
  });
  return { ...found, live };
}

async function profileOf(model: Model, scenario: Scenario, options: PrepareOptions): Promise<Omit<Measured, 'live'>> {
  const committed = await committedProfile(model);
  if (committed !== undefined) return { profile: committed, own: false };
  const spec: ModelSpec = { file: model.behaviour! };
  const cache = join(options.directory, profileFile(model.name));
  const inputs = scenario.inference.inputs ?? INPUTS;
  const kept = await keptProfile(cache, spec, inputs);
  if (kept !== undefined) return { profile: kept, own: true };
  const { calibrate } = await import('../../inference/host/calibrate.ts');
  const made = await calibrate(spec, {
    inputs,
    seed: scenario.seed,
    seconds: SECONDS,
    onProgress: ({ done, total, what }) => options.onProgress?.(`calibrating ${model.name}: ${what}`, done, total),
  });
  // Read back as the next run will read it: the same text, the same bytes of everything that is made from it.
  return { profile: parseProfile(printProfile(made), cache), own: true };
}

/** What an earlier run measured, if it was of the same files and as many inputs. */
async function keptProfile(cache: string, spec: ModelSpec, inputs: number): Promise<Profile | undefined> {
  if (!existsSync(cache)) return undefined;
  const { checkMadeFor } = await import('../../inference/host/profileFile.ts');
  const { resolveModel } = await import('../../inference/host/model.ts');
  const model = resolveModel(spec);
  try {
    const profile = parseProfile(await readFile(cache, 'utf8'), cache);
    checkMadeFor(model, profile);
    return profile.inputs.count === inputs ? profile : undefined;
  } catch {
    return undefined;
  }
}
