/**
 * What would `sweep`, `sensitivity` and `tune` refuse of an experiment before their first run? All of it, known without running and
 * without timing a model, so that what was found valid is not refused later.
 */
import { type Finding, type Problem, ScenarioError } from '../../language/errors.ts';
import type { ProfileSet } from '../../measures/run.ts';
import { canonicalJson } from '../../results/hash.ts';
import { openVariants, type Variants } from '../../scenario/index.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Experiment } from '../file/load.ts';
import { allMisfits, foreseenProfiles } from '../replications/models.ts';
import { type Plan, planOf } from '../sensitivity/plan.ts';
import { designPoints, type Resolver } from './designed.ts';

/** Problems of the methods that the experiment asks for, at the places where they are written; none where it can be run. */
export async function foreseenProblems(
  experiment: Experiment,
  {
    set,
    onProgress,
  }: {
    /** As the experiment was loaded with. */
    set?: readonly string[] | undefined;
    /** Points looked at, of a design or an analysis. */
    onProgress?: ((done: number, total: number) => void) | undefined;
  } = {},
): Promise<Problem[]> {
  const { bases, fixed, written } = experiment;
  const models = new Models();
  const problems: Problem[] = [];
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const variants = new Map(bases.map(({ file }) => [file, openVariants(file, { set, seed: experiment.seed })]));
  for (const { file, scenario } of bases)
    await attempt(() => models.check(file, scenario, (findings) => variants.get(file)!.placed(fixed, findings)));
  // Every point would say the same of its models.
  if (problems.length > 0) return problems;
  const resolver = resolverOf(variants, models);
  const progress = onProgress === undefined ? {} : { onProgress };
  if (experiment.designed) await attempt(() => designPoints(experiment, resolver, progress));
  if (written.sensitivity !== undefined) {
    const plan: Plan | undefined = await attempt(() => planOf(experiment));
    if (plan)
      await attempt(() => designPoints(experiment, resolver, { rows: plan.rows, at: 'sensitivity', ...progress }));
  }
  return problems;
}

/** Points are scenarios whose models offer what they ask for; what they come to is nobody's affair yet. */
function resolverOf(variants: ReadonlyMap<string, Variants>, models: Models): Resolver {
  return {
    async resolve({ base }, written) {
      const settings = [...written.values()];
      const own = variants.get(base)!;
      const scenario = await own.scenario(settings);
      await models.check(base, scenario, (findings) => own.placed(settings, findings));
      return { hash: '', ground: '', changed: [] };
    },
  };
}

/** How models behave is read once for all points that have the same ones. */
class Models {
  private readonly known = new Map<string, Promise<{ set: ProfileSet; findings: Finding[] }>>();

  async check(
    base: string,
    scenario: Scenario,
    placed: (findings: readonly Finding[]) => ScenarioError,
  ): Promise<void> {
    const models = scenario.models.map(({ name, behaviour }) => [name, behaviour ?? null]);
    const key = canonicalJson([base, models, scenario.inference]);
    let foreseen = this.known.get(key);
    if (foreseen === undefined) {
      foreseen = foreseenProfiles(scenario, { load: true });
      this.known.set(key, foreseen);
    }
    const { set, findings } = await foreseen;
    const misfits = findings.length > 0 ? findings : allMisfits(scenario, set);
    if (misfits.length > 0) throw placed(misfits);
  }
}
