/**
 * How far do honest and cheating answers lie apart? Histograms of the distances in a profile, with the threshold that
 * the scenario compares by, apart for the inputs that it was chosen on and for those that test it. Bin edges are decimal literals, five a decade (the preferred numbers R5 of ISO 3), so that
 * no logarithm decides where a distance falls.
 */
import { Bank } from '../inference/bank.ts';
import { half, isReduced } from '../inference/host/judge.ts';
import type { Profile } from '../inference/profile.ts';
import type { Verification } from '../scenario/schema.ts';
import type { DistanceRow } from './result.ts';

const STEPS = ['1', '1.6', '2.5', '4', '6.3'];
const DECADES = Array.from({ length: 61 }, (_, i) => i - 30);

/** Edges from 1e-30 to 6.3e30, ascending. */
export const DISTANCE_EDGES: readonly number[] = DECADES.flatMap((k) => STEPS.map((step) => Number(`${step}e${k}`)));

/** The edges with `threshold` among them: no bin then holds answers on both sides of it. */
function edgesWith(threshold: number): number[] {
  const all = new Set([...DISTANCE_EDGES, threshold].filter((edge) => edge > 0 && Number.isFinite(edge)));
  return [...all].sort((a, b) => a - b);
}

/** Place of the bin (edge_i, edge_i+1] that holds `distance` > 0; the first and the last bin take what lies beyond. */
function binOf(edges: readonly number[], distance: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < distance) low = middle;
    else high = middle;
  }
  return low;
}

/** Inputs by what the threshold owes to them: one that the scenario gives itself was chosen on none of a profile. */
function halvesOf(inputs: number, threshold: Verification['threshold']): [DistanceRow['half'], number[]][] {
  const given = typeof threshold === 'number';
  const chosen = given ? [] : half(inputs, 0);
  const tested = given ? Array.from({ length: inputs }, (_, i) => i) : half(inputs, 1);
  return [
    ['chosen', chosen],
    ['tested', tested],
  ];
}

/**
 * Rows of distances.csv for one model: honest pairs, and every cheat against every honest class, ascending; empty when
 * the profile was not compared by the scenario's metric. Throws ProfileError when the profile contradicts itself.
 */
export function distanceRows(model: string, profile: Profile, verification: Verification): DistanceRow[] {
  const { metric } = verification;
  if (profile.metrics[metric] === undefined) return [];
  const bank = new Bank(profile);
  const index = bank.metricIndex(metric);
  const threshold = bank.thresholdBy(verification.threshold, index);
  const edges = edgesWith(threshold);
  const halves = halvesOf(bank.inputs, verification.threshold);
  // Where only full precision is lawful, classes of reduced precision had no say in the threshold.
  const honest = bank.honest.filter((a) => verification.threshold !== 'profile' || !isReduced(bank.classes[a]!));
  const rows: DistanceRow[] = [];
  for (const a of honest)
    for (const b of [...honest.filter((other) => other >= a), ...bank.cheats])
      for (const [half, inputs] of halves) {
        const counts = new Map<number, number>();
        for (const input of inputs) {
          const distance = bank.distance(index, input, a, b);
          const bin = distance === 0 ? -1 : binOf(edges, distance);
          counts.set(bin, (counts.get(bin) ?? 0) + 1);
        }
        for (const [bin, count] of [...counts].sort((x, y) => x[0] - y[0]))
          rows.push({
            model,
            metric,
            class_a: bank.classNames[a]!,
            class_b: bank.classNames[b]!,
            kind: bank.classes[b]!.kind,
            half,
            bin_low: bin < 0 ? 0 : edges[bin]!,
            bin_high: bin < 0 ? 0 : edges[bin + 1]!,
            count,
            threshold,
          });
      }
  return rows;
}
