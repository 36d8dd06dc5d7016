/**
 * What are the axes of a symmetric matrix? Its eigenvalues and eigenvectors by Jacobi's rotations, cyclic by rows (G. Golub and
 * C. Van Loan, "Matrix Computations", section 8.5): nothing but +, -, *, / and square roots, so the same bits everywhere; O(n^3) a
 * sweep, and few sweeps.
 */

export interface Eigen {
  /** Ascending. */
  readonly values: number[];
  /** vectors[i][k]: component i of the unit vector that belongs to value k. */
  readonly vectors: number[][];
}

/** Beyond any that was ever needed: convergence is quadratic. */
const SWEEPS = 60;

/** Of a real symmetric matrix, n rows of n; only its upper triangle is read. Throws a RangeError if a number of it is not finite. */
export function symmetricEigen(matrix: readonly (readonly number[])[]): Eigen {
  const n = matrix.length;
  const a = matrix.map((_, i) => Array.from({ length: n }, (_, j) => (i <= j ? matrix[i]![j]! : matrix[j]![i]!)));
  if (!a.every((row) => row.every(Number.isFinite))) throw new RangeError('a matrix of numbers that are not finite');
  const v = a.map((_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS && !isDiagonal(a); sweep++)
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  const order = [...a.keys()].sort((i, j) => a[i]![i]! - a[j]![j]!);
  return { values: order.map((k) => a[k]![k]!), vectors: v.map((row) => order.map((k) => row[k]!)) };
}

/** What is off the diagonal is below the rounding of what is on it. */
function isDiagonal(a: readonly (readonly number[])[]): boolean {
  for (let p = 0; p < a.length; p++)
    for (let q = p + 1; q < a.length; q++)
      if (Math.abs(a[p]![q]!) > Number.EPSILON * 0.5 * Math.sqrt(Math.abs(a[p]![p]! * a[q]![q]!))) return false;
  return true;
}

/** Turns axes p and q so that a[p][q] becomes 0. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const off = a[p]![q]!;
  if (off === 0) return;
  const tau = (a[q]![q]! - a[p]![p]!) / (2 * off);
  // The smaller of the two angles; 1 / (2 tau) where tau^2 would overflow.
  const t = Math.abs(tau) > 1e150 ? 1 / (2 * tau) : (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  a[p]![p]! -= t * off;
  a[q]![q]! += t * off;
  a[p]![q] = 0;
  a[q]![p] = 0;
  for (let r = 0; r < a.length; r++) {
    if (r !== p && r !== q) {
      const [x, y] = [a[r]![p]!, a[r]![q]!];
      a[r]![p] = c * x - s * y;
      a[p]![r] = a[r]![p]!;
      a[r]![q] = s * x + c * y;
      a[q]![r] = a[r]![q]!;
    }
    const [x, y] = [v[r]![p]!, v[r]![q]!];
    v[r]![p] = c * x - s * y;
    v[r]![q] = s * x + c * y;
  }
}
