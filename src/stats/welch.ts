/**
 * How do two means differ that have no luck in common? The interval of B. L. Welch (Biometrika 34, 1947) for unequal variances, with the
 * degrees of freedom of Satterthwaite.
 */
import { studentTwoSided } from './student.ts';

/** A mean with the standard error that `n` independent values gave it. */
export interface MeanOf {
  readonly mean: number;
  readonly se: number;
  readonly n: number;
}

export interface Difference {
  readonly mean: number;
  /** Infinite where a mean stands on fewer than two values: nothing follows from it. */
  readonly low: number;
  readonly high: number;
}

/** Interval of a - b. */
export function welchDifference(a: MeanOf, b: MeanOf, confidence = 0.95): Difference {
  const mean = a.mean - b.mean;
  if (a.n < 2 || b.n < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const [va, vb] = [a.se * a.se, b.se * b.se];
  if (va + vb === 0) return { mean, low: mean, high: mean };
  const df = ((va + vb) * (va + vb)) / ((va * va) / (a.n - 1) + (vb * vb) / (b.n - 1));
  const half = studentTwoSided(1 - confidence, df) * Math.sqrt(va + vb);
  return { mean, low: mean - half, high: mean + half };
}
