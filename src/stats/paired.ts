/**
 * How do two scenarios differ that share their luck? Replication r of both draws the same random numbers, so that what they share
 * goes out with the difference: a paired t interval and test of a[r] - b[r], and what the pairing was worth.
 * (A. M. Law, "Simulation Modeling and Analysis", 10.2.1 and 11.2.)
 */
import { type EffectSize, effectSize } from './effectSize.ts';
import { clopperPearson, meanInterval, ratioInterval, ratioPseudovalues } from './intervals.ts';
import { studentUpper } from './student.ts';

export interface Paired {
  /** Pairs. */
  readonly n: number;
  /** Mean of a - b, its standard deviation over pairs and standard error. */
  readonly mean: number;
  readonly sd: number;
  readonly se: number;
  /** Interval of the mean difference; infinite for one pair alone. */
  readonly low: number;
  readonly high: number;
  /** Two-sided, of no difference; NaN for one pair alone. */
  readonly p: number;
  /**
   * `t`: Student's. `sign`: the difference is the same in all pairs, t is not defined, and p = 2^(1 - n) is that all have one
   * sign. `equal`: no pair differs at all, p = 1. `square-and-add`: shares of which one side has no events, or nothing else.
   */
  readonly test: 't' | 'sign' | 'equal' | 'square-and-add';
  /** Where the test is `t`, of 3 pairs or more. */
  readonly effect: EffectSize | null;
  /** Of a and b over pairs; NaN where one of them does not vary. */
  readonly correlation: number;
  /**
   * (var a + var b) / var(a - b): how many times as many replications would be needed without common random numbers for an
   * interval as narrow. NaN where nothing varies, infinite where the difference does not.
   */
  readonly gain: number;
}

/** Differences this small beside the values are what rounding leaves. */
const ROUNDING = 1e-12;

/** Replications r of two scenarios, in the same order. Throws a RangeError if the counts differ. */
export function pairedComparison(a: ArrayLike<number>, b: ArrayLike<number>, confidence = 0.95): Paired {
  const n = a.length;
  if (b.length !== n) throw new RangeError(`pairs need two lists of one length, not ${n} and ${b.length}`);
  const differences = Array.from(a, (value, i) => value - b[i]!);
  const { mean, sd, se, low, high } = meanInterval(differences, confidence);
  const [ofA, ofB] = [meanInterval(a), meanInterval(b)];
  let products = 0;
  let greatest = 0;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < n; i++) {
    products += (a[i]! - ofA.mean) * (b[i]! - ofB.mean);
    greatest = Math.max(greatest, Math.abs(a[i]!), Math.abs(b[i]!));
    least = Math.min(least, differences[i]!);
    most = Math.max(most, differences[i]!);
  }
  const rounding = ROUNDING * greatest;
  const varies = (spread: number): boolean => spread > rounding;
  const correlation =
    varies(ofA.sd) && varies(ofB.sd) ? Math.max(-1, Math.min(1, products / ((n - 1) * ofA.sd * ofB.sd))) : Number.NaN;
  const apart = ofA.sd * ofA.sd + ofB.sd * ofB.sd;
  if (n < 2)
    return { n, mean, sd, se, low, high, p: Number.NaN, test: 't', effect: null, correlation, gain: Number.NaN };
  if (most - least <= rounding) {
    const gain = varies(ofA.sd) || varies(ofB.sd) ? Number.POSITIVE_INFINITY : Number.NaN;
    const point = Math.abs(mean) <= rounding ? 0 : mean;
    const equal = point === 0;
    const fixed = { n, mean: point, sd: 0, se: 0, low: point, high: point, effect: null, correlation, gain };
    return { ...fixed, p: equal ? 1 : signs(n), test: equal ? 'equal' : 'sign' };
  }
  const t = mean / se;
  const p = 2 * studentUpper(Math.abs(t), n - 1);
  const effect = n < 3 ? null : effectSize(t, n, confidence);
  return { n, mean, sd, se, low, high, p, test: 't', effect, correlation, gain: apart / (sd * sd) };
}

/** P(all of n differences have one sign), if either sign were as likely. */
function signs(n: number): number {
  let p = 1;
  for (let i = 1; i < n; i++) p /= 2;
  return p;
}

/** Totals of replications: ratio = scale x sum(num) / sum(den). `count`: num counts events among den trials. */
export interface RatioTotals {
  readonly num: ArrayLike<number>;
  readonly den: ArrayLike<number>;
  readonly scale: number;
  readonly count: boolean;
}

/**
 * The difference of two ratios of sums by the jackknife over pairs: leaving out pair i changes both. Null where fewer than two
 * replications of one side have a denominator. Where a side counts no events, or nothing else, its totals do not vary though the
 * share is not known exactly: then its bound is Clopper and Pearson's, joined with the other side's interval by the square-and-add
 * rule (R. G. Newcombe, Statistics in Medicine 17, 1998), and p is the level at which that interval ends at 0. Throws a
 * RangeError if the counts differ.
 */
export function pairedRatios(a: RatioTotals, b: RatioTotals, confidence = 0.95): Paired | null {
  if (a.num.length !== b.num.length)
    throw new RangeError(`pairs need two lists of one length, not ${a.num.length} and ${b.num.length}`);
  const [ofA, ofB] = [ratioPseudovalues(a.num, a.den), ratioPseudovalues(b.num, b.den)];
  if (ofA.pseudo === null || ofB.pseudo === null) return null;
  const { scale } = a;
  const times = (values: Float64Array): Float64Array => values.map((value) => scale * value);
  const paired = pairedComparison(times(ofA.pseudo), times(ofB.pseudo), confidence);
  if (!isExtreme(a, ofA.ratio) && !isExtreme(b, ofB.ratio)) return paired;
  const mean = scale * (ofA.ratio - ofB.ratio);
  const at = (level: number): { low: number; high: number } => {
    const [boundsA, boundsB] = [shareInterval(a, ofA.ratio, level), shareInterval(b, ofB.ratio, level)];
    return squareAndAdd(boundsA, boundsB);
  };
  const { low, high } = at(confidence);
  const [ends, p] = [{ low: scale * low, high: scale * high }, levelAtZero(at)];
  return { ...paired, mean, ...ends, p, test: 'square-and-add', effect: null };
}

const isExtreme = ({ count }: RatioTotals, ratio: number): boolean => count && (ratio === 0 || ratio === 1);

interface Bounds {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function shareInterval(totals: RatioTotals, ratio: number, confidence: number): Bounds {
  const within = (value: number): number => (totals.count ? Math.min(1, Math.max(0, value)) : value);
  if (isExtreme(totals, ratio)) {
    const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((all, value) => all + value, 0);
    return { mean: ratio, ...clopperPearson(sum(totals.num), sum(totals.den), confidence) };
  }
  const { low, high } = ratioInterval(totals.num, totals.den, confidence);
  return { mean: ratio, low: within(low), high: within(high) };
}

function squareAndAdd(a: Bounds, b: Bounds): { low: number; high: number } {
  const both = (x: number, y: number): number => Math.sqrt(x * x + y * y);
  const mean = a.mean - b.mean;
  return { low: mean - both(a.mean - a.low, b.high - b.mean), high: mean + both(a.high - a.mean, b.mean - b.low) };
}

/** The greatest alpha at which the interval of confidence 1 - alpha holds 0; 1 if all do. */
function levelAtZero(at: (confidence: number) => { low: number; high: number }): number {
  const holds = (alpha: number): boolean => {
    const { low, high } = at(1 - alpha);
    return low <= 0 && high >= 0;
  };
  let [low, high] = [1e-12, 1 - 1e-12];
  if (holds(high)) return 1;
  if (!holds(low)) return low;
  // On a logarithmic scale: p-values are told by their size.
  while (high > low * (1 + 1e-9)) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
