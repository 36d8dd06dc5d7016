/**
 * What are log and exp, bit for bit, on every machine? fdlibm's, which is what the JavaScript engines that
 * Verisim supports compute natively. The native ones are used while they agree (canary.ts); where they do
 * not, these ports of fdlibm 5.3 take over, so that a seed gives the same results.
 *
 * fdlibm: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun
 * Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted,
 * provided that this notice is preserved.
 */
import { mathCanary } from './canary.ts';
import { portedExp, portedLog } from './fdlibm.ts';

const native = mathCanary();

/** Natural logarithm, the same bits everywhere; error < 1 ulp. */
export const log: (x: number) => number = native ? Math.log : portedLog;

/** e to the power x, the same bits everywhere; error < 1 ulp. */
export const exp: (x: number) => number = native ? Math.exp : portedExp;

/**
 * log(1 - u) for u in [0, 1), accurate for small u too. Exact on the grid of 2^-53, where 1 - u is no rounding;
 * elsewhere what the subtraction lost is given back to first order.
 */
export function log1m(u: number): number {
  const rest = 1 - u;
  const lost = 1 - rest - u;
  return lost === 0 ? log(rest) : log(rest) + lost / rest;
}

/** log(1 + x) for x > -1, accurate for small x too (the same correction as in `log1m`). */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (sum === Number.POSITIVE_INFINITY) return sum;
  const lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
  return lost === 0 ? log(sum) : log(sum) + lost / sum;
}

/** exp(x) - 1, accurate for small x too: a Taylor sum up to |x| = 1/2, the difference beyond. */
export function expm1(x: number): number {
  if (x < -0.5 || x > 0.5) return exp(x) - 1;
  let sum = 0;
  for (let k = 18; k >= 2; k--) sum = (x / k) * (1 + sum);
  return x + x * sum;
}
