/** Independent measures of randomness for the tests of this folder. */

/** Pearson's correlation. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - mx;
    const dy = y[i]! - my;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Kolmogorov-Smirnov distance times sqrt(n) of values that should be uniform on (0, 1). */
export function kolmogorovSmirnov(uniforms: readonly number[]): number {
  const sorted = [...uniforms].sort((a, b) => a - b);
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((u, i) => {
    distance = Math.max(distance, (i + 1) / n - u, u - i / n);
  });
  return distance * Math.sqrt(n);
}
