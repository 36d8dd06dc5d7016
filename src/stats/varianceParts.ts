/**
 * How much of the variance of a function comes from each factor, and from pairs of them? With values at Saltelli's points, all less
 * their mean, which takes away most of the error:
 * - V_i = E[f(B) (f(AB_i) - f(A))], the variance of what is expected given factor i (A. Saltelli, P. Annoni, I. Azzini, F. Campolongo,
 *   M. Ratto, S. Tarantola, "Variance based sensitivity analysis of model output", Computer Physics Communications 181, 2010, table 2);
 * - T_i = E[(f(A) - f(AB_i))^2] / 2, what is expected to be left of the variance when all but factor i are known (M. J. W. Jansen,
 *   "Analysis of variance designs for model output", Computer Physics Communications 117, 1999);
 * - V_ij = E[f(BA_i) f(AB_j) - f(A) f(B)] - V_i - V_j, what i and j do only together (Saltelli 2002, theorem 2).
 * Where both AB and BA are there, the same with A and B in each other's place is as good an estimate: the two are averaged.
 */
import { type SaltelliShape, saltelliStride } from './saltelli.ts';

export interface VarianceParts {
  /** Of A and B together. */
  readonly mean: number;
  readonly variance: number;
  /** V_i by factor. */
  readonly first: Float64Array;
  /** T_i by factor. */
  readonly total: Float64Array;
  /** V_ij at i * factors + j, i < j; the rest 0. Empty where the shape has no second order. */
  readonly second: Float64Array;
}

/** Of values in the order of `saltelliPoints`. `times`: how often a base row counts, default once. */
export function varianceParts(
  values: ArrayLike<number>,
  shape: SaltelliShape,
  times?: ArrayLike<number>,
): VarianceParts {
  const { factors: k, base, second: pairs } = shape;
  const stride = saltelliStride(shape);
  if (values.length !== base * stride)
    throw new RangeError(`${base} base rows of ${k} factors have ${base * stride} values, not ${values.length}`);
  let rows = 0;
  let sum = 0;
  for (let n = 0; n < base; n++) {
    const weight = times ? times[n]! : 1;
    rows += weight;
    sum += weight * (values[n * stride]! + values[n * stride + 1]!);
  }
  const mean = sum / (2 * rows);
  const first = new Float64Array(k);
  const total = new Float64Array(k);
  const closed = new Float64Array(pairs ? k * k : 0);
  let squares = 0;
  for (let n = 0; n < base; n++) {
    const weight = times ? times[n]! : 1;
    if (weight === 0) continue;
    const at = n * stride;
    const a = values[at]! - mean;
    const b = values[at + 1]! - mean;
    squares += weight * (a * a + b * b);
    for (let i = 0; i < k; i++) {
      const ab = values[at + 2 + i]! - mean;
      let one = b * (ab - a);
      let rest = (a - ab) * (a - ab);
      if (pairs) {
        const ba = values[at + 2 + k + i]! - mean;
        one = (one + a * (ba - b)) / 2;
        rest = (rest + (b - ba) * (b - ba)) / 2;
        for (let j = i + 1; j < k; j++) {
          const abj = values[at + 2 + j]! - mean;
          const baj = values[at + 2 + k + j]! - mean;
          closed[i * k + j]! += weight * ((ba * abj + baj * ab) / 2 - a * b);
        }
      }
      first[i]! += weight * one;
      total[i]! += (weight * rest) / 2;
    }
  }
  const expected = (part: Float64Array): Float64Array => part.map((each) => each / rows);
  const [V, T, C] = [expected(first), expected(total), expected(closed)];
  if (pairs) for (let i = 0; i < k; i++) for (let j = i + 1; j < k; j++) C[i * k + j]! -= V[i]! + V[j]!;
  return { mean, variance: squares / (2 * rows), first: V, total: T, second: C };
}
