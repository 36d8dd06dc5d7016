/** How far apart are two output tensors? The metrics of profile.ts, on tensors laid out as one row of numbers. */
import type { MetricName } from '../profile.ts';

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

function top(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

const MEASURES: Record<MetricName, (a: Float64Array, b: Float64Array) => number> = {
  relative_l2: relativeL2,
  max_abs: maxAbs,
  cosine,
  top_1: (a, b) => (top(a) === top(b) ? 0 : 1),
};

/** The metrics that say something about outputs of `size` elements: direction and rank need two or more. */
export function metricsFor(size: number): MetricName[] {
  return size > 1 ? ['relative_l2', 'max_abs', 'cosine', 'top_1'] : ['relative_l2', 'max_abs'];
}

/**
 * Distance of two outputs, rounded to Float32 as profiles keep it. Outputs of other lengths, or with a value that
 * is not finite where the other's is, are infinitely far apart.
 */
export function distance(metric: MetricName, a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const value = MEASURES[metric](a, b);
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.fround(value);
}

/** The distance by `metric` that one rounding of Float32 (2^-23 of the size) may cause, for values up to `largest`. */
export function roundingOf(metric: MetricName, largest: number): number {
  const rounding = 1 / 8_388_608;
  return metric === 'max_abs' ? rounding * largest : rounding;
}
