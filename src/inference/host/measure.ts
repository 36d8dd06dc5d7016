/** What do the answers of all ways say: how far apart are they, and which threshold tells honest from cheating? */
import { encodeFloats, type MetricName, type Profile, pairCount, pairIndex } from '../profile.ts';
import type { Answers } from './answers.ts';
import { distance, metricsFor, roundingOf } from './distances.ts';
import { CHOSEN_ON, chooseThreshold, isReduced, testThreshold } from './judge.ts';
import type { Way } from './ways.ts';

/** Outputs of at most this many elements are kept in the profile themselves. */
const SMALL_OUTPUT = 16;

/** Distances of rows: rows x pairs. `again` are second executions of a way, where there were any; `width` as `rowWidth`. */
export function measureDistances(
  metric: MetricName,
  ways: readonly Way[],
  { byWay, madeUpAgain }: Answers,
  again: readonly (Float64Array[] | undefined)[],
  width: number,
): Float32Array {
  const rows = byWay[0]!.length;
  const pairs = pairCount(ways.length);
  const distances = new Float32Array(rows * pairs);
  for (let row = 0; row < rows; row++)
    for (let a = 0; a < ways.length; a++) {
      const first = byWay[a]![row]!;
      const second = ways[a]!.class.name === 'made-up' ? madeUpAgain[row]! : (again[a]?.[row] ?? first);
      distances[row * pairs + pairIndex(ways.length, a, a)] = distance(metric, first, second, width);
      for (let b = a + 1; b < ways.length; b++)
        distances[row * pairs + pairIndex(ways.length, a, b)] = distance(metric, first, byWay[b]![row]!, width);
    }
  return distances;
}

/** The outputs themselves, where they are small and equally long. */
export function smallOutputs(ways: readonly Way[], { byWay }: Answers): Profile['outputs'] {
  const size = byWay[0]![0]!.length;
  if (size > SMALL_OUTPUT || byWay.some((rows) => rows.some((row) => row.length !== size))) return undefined;
  const values = ways.map((way, i) => [way.class.name, encodeFloats(byWay[i]!.flatMap((row) => Array.from(row)))]);
  return { size, values: Object.fromEntries(values) };
}

/** Distances, threshold, test and ROC areas by every metric that fits the outputs. */
export function measureMetrics(
  ways: readonly Way[],
  answers: Answers,
  again: readonly (Float64Array[] | undefined)[],
  width: number,
): Profile['metrics'] {
  const reference = answers.byWay[0]!;
  const classes = ways.map((way) => way.class);
  let largest = 0;
  for (const row of reference) for (const value of row) largest = Math.max(largest, Math.abs(value));
  const metrics: Profile['metrics'] = {};
  for (const name of metricsFor(reference[0]!.length, width)) {
    const distances = measureDistances(name, ways, answers, again, width);
    const measured = { classes, inputs: reference.length, distances };
    const least = roundingOf(name, largest);
    const threshold = chooseThreshold(measured, least, 'strict');
    const lenient = chooseThreshold(measured, least, 'lenient');
    metrics[name] = {
      distances: encodeFloats(distances),
      threshold,
      thresholdChosenOn: CHOSEN_ON,
      ...testThreshold(measured, threshold, 'strict'),
      ...(classes.some(isReduced) && {
        lenient: { threshold: lenient, ...testThreshold(measured, lenient, 'lenient') },
      }),
    };
  }
  return metrics;
}
