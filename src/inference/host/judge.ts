/**
 * Where does the threshold lie between honest noise and cheating, and how well does it do on inputs that it was
 * not chosen on? Chosen on the inputs of even index, tested on those of odd index. A strict threshold lets honest
 * runs of full precision pass; a lenient one those of reduced precision, too.
 */
import { type ProfileClass, type ProfileMetric, pairCount, pairIndex } from '../profile.ts';

export const CHOSEN_ON = 'even inputs';

/** Distances of one metric: inputs x pairs, as profiles keep them. */
export interface Measured {
  classes: readonly Pick<ProfileClass, 'name' | 'kind' | 'precision'>[];
  inputs: number;
  distances: Float32Array;
}

/** Which honest classes a threshold must let pass: those of full precision, or all. */
export type Leniency = 'strict' | 'lenient';

/** An honest class of rounded weights. */
export function isReduced({ precision }: Pick<ProfileClass, 'precision'>): boolean {
  return precision === 'reduced';
}

/** Indices of the inputs that a threshold is chosen on (parity 0), or tested on (1), ascending. */
export function half(inputs: number, parity: 0 | 1): number[] {
  return Array.from({ length: inputs }, (_, i) => i).filter((i) => i % 2 === parity);
}

/** Reads the distance of a pair of classes. */
function reader({ classes, distances }: Measured) {
  const k = classes.length;
  const pairs = pairCount(k);
  return (input: number, a: number, b: number): number => distances[input * pairs + pairIndex(k, a, b)]!;
}

function cheats({ classes }: Measured): number[] {
  return classes.flatMap((one, i) => (one.kind === 'cheat' ? [i] : []));
}

/** All pairs of different honest classes; with a single class, two executions of it. */
function honestPairs({ classes }: Measured, leniency: Leniency): [number, number][] {
  const passes = (one: Measured['classes'][number]) =>
    one.kind === 'honest' && (leniency === 'lenient' || !isReduced(one));
  const honest = classes.flatMap((one, i) => (passes(one) ? [i] : []));
  if (honest.length === 1) return [[honest[0]!, honest[0]!]];
  return honest.flatMap((a, i) => honest.slice(i + 1).map((b): [number, number] => [a, b]));
}

/**
 * The geometric middle between the largest distance of honest classes and the nearest cheat: the least, over
 * cheats, of the distance that 1 % of its answers stay within. Where honest noise reaches into that, the largest
 * honest distance itself, so that no honest answer of this half is refused. `least` is what one rounding may do,
 * and counts as honest noise even where all honest answers of this machine are equal.
 */
export function chooseThreshold(measured: Measured, least: number, leniency: Leniency = 'strict'): number {
  const at = reader(measured);
  const inputs = half(measured.inputs, 0);
  const pairs = honestPairs(measured, leniency);
  let honest = least;
  for (const input of inputs)
    for (const [a, b] of pairs) {
      const value = at(input, a, b);
      if (Number.isFinite(value)) honest = Math.max(honest, value);
    }
  let nearest = Number.POSITIVE_INFINITY;
  for (const cheat of cheats(measured)) {
    const sorted = inputs.map((input) => at(input, 0, cheat)).sort((x, y) => x - y);
    nearest = Math.min(nearest, sorted[Math.floor(sorted.length / 100)]!);
  }
  return nearest > honest && Number.isFinite(nearest) ? Math.sqrt(honest) * Math.sqrt(nearest) : honest;
}

/** P(cheat > honest) + P(cheat = honest) / 2 over all pairs of the two samples (Mann and Whitney). */
export function areaUnderCurve(honest: readonly number[], cheat: readonly number[]): number {
  const sorted = [...honest].sort((x, y) => x - y);
  const below = (value: number, orEqual: boolean): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (orEqual ? sorted[middle]! <= value : sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let sum = 0;
  for (const value of cheat) sum += (below(value, false) + below(value, true)) / 2;
  return sum / (sorted.length * cheat.length);
}

/**
 * Counts and ROC areas of a threshold on the odd inputs; the reference class (the first) is the auditor. A strict test
 * tells of the honest classes of reduced precision, too, how often they are taken for cheats.
 */
export function testThreshold(
  measured: Measured,
  threshold: number,
  leniency: Leniency = 'strict',
): Pick<ProfileMetric, 'test' | 'auc'> {
  const at = reader(measured);
  const inputs = half(measured.inputs, 1);
  const pairs = honestPairs(measured, leniency);
  const noise = inputs.flatMap((input) => pairs.map(([a, b]) => at(input, a, b)));
  const refused = inputs.filter((input) => pairs.some(([a, b]) => at(input, a, b) > threshold));
  const detection: Record<string, number> = {};
  const auc: Record<string, number> = {};
  const told = measured.classes.flatMap((one, i) =>
    one.kind === 'cheat' || (leniency === 'strict' && isReduced(one)) ? [i] : [],
  );
  for (const one of told) {
    const { name } = measured.classes[one]!;
    const values = inputs.map((input) => at(input, 0, one));
    detection[name] = values.filter((value) => value > threshold).length;
    auc[name] = areaUnderCurve(noise, values);
  }
  return { test: { n: inputs.length, falsePositive: refused.length, detection }, auc };
}
