/**
 * What will the models of a scenario offer? Known before anything is timed: from committed profiles, and for a model
 * that has none yet from the ways in which its files can be run. So a scenario that asks for what no model has is
 * refused before it costs anything, and by `validate`, too.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { abstractProfile } from '../../inference/abstract.ts';
import { encodeFloats, type Profile, type ProfileClass, pairCount, parseProfile } from '../../inference/profile.ts';
import { type Finding, MisfitError } from '../../language/errors.ts';
import type { ProfileSet } from '../../measures/run.ts';
import type { Model, Scenario } from '../../scenario/schema.ts';
import { behaviourMisfits } from '../../simulation/misfits.ts';

/** What `work` gives; an error of a model's files or answers becomes a MisfitError at the model that names them. */
export async function ofModel<T>(index: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error) || !['InferenceError', 'ProfileError'].includes(error.name)) throw error;
    const expected = 'an .onnx file that ONNX Runtime can run, or a folder with its profile';
    throw new MisfitError(
      [{ path: ['models', index, 'behaviour'], message: `cannot be used: ${error.message}`, expected }],
      { cause: error },
    );
  }
}

/** The profile that lies beside a model with `behaviour`; undefined when there is none yet. */
export async function committedProfile(model: Model): Promise<Profile | undefined> {
  const file = model.behaviour!;
  const bare = join(file, 'profile.json');
  if (existsSync(bare) && !existsSync(join(file, 'model.json')))
    return parseProfile(await readFile(bare, 'utf8'), bare);
  const { readProfile } = await import('../../inference/host/profileFile.ts');
  return readProfile({ file });
}

/**
 * Everything that models, runtimes and cheats do not offer, as far as it is known without timing. With `load`, models
 * without a profile are loaded, too: `run` does that anyway when it measures them.
 */
export async function modelMisfits(scenario: Scenario, { load }: { load: boolean }): Promise<Finding[]> {
  const { set, findings } = await foreseenProfiles(scenario, { load });
  return findings.length > 0 ? findings : allMisfits(scenario, set);
}

/** What the models will offer, or why they cannot be used. */
export async function foreseenProfiles(
  scenario: Scenario,
  { load }: { load: boolean },
): Promise<{ set: ProfileSet; findings: Finding[] }> {
  const set: ProfileSet = { profiles: {} };
  const findings: Finding[] = [];
  for (const [index, model] of scenario.models.entries()) {
    if (model.behaviour === undefined) continue;
    try {
      set.profiles[model.name] = await ofModel(index, foresee(model, scenario, load, findings));
    } catch (error) {
      if (!(error instanceof MisfitError)) throw error;
      findings.push(...error.findings);
    }
  }
  return { set, findings };
}

/** What the profiles do not offer that the scenario asks for, at its start or after one of its changes. */
export function allMisfits(scenario: Scenario, set: ProfileSet): Finding[] {
  const atStart = behaviourMisfits(scenario, set);
  const known = new Set(atStart.map(({ message }) => message));
  const later = scenario.changes.flatMap(({ at, scenario: changed }) =>
    behaviourMisfits(changed, set)
      .filter(({ message }) => !known.has(message))
      .map((finding) => ({ ...finding, message: `${finding.message} (after the change at ${at} s)` })),
  );
  return [...atStart, ...later];
}

async function foresee(model: Model, scenario: Scenario, load: boolean, findings: Finding[]): Promise<Profile> {
  const committed = await committedProfile(model);
  const live = scenario.inference.mode === 'live';
  if (committed !== undefined && !live) return committed;
  const { resolveModel } = await import('../../inference/host/model.ts');
  const { waysOf } = await import('../../inference/host/ways.ts');
  const ways = waysOf(resolveModel({ file: model.behaviour! }));
  if (load) {
    const { withProcess } = await import('../../inference/host/session.ts');
    const { loadOthers, loadReference } = await import('../../inference/host/ways.ts');
    await withProcess(async (process) => {
      const reference = await loadReference(process, ways);
      // Of the honest runtimes, those that cannot be loaded here are left out of a profile; a cheat's file must load.
      await loadOthers(process, [ways[0]!, ...ways.filter((way) => way.class.kind === 'cheat')], reference);
    });
  }
  if (committed !== undefined) return committed;
  if (scenario.inference.inputs === 1)
    findings.push({
      path: ['inference', 'inputs'],
      message: `is 1, and model ${model.name} has no profile yet`,
      expected: '2 or more: one half chooses the threshold, the other tests it',
    });
  return unmeasured(
    model.name,
    ways.map((way) => ({ ...way.class, cost: 1 })),
  );
}

/** A profile of the classes to come, in which nothing is measured yet. */
function unmeasured(name: string, classes: ProfileClass[]): Profile {
  const blank = abstractProfile({ name });
  const distances = encodeFloats(new Float32Array(pairCount(classes.length)));
  const metrics = Object.entries(blank.metrics).map(([metric, values]) => [metric, { ...values, distances }]);
  return { ...blank, classes, metrics: Object.fromEntries(metrics) };
}
