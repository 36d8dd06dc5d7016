/** Which scenarios meet? Files, or one file and its variants: each under a name of its own, all on one seed, as often. */
import { dirname, resolve } from 'node:path';
import { MisfitError, type Problem, ScenarioError } from '../../language/errors.ts';
import { didYouMean, oneOf } from '../../language/suggestion.ts';
import { openVariants, placed } from '../../scenario/index.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { unknownAnswers } from '../replications/questions.ts';
import { Bases, type ResolvedPoint } from '../task/point.ts';
import { ComparisonError } from './error.ts';
import { parseVariant, type Variant } from './variant.ts';

export interface ContendersOptions {
  /** Scenario files; exactly one where there are variants. */
  files: readonly string[];
  /** Each as `name:path=value,path=value`, or the same as data. They come after the scenario as it stands. */
  variants?: readonly (string | Variant)[] | undefined;
  /** Name of the contender that others are compared with; default the first. */
  baseline?: string | undefined;
  /** `path=value`, for all of them. */
  set?: readonly string[] | undefined;
  /** Default: the baseline's own. */
  seed?: string | undefined;
  /** Default: the most that one of them says. */
  replications?: number | undefined;
  /** Folder that calibrated profiles are kept in. */
  directory: string;
  onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

export interface Contender {
  name: string;
  file: string;
  point: ResolvedPoint;
}

export interface Contenders {
  all: Contender[];
  bases: Bases;
  baseline: string;
  seed: string;
  replications: number;
  /** What was made equal that the scenarios say otherwise. */
  remarks: string[];
}

interface Entry {
  file: string;
  variant: Variant;
}

/** Throws ScenarioError with what is wrong in any of them, and ComparisonError for contenders that cannot be compared. */
export async function gather(options: ContendersOptions): Promise<Contenders> {
  const { set, directory, onProgress } = options;
  const entries = entriesOf(options);
  const read = await each(entries, async ({ file, variant }) => {
    const settings = [...(variant.written?.values() ?? [])];
    return openVariants(file, { set }).scenario(settings);
  });
  const names = read.map((scenario, i) => entries[i]!.variant.name || scenario.name);
  checkNames(names, entries);
  const baseline = options.baseline ?? names[0]!;
  if (!names.includes(baseline))
    throw new ComparisonError(
      `--baseline ${baseline}: no contender is named so${didYouMean(baseline, names)}, expected ${oneOf(names)}`,
    );
  const replications = options.replications ?? Math.max(...read.map((scenario) => scenario.replications));
  if (replications < 2)
    throw new ComparisonError(
      'a comparison needs at least 2 replications: one pair shows a difference, but not how much of it is luck; ' +
        'say --replications 20, or replications in a scenario',
    );
  const seed = options.seed ?? read[names.indexOf(baseline)]!.seed;
  const bases = new Bases({ set, seed, directory, onProgress });
  const all = await each(entries, async ({ file, variant }, i): Promise<Contender> => {
    const point = await bases.resolve({ base: file, settings: variant.settings }, variant.written);
    const unknown = unknownAnswers(point.scenario);
    if (unknown.length > 0) throw placed(file, unknown, { set });
    return { name: names[i]!, file, point };
  });
  return { all, bases, baseline, seed, replications, remarks: remarksOf(names, read, options, seed, replications) };
}

function entriesOf({ files, variants = [] }: ContendersOptions): Entry[] {
  const [file] = files;
  if (variants.length > 0 && (files.length !== 1 || file === undefined))
    throw new ComparisonError(`variants are of one scenario file, not of ${files.length}`);
  if (files.length + variants.length < 2)
    throw new ComparisonError(
      'a comparison needs 2 scenarios or more: files, or one file and --variant name:path=value',
    );
  const folder = file === undefined ? '.' : dirname(resolve(file));
  return [
    ...files.map((each): Entry => ({ file: each, variant: { name: '', settings: {} } })),
    ...variants.map(
      (variant): Entry => ({
        file: file!,
        variant: typeof variant === 'string' ? parseVariant(variant, folder) : variant,
      }),
    ),
  ];
}

/** Results of all entries; the problems of all, where some have any. */
async function each<T>(entries: readonly Entry[], work: (entry: Entry, i: number) => Promise<T>): Promise<T[]> {
  const problems: Problem[] = [];
  const results: T[] = [];
  for (const [i, entry] of entries.entries()) {
    try {
      results.push(await work(entry, i));
    } catch (error) {
      if (error instanceof MisfitError) throw placed(entry.file, error.findings);
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  const distinct = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  if (problems.length > 0) throw new ScenarioError([...distinct.values()]);
  return results;
}

function checkNames(names: readonly string[], entries: readonly Entry[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  const files = entries.filter((_, i) => names[i] === twice).map(({ file }) => file);
  throw new ComparisonError(
    `two contenders are named ${twice} (${files.join(', ')}): they could not be told apart; give one another name`,
  );
}

function remarksOf(
  names: readonly string[],
  read: readonly Scenario[],
  options: ContendersOptions,
  seed: string,
  replications: number,
): string[] {
  const remarks: string[] = [];
  const listed = (of: (scenario: Scenario) => string): string =>
    names.map((name, i) => `${name} ${of(read[i]!)}`).join(', ');
  const differ = (of: (scenario: Scenario) => unknown): boolean => new Set(read.map(of)).size > 1;
  if (differ(({ horizon }) => horizon))
    remarks.push(
      `The horizons differ (${listed(({ horizon }) => `${horizon} s`)}): totals are of spans of different length, and only rates and shares can be compared.`,
    );
  if (options.seed === undefined && differ((scenario) => scenario.seed))
    remarks.push(`All draw from seed ${seed}, though their files say otherwise (${listed((each) => each.seed)}).`);
  if (options.replications === undefined && differ((scenario) => scenario.replications))
    remarks.push(`All run ${replications} replications, the most that one of them says.`);
  return remarks;
}
