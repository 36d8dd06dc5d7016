/**
 * Which scenario is a point of parameters? A base with other values at some paths; its identity is a hash of what that comes
 * to, so that two ways to say the same point share their runs.
 */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { printProfile } from '../../inference/profile.ts';
import { type Finding, MisfitError } from '../../language/errors.ts';
import { canonicalJson, sha256 } from '../../results/hash.ts';
import { verisimVersion } from '../../results/version.ts';
import { writeWhole } from '../../results/whole.ts';
import { openVariants, type Setting, settingOf, type Variants } from '../../scenario/index.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { portable } from '../replications/collect.ts';
import { allMisfits, modelMisfits } from '../replications/models.ts';
import { type Preparation, prepareProfiles, profileFile } from '../replications/profiles.ts';
import { type Change, changesBetween } from './changed.ts';
import type { Ground, RunTask } from './executor.ts';

export interface Point {
  /** File of the base scenario. */
  base: string;
  /** Values by path, as after `--set`: plain data. */
  settings: Readonly<Record<string, unknown>>;
}

/** What a run of a point needs. */
export interface Runnable {
  /** Its identity, 64 hexadecimal digits: that of its scenario without name, question, answers and number of replications. */
  hash: string;
  /** What runs of it stand on. */
  ground: string;
  changed: readonly Change[];
}

/** A point that can be run. */
export interface ResolvedPoint extends Runnable {
  scenario: Scenario;
}

export interface BasesOptions {
  /** Folder that relative files of bases start from; the current one by default. */
  folder?: string | undefined;
  /** `path=value`, for every base. */
  set?: readonly string[] | undefined;
  /** Master seed, instead of the bases' own. */
  seed?: string | number | undefined;
  /** Where the results will lie: profiles that have to be measured are kept in its `profiles` folder. */
  directory: string;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/** The base scenarios of an experiment, read once, and the grounds that points of them stand on. */
export class Bases {
  private readonly options: BasesOptions;
  private readonly variants = new Map<string, Variants>();
  private readonly prepared = new Map<string, Promise<{ ground: Ground; preparation: Preparation }>>();
  private readonly grounds = new Map<string, Ground>();

  constructor(options: BasesOptions) {
    this.options = options;
  }

  /**
   * Throws ScenarioError with what is wrong with the scenario, at the places where it is written; `written` says where
   * values of the point are.
   */
  async resolve(point: Point, written?: ReadonlyMap<string, Setting>): Promise<ResolvedPoint> {
    const variants = this.variantsOf(point.base);
    const settings = Object.entries(point.settings).map(
      ([path, value]) => written?.get(path) ?? settingOf(path, value, this.fileOf(point)),
    );
    const scenario = await variants.scenario(settings);
    const { ground, preparation } = await this.prepare(point.base, scenario, variants, settings);
    const misfits = allMisfits(scenario, preparation.banks);
    if (misfits.length > 0) throw variants.placed(settings, misfits);
    return {
      hash: identityOf(scenario, preparation, dirname(this.fileOf(point))),
      scenario,
      ground: ground.id,
      changed: changesBetween(ground.scenario, scenario),
    };
  }

  /** Throws RangeError for a ground that no point has been resolved on. */
  ground = (id: string): Ground => {
    const known = this.grounds.get(id);
    if (known === undefined) throw new RangeError(`no ground ${id}`);
    return known;
  };

  private fileOf({ base }: Pick<Point, 'base'>): string {
    return isAbsolute(base) ? base : resolve(this.options.folder ?? '.', base);
  }

  private variantsOf(base: string): Variants {
    let known = this.variants.get(base);
    if (known === undefined) {
      const { folder, set, seed } = this.options;
      known = openVariants(folder === undefined || isAbsolute(base) ? base : join(folder, base), { set, seed });
      this.variants.set(base, known);
    }
    return known;
  }

  /** Points whose models are the same stand on the same ground: the scenario of the first of them, and its profiles. */
  private async prepare(base: string, scenario: Scenario, variants: Variants, settings: readonly Setting[]) {
    const models = scenario.models.map(({ name, behaviour }) => [name, behaviour ?? null]);
    const key = canonicalJson([base, models, scenario.inference, scenario.seed]);
    let known = this.prepared.get(key);
    if (known === undefined) {
      known = this.lay(scenario);
      this.prepared.set(key, known);
    }
    try {
      return await known;
    } catch (error) {
      if (!(error instanceof MisfitError)) throw error;
      throw variants.placed(settings, error.findings);
    }
  }

  private async lay(scenario: Scenario): Promise<{ ground: Ground; preparation: Preparation }> {
    const { directory, onProgress } = this.options;
    const foreseen: Finding[] = await modelMisfits(scenario, { load: false });
    if (foreseen.length > 0) throw new MisfitError(foreseen);
    const preparation = await prepareProfiles(scenario, { directory, ...(onProgress ? { onProgress } : {}) });
    await keepProfiles(directory, preparation);
    const { banks } = preparation;
    const ground = { id: sha256(canonicalJson({ scenario, banks })), scenario, banks };
    this.grounds.set(ground.id, ground);
    return { ground, preparation };
  }
}

/**
 * What a point is, whatever it is called and wherever its files lie; `base`: folder of its base's file. Another version of
 * Verisim may give other numbers: its runs are others.
 */
function identityOf(scenario: Scenario, { banks }: Preparation, base: string): string {
  const { name: _, question: __, replications: ___, measures, ...rest } = portable(scenario, base);
  const { answer: ____, ...measured } = measures;
  const profiles = Object.entries(banks.profiles).map(([model, profile]) => [model, sha256(printProfile(profile))]);
  const live = Object.entries(banks.live ?? {}).map(([model, profile]) => [model, sha256(printProfile(profile))]);
  const changes = rest.changes.map(({ at, scenario: { name: _n, question: _q, replications: _r, ...then } }) => ({
    at,
    then,
  }));
  return sha256(canonicalJson({ ...rest, version: verisimVersion(), changes, measures: measured, profiles, live }));
}

/** Profiles measured here are found again when the experiment goes on. */
async function keepProfiles(directory: string, { banks, calibrated }: Preparation): Promise<void> {
  for (const model of calibrated) {
    const file = join(directory, profileFile(model));
    if (existsSync(file)) continue;
    await writeWhole(file, printProfile(banks.profiles[model]!));
  }
}

/** The task of one run of a point. */
export function taskOf({ hash, ground, changed }: Runnable, replication: number): RunTask {
  return { point: hash, replication, ground, changed };
}
