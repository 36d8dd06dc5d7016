/** What do runs of several scenarios say together? Paired differences of every metric, Holm over all of them, and who can be told apart. */
import type { Comparison, Difference, MetricComparison } from '../../results/comparison.ts';
import type { Estimate } from '../../results/result.ts';
import { letter, letterGroups } from '../../stats/letters.ts';
import type { Paired } from '../../stats/paired.ts';
import { estimateOf } from '../replications/summarize.ts';
import type { RunRow } from '../task/runRow.ts';
import { infoOf } from './metrics.ts';
import { adjustedOf, pairedBy } from './paired.ts';

/** Differences whose adjusted p-value is below this are told as such. */
export const LEVEL = 0.05;

/** The runs of one contender. */
export interface Side {
  name: string;
  /** Replication r of every side at the same place; none of them failed. */
  runs: readonly RunRow[];
}

type Compared = Pick<Comparison, 'metrics' | 'tests'>;

/**
 * All pairs of sides by each metric; those with the baseline are told as differences to it, others as the later less the earlier.
 * `answers`: words by metric of the scenarios' own answers.
 */
export function compareSides(
  sides: readonly Side[],
  baseline: string,
  metrics: readonly string[],
  answers: ReadonlyMap<string, string> = new Map(),
): Compared {
  const pairs = pairsOf(sides, baseline);
  const found = metrics.map((metric) => pairs.map(([a, b]) => ({ a, b, paired: pairedBy(metric, a.runs, b.runs) })));
  const all = found.flat();
  const adjusted = adjustedOf(all.map(({ paired }) => paired));
  const byTest = new Map(all.map((test, i) => [test, adjusted[i]!]));
  return {
    tests: adjusted.filter((p) => p !== null).length,
    metrics: metrics.map((metric, m): MetricComparison => {
      const info = infoOf(metric);
      const unit = info?.unit ?? '';
      const estimates = sides.map(({ runs }) => estimateOf(runs, metric, unit));
      const of = (name: string): Estimate => estimates[sides.findIndex((side) => side.name === name)]!;
      const differences = found[m]!.map((test) =>
        differenceOf(test.a.name, test.b.name, test.paired, byTest.get(test)!, of(test.b.name)),
      );
      return {
        metric,
        unit,
        words: answers.get(metric) ?? info?.summary ?? metric,
        answers: answers.has(metric),
        estimates,
        ranking: rankingOf(sides, estimates, differences),
        differences,
        remarks: remarksOf(sides, metric, estimates),
      };
    }),
  };
}

/** Those with the baseline first. */
function pairsOf(sides: readonly Side[], baseline: string): [Side, Side][] {
  const base = sides.find(({ name }) => name === baseline);
  if (base === undefined) throw new RangeError(`no contender is named ${baseline}`);
  const others = sides.filter((side) => side !== base);
  return [
    ...others.map((side): [Side, Side] => [side, base]),
    ...others.flatMap((b, i) => others.slice(i + 1).map((a): [Side, Side] => [a, b])),
  ];
}

const NOTHING = { mean: null, sd: null, ci95: null, n: 0, relative: null, p: null, p_adjusted: null, test: null };

function differenceOf(a: string, b: string, found: Paired | null, adjusted: number | null, ofB: Estimate): Difference {
  if (found === null) return { a, b, ...NOTHING, effect: null, correlation: null, gain: null };
  const { mean, sd, low, high, n, p, test, effect, correlation, gain } = found;
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    a,
    b,
    mean,
    sd,
    ci95: [low, high],
    n,
    relative: ofB.mean ? mean / Math.abs(ofB.mean) : null,
    p,
    p_adjusted: adjusted,
    test,
    effect: effect && { d: effect.d, g: effect.g, ci95: [effect.low, effect.high] },
    correlation: known(correlation),
    gain: known(gain),
  };
}

/** True where the difference was found. */
export function isTold({ p_adjusted }: Pick<Difference, 'p_adjusted'>): boolean {
  return p_adjusted !== null && p_adjusted < LEVEL;
}

function rankingOf(
  sides: readonly Side[],
  estimates: readonly Estimate[],
  differences: readonly Difference[],
): MetricComparison['ranking'] {
  const mean = (i: number): number => estimates[i]!.mean ?? Number.NEGATIVE_INFINITY;
  const order = sides.map((_, i) => i).sort((i, j) => (mean(i) === mean(j) ? i - j : mean(j) - mean(i)));
  const known = order.filter((i) => estimates[i]!.mean !== null);
  const names = known.map((i) => sides[i]!.name);
  const groups = letterGroups(names.length, (i, j) =>
    differences.some(
      (d) => isTold(d) && ((d.a === names[i] && d.b === names[j]) || (d.a === names[j] && d.b === names[i])),
    ),
  );
  return order.map((i) => {
    const place = known.indexOf(i);
    const letters = groups.flatMap((group, k) => (group.includes(place) ? [letter(k)] : []));
    return { name: sides[i]!.name, letters: letters.join(' ') };
  });
}

function remarksOf(sides: readonly Side[], metric: string, estimates: readonly Estimate[]): string[] {
  return sides.flatMap(({ name, runs }, i) => {
    if (!runs.some((run) => metric in run.metrics)) return [`${name} does not measure it.`];
    const { undefined: missing, n } = estimates[i]!;
    if (n === 0) return [`${name} leaves it undefined in every run.`];
    return missing === 0 ? [] : [`${name} leaves it undefined in ${missing} of ${missing + n} runs.`];
  });
}
