/** Do the parts of an experiment fit together? Names, metrics, the size of the design against the budget. */
import type { Finding } from '../../language/errors.ts';
import { missingMetric } from '../replications/questions.ts';
import { countOf } from './design.ts';
import type { Factor } from './factor.ts';
import type { Base } from './load.ts';
import type { Replications } from './replications.ts';
import type { WrittenExperiment } from './schema.ts';
import { checkTune, type WrittenTune } from './tune.ts';

/** Parts that could be parsed; a wrong item of a list is undefined. */
export type CheckedParts = {
  [Key in keyof WrittenExperiment]?: WrittenExperiment[Key] extends (infer Item)[]
    ? (Item | undefined)[]
    : WrittenExperiment[Key];
};

interface Checked {
  parts: CheckedParts;
  bases: readonly Base[];
  factors: readonly (Factor | undefined)[];
  report: (finding: Finding) => void;
}

/** Reports what does not fit; the metrics that are told. */
export function checkParts(checked: Checked): string[] {
  for (const list of ['factors', 'metrics'] as const)
    if (checked.parts[list]?.length === 0)
      checked.report({ path: [list], message: 'is an empty list', expected: 'at least 1 item' });
  names(checked);
  if (checked.parts.tune === undefined) size(checked);
  else tuning(checked, checked.parts.tune);
  return metrics(checked);
}

function names({ parts, factors, report }: Checked): void {
  const called = new Map<string, number>();
  const paths = new Map<string, number>();
  for (const [i, factor] of factors.entries()) {
    if (factor === undefined) continue;
    const first = called.get(factor.name);
    const field = parts.factors?.[i]?.name === undefined ? 'path' : 'name';
    if (first !== undefined)
      report({
        path: ['factors', i, field],
        message: `is "${factor.name}", which factors[${first}] is called already`,
        expected: 'a name of its own',
      });
    else if (RESERVED.has(factor.name))
      report({
        path: ['factors', i, field],
        message: `is "${factor.name}", which a column of the results is called already`,
        expected: 'a name of its own',
      });
    else called.set(factor.name, i);
    const values = parts.factors?.[i]?.values;
    const seen = new Set<number | string>();
    for (const [k, level] of factor.range ? [] : factor.levels.entries()) {
      if (seen.has(level.value))
        report({
          path: ['factors', i, 'values', Array.isArray(values) ? k : String(level.value)],
          message: `is ${level.value} again`,
          expected: 'each value once',
        });
      seen.add(level.value);
    }
    for (const path of new Set(factor.levels.flatMap(({ settings }) => settings.map((setting) => setting.path)))) {
      const before = paths.get(path);
      if (before !== undefined && first === undefined)
        report({
          path: ['factors', i],
          message: `sets ${path}, as factors[${before}] does`,
          expected: 'paths of its own',
        });
      else paths.set(path, i);
    }
  }
}

/** Columns of the tables of an experiment. */
const RESERVED = new Set([
  ...['result', 'point', 'number', 'base', 'replication', 'seed', 'fingerprint', 'events', 'error'],
  ...['runs', 'failed', 'meets_goals', 'precise'],
  ...['metric', 'unit', 'mean', 'sd', 'ci95_lo', 'ci95_hi', 'n'],
]);

function tuning({ parts, bases, factors, report }: Checked, tune: WrittenTune): void {
  checkTune({ tune, goals: parts.goals ?? [], factors, bases: bases.length, budget: parts.budget, report });
}

function size({ parts, bases, factors, report }: Checked): void {
  const { design, replications, budget } = parts;
  if (design === undefined || factors.length === 0 || factors.includes(undefined)) return;
  const all = factors as Factor[];
  if (design.rule === 'list') {
    const [first] = all;
    for (const [i, factor] of all.entries()) {
      if (factor.range)
        report({ path: ['factors', i, 'range'], message: 'is in a design that is a list', expected: 'values' });
      else if (factor.levels.length !== first!.levels.length)
        report({
          path: ['factors', i, 'values'],
          message: `has ${factor.levels.length} values, and factors[0] has ${first!.levels.length}`,
          expected: 'as many values of each factor: the design is a list',
        });
    }
  }
  if (budget === undefined || replications === undefined || bases.length === 0) return;
  const points = countOf(design, all) * bases.length;
  const runs = points * mostRuns(replications);
  if (runs > budget)
    report({
      path: ['design'],
      message: `makes ${points} points of up to ${mostRuns(replications)} runs each, ${runs} in all`,
      expected: `at most the budget, ${budget}`,
      atKey: true,
    });
}

const mostRuns = (replications: Replications): number =>
  typeof replications === 'number' ? replications : replications.max;

function metrics({ parts, bases, report }: Checked): string[] {
  const wanted: [string, PropertyKey[]][] = [
    ...(parts.metrics ?? []).flatMap((metric, i): [string, PropertyKey[]][] =>
      metric === undefined ? [] : [[metric, ['metrics', i]]],
    ),
    ...(parts.goals ?? []).flatMap((goal, i): [string, PropertyKey[]][] =>
      goal === undefined ? [] : [[goal.metric, ['goals', i, 'metric']]],
    ),
  ];
  const { replications } = parts;
  if (typeof replications === 'object') wanted.push([replications.until.metric, ['replications', 'until', 'metric']]);
  for (const [metric, path] of wanted)
    for (const { file, scenario } of bases) {
      const missing = missingMetric(metric, scenario);
      if (missing === null) continue;
      const where = bases.length > 1 && missing.message.includes('scenario') ? ` (${file})` : '';
      report({ path, message: `${missing.message}${where}`, expected: missing.expected });
      break;
    }
  const seen = new Set<string>();
  for (const [i, metric] of (parts.metrics ?? []).entries()) {
    if (metric !== undefined && seen.has(metric))
      report({ path: ['metrics', i], message: `is "${metric}" again`, expected: 'each metric once' });
    if (metric !== undefined) seen.add(metric);
  }
  const answers =
    parts.metrics === undefined ? bases.flatMap(({ scenario }) => Object.keys(scenario.measures.answer ?? {})) : [];
  const told = [...new Set([...wanted.map(([metric]) => metric), ...answers])];
  if (told.length === 0 && bases.length > 0)
    report({
      path: ['metrics'],
      message: 'is missing, and neither goals nor the base’s measures.answer name any',
      expected: 'a list of metrics, such as [throughput.jobs_per_second]',
    });
  return told;
}
