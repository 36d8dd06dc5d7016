/** Which files hold a tuning, beside its runs? What was found as tables and as data, and the winner as a piece of YAML. */
import { stringify as stringifyYaml } from 'yaml';
import { type Files, printJson } from '../../results/files.ts';
import type { Estimate } from '../../results/result.ts';
import { printRows } from '../../results/table.ts';
import type { Fragment } from '../../scenario/fragment.ts';
import type { Finalist } from './finalists.ts';
import { metricsOf, type Verdict } from './goals.ts';
import type { Candidate } from './search.ts';
import type { Tuning } from './tune.ts';

/** Folder of a tuning in the directory of its experiment: the runs are shared with a sweep, pages and charts are not. */
export const TUNE_FOLDER = 'tune';
export const WINNER_FILE = 'winner.yaml';
export const TUNED_FILE = 'tuned.yaml';

/** The same bytes for the same tuning, however its runs were made. */
export function tuningFiles(tuning: Tuning): Files {
  return new Map([
    ['tuning.json', printJson(tuningData(tuning))],
    ['history.csv', history(tuning)],
    ['progress.csv', progress(tuning)],
    ['pareto.csv', pareto(tuning)],
  ]);
}

/** What tuning.json holds. What candidates are made of stands in their values and settings. */
export function tuningData(tuning: Tuning): object {
  const plain = ({ levels: _, ...candidate }: Candidate): object => candidate;
  const { search, finalists } = tuning;
  return {
    ...tuning,
    search: { ...search, candidates: search.candidates.map(plain) },
    finalists: finalists.map((finalist) => ({ ...finalist, candidate: finalist.candidate.number })),
  };
}

/** A row a candidate of a generation. */
function history({ factors, goals, search }: Tuning): string {
  const metrics = metricsOf(goals);
  const header = [
    ...['generation', 'candidate', 'point', 'new'],
    ...factors.map(({ name }) => name),
    ...metrics,
    ...['violation', 'breaches'],
  ];
  const rows = search.generations.flatMap(({ number, asked }) => {
    const seen = new Set<number>();
    return asked.map((which) => {
      const { generation, hash, values, verdict } = search.candidates[which - 1]!;
      const isNew = generation === number && !seen.has(which);
      seen.add(which);
      return [
        ...[number, which, hash, isNew],
        ...values,
        ...metrics.map((metric) => verdict.estimates[metric]!.mean),
        ...[verdict.violation, verdict.breaches.join('; ')],
      ];
    });
  });
  return printRows(header, rows);
}

/** A row a generation. */
function progress({ goals, progress }: Tuning): string {
  const best = goals.objectives.map(({ metric }) => `best ${metric}`);
  return printRows(
    ['generation', 'candidates', 'feasible', 'runs', ...best, 'hypervolume'],
    progress.map(({ generation, candidates, feasible, runs, best, hypervolume }) => [
      ...[generation, candidates, feasible, runs],
      ...goals.objectives.map(({ direction }, m) => (best === null ? null : unsigned(best[m]!, direction))),
      hypervolume,
    ]),
  );
}

/** An objective as its metric has it. */
export function unsigned(value: number, direction: 'minimize' | 'maximize'): number {
  return direction === 'minimize' ? value : -value;
}

/** A row a finalist, and one for the baseline: what the search believed, and what fresh seeds say. */
function pareto(tuning: Tuning): string {
  const { factors, goals, finalists, winner, baseline } = tuning;
  const metrics = metricsOf(goals);
  const header = [
    'candidate',
    ...factors.map(({ name }) => name),
    ...metrics.flatMap((metric) => [
      `${metric} search`,
      ...['fresh', 'fresh ci95_lo', 'fresh ci95_hi', 'optimism', 'optimism ci95_lo', 'optimism ci95_hi'].map(
        (what) => `${metric} ${what}`,
      ),
    ]),
    ...['constraints kept', 'winner', 'breaches'],
  ];
  const numbers = (search: Verdict, fresh: Verdict, optimism?: Finalist['optimism']): unknown[] =>
    metrics.flatMap((metric) => {
      const anew: Estimate = fresh.estimates[metric]!;
      const bias = optimism?.[metric];
      return [
        ...[search.estimates[metric]!.mean, anew.mean, anew.ci95?.[0], anew.ci95?.[1]],
        ...[bias?.mean, finite(bias?.low), finite(bias?.high)],
      ];
    });
  return printRows(header, [
    ...finalists.map(({ candidate, fresh, standing, optimism }) => [
      ...[candidate.number, ...candidate.values],
      ...numbers(candidate.verdict, fresh, optimism),
      ...[standing, candidate.number === winner, fresh.breaches.join('; ')],
    ]),
    [
      ...['baseline', ...factors.map(() => null)],
      ...numbers(baseline.search, baseline.fresh),
      ...[baseline.standing, false, baseline.fresh.breaches.join('; ')],
    ],
  ]);
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

export interface WinnerOptions {
  /** What the factors set. */
  readonly rulebook: Fragment;
  /** That and what the experiment sets for all points. */
  readonly whole: Fragment;
  /** The base scenario, as files of the results' directory name it. */
  readonly base: string;
  /** Of the tuned scenario. */
  readonly name: string;
  readonly question?: string | undefined;
}

/** winner.yaml, which any scenario with these entries may extend, and tuned.yaml, the base with it. None without a winner. */
export function winnerFiles(tuning: Tuning, { rulebook, whole, base, name, question }: WinnerOptions): Files {
  const found = tuning.finalists.find(({ candidate }) => candidate.number === tuning.winner);
  if (found === undefined) return new Map();
  const { candidate, standing, fresh } = found;
  const values = tuning.factors.map(
    ({ name, unit }, i) => `${name} ${candidate.values[i]}${unit === '' ? '' : ` ${unit}`}`,
  );
  const numbers = metricsOf(tuning.goals).map((metric) => {
    const { mean, ci95 } = fresh.estimates[metric]!;
    return `${metric} ${told(mean)}${ci95 === null ? '' : ` [${told(ci95[0])}, ${told(ci95[1])}]`}`;
  });
  const kept = {
    surely: 'all kept, by whole intervals',
    'in the mean': 'all kept by the mean, but not by whole intervals',
    not: 'broken',
  };
  const comment = [
    `The rulebook that ${tuning.method} found: candidate ${candidate.number} of ${tuning.search.candidates.length} (${tuning.name}, seed ${tuning.seed}).`,
    `Values: ${values.join(', ')}.`,
    `On ${tuning.freshReplications} fresh seeds: ${numbers.join(', ')}; constraints: ${kept[standing]}.`,
    ...fresh.breaches,
    `To use it: extends: [<a scenario>, ${WINNER_FILE}]. ${TUNED_FILE} is the scenario that was searched, with these rules.`,
    ...(rulebook.exact
      ? []
      : ['A map that replaces another one is joined with it by extends: exactly as it was searched only by --set:']),
    ...(rulebook.exact
      ? []
      : Object.entries(candidate.settings).map(([path, value]) => `  --set '${path}=${JSON.stringify(value)}'`)),
  ];
  return new Map([
    [WINNER_FILE, `${commented(comment)}${stringifyYaml(rulebook.content)}`],
    [
      TUNED_FILE,
      `${commented([`The base of ${tuning.name} under the rulebook of ${WINNER_FILE}: what was searched, whole.`])}${stringifyYaml({ extends: [base], ...whole.content, name, ...(question === undefined ? {} : { question }) })}`,
    ],
  ]);
}

const told = (value: number | null): string => (value === null ? 'undefined' : String(Number(value.toPrecision(4))));

const commented = (lines: readonly string[]): string =>
  lines.map((line) => `# ${line.replaceAll('\n', ' ')}\n`).join('');
