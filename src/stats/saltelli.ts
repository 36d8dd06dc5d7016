/**
 * At which points is a function asked so that its variance can be divided among its factors? At those of Saltelli's scheme: two
 * independent matrices A and B of base points, and for each factor i the matrix A with column i from B (AB_i), and for interactions
 * of second order B with column i from A (BA_i) (A. Saltelli, "Making best use of model evaluations to compute sensitivity indices",
 * Computer Physics Communications 145, 2002).
 */
import { sobolPoints } from './sobolSequence.ts';

export interface SaltelliShape {
  /** Number of factors, 1 to 256: A and B together are points of twice as many dimensions. */
  readonly factors: number;
  /** Rows of A and of B; a power of 2 keeps the points balanced. */
  readonly base: number;
  /** With the points that indices of second order need. */
  readonly second: boolean;
}

/** Points of one base row: A, B, AB_1 to AB_k, and BA_1 to BA_k where they are wanted. */
export const saltelliStride = ({ factors, second }: SaltelliShape): number => 2 + factors * (second ? 2 : 1);

/**
 * All points, `base` times `saltelliStride` rows of `factors` coordinates in (0, 1), base row after base row, each in the order A, B,
 * AB_1, ..., BA_1, ... Rows of A and B are scrambled Sobol points: the two halves of one point each.
 */
export function saltelliPoints(shape: SaltelliShape, seed: string): number[][] {
  const { factors, base, second } = shape;
  const points: number[][] = [];
  for (const both of sobolPoints(2 * factors, base, { scramble: `${seed}/saltelli` })) {
    const a = both.slice(0, factors);
    const b = both.slice(factors);
    points.push(a, b);
    for (let i = 0; i < factors; i++) points.push(a.with(i, b[i]!));
    if (second) for (let i = 0; i < factors; i++) points.push(b.with(i, a[i]!));
  }
  return points;
}
