/** How far apart are two output tensors? The metrics of profile.ts, on tensors laid out as one row of numbers. */
import type { MetricName } from '../profile.ts';
import type { Declared } from './messages.ts';

function relativeL2(a: Float64Array, b: Float64Array): number {
  let difference = 0;
  let ofA = 0;
  let ofB = 0;
  for (let i = 0; i < a.length; i++) {
    const d = a[i]! - b[i]!;
    difference += d * d;
    ofA += a[i]! * a[i]!;
    ofB += b[i]! * b[i]!;
  }
  return difference === 0 ? 0 : Math.sqrt(difference) / Math.sqrt(Math.max(ofA, ofB));
}

function maxAbs(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

function cosine(a: Float64Array, b: Float64Array): number {
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  let equal = true;
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    ofA += a[i]! * a[i]!;
    ofB += b[i]! * b[i]!;
    equal &&= a[i] === b[i];
  }
  // Equal tensors are at 0 exactly, whatever the rounding of the quotient; a zero tensor has no direction.
  if (equal) return 0;
  if (ofA === 0 || ofB === 0) return 1;
  return Math.max(0, 1 - product / (Math.sqrt(ofA) * Math.sqrt(ofB)));
}

/** Place of the largest of the `width` elements from `from` on; the first of equals. */
function top(values: Float64Array, from: number, width: number): number {
  let best = from;
  for (let i = from + 1; i < from + width; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

function mismatch(a: Float64Array, b: Float64Array, width: number): number {
  let differing = 0;
  for (let from = 0; from < a.length; from += width) if (top(a, from, width) !== top(b, from, width)) differing++;
  return (differing * width) / a.length;
}

const MEASURES: Record<MetricName, (a: Float64Array, b: Float64Array, width: number) => number> = {
  relative_l2: relativeL2,
  max_abs: maxAbs,
  cosine,
  top_1: (a, b) => (top(a, 0, a.length) === top(b, 0, b.length) ? 0 : 1),
  token_match: mismatch,
};

/**
 * Elements in a row of the output: its last axis, which for a language model is the vocabulary. 0 where rows cannot
 * be told: several outputs, one axis only, or a last axis of unknown or trivial size.
 */
export function rowWidth(outputs: readonly Declared[]): number {
  const [only, another] = outputs;
  const last = only?.dims.at(-1);
  if (another !== undefined || only === undefined || only.dims.length < 2) return 0;
  return typeof last === 'number' && last > 1 ? last : 0;
}

/**
 * The metrics that say something about outputs of `size` elements: direction and rank need two elements or more,
 * tokens two rows or more of `width` elements.
 */
export function metricsFor(size: number, width = 0): MetricName[] {
  if (size < 2) return ['relative_l2', 'max_abs'];
  const rows = width > 0 ? size / width : 0;
  return [
    'relative_l2',
    'max_abs',
    'cosine',
    'top_1',
    ...(rows > 1 && Number.isInteger(rows) ? (['token_match'] as const) : []),
  ];
}

/**
 * Distance of two outputs, rounded to Float32 as profiles keep it. Outputs of other lengths, or with a value that
 * is not finite where the other's is, are infinitely far apart. `width` is that of a row, for token_match.
 */
export function distance(metric: MetricName, a: Float64Array, b: Float64Array, width = a.length): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const value = MEASURES[metric](a, b, width);
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.fround(value);
}

/** The distance by `metric` that one rounding of Float32 (2^-23 of the size) may cause, for values up to `largest`. */
export function roundingOf(metric: MetricName, largest: number): number {
  const rounding = 1 / 8_388_608;
  return metric === 'max_abs' ? rounding * largest : rounding;
}
