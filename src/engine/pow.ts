/**
 * What is x to the power y, the same bits everywhere? Engines differ here (V8 changed its `Math.pow` more than
 * once), so results use this port of fdlibm 5.3's e_pow.c; error < 0.70 ulp. Special cases are JavaScript's.
 * Heads of head + tail pairs are rounded to 24 bits by `Math.fround` (fdlibm cuts to 21 bits by clearing the low
 * word, which costs three times as much here): products of two heads are exact either way.
 *
 * fdlibm: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun
 * Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted,
 * provided that this notice is preserved.
 */
import { fromWords, highWord, withHighWord } from './words.ts';

const TWO_POW_53 = 9007199254740992;
const TWO_POW_64 = 18446744073709552000;
const TWO_POW_31 = 2147483648;
const TWO_POW_MINUS_200 = 6.223015277861142e-61;
/** -(1024 - log2(largest double + 1/2 ulp)): how far below 1024 an exponent still overflows. */
const OVERFLOW_MARGIN = 8.008566259537294e-17;

/** 2 / (3 ln 2), and its head and tail. */
const CP = 0.9617966939259756;
const CP_HIGH = 0.9617967009544373;
const CP_LOW = -7.028461650952758e-9;
/** log2(1.5), head and tail. */
const LOG2_1_5_HIGH = 0.5849624872207642;
const LOG2_1_5_LOW = 1.350039202129749e-8;
const INVERSE_LN2 = Math.LOG2E;
const INVERSE_LN2_HIGH = 1.4426950216293335;
const INVERSE_LN2_LOW = 1.9259629911266175e-8;
const LN2 = Math.LN2;
const LN2_HIGH = 0.6931471824645996;
const LN2_LOW = -1.904654299957768e-9;

/** log2 of the last `log2Pair` is head + tail, the head with 24 bits so that products with it are exact. */
const pair = new Float64Array(2);

/** x to the power y for any two numbers, as ECMAScript's `Math.pow` defines it. Never throws. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const base = Math.abs(x);
  const exponent = Math.abs(y);
  if (exponent === Number.POSITIVE_INFINITY) {
    if (base === 1) return Number.NaN;
    return base > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  const negative = x < 0 || Object.is(x, -0);
  const odd = negative && exponent < TWO_POW_53 && exponent % 2 === 1;
  const sign = odd ? -1 : 1;
  if (base === 0 || base === Number.POSITIVE_INFINITY)
    return (base === 0) === y > 0 ? sign * 0 : sign * Number.POSITIVE_INFINITY;
  if (negative && exponent % 1 !== 0) return Number.NaN;
  if (base === 1) return sign;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (y === 0.5) return Math.sqrt(x);

  if (exponent > TWO_POW_31) {
    // Only bases within 2^-20 of 1 give anything but 0 or infinity, and above 2^64 not even they.
    if (base < 0.9999990463256836 || base > 1.0000019073486328 || exponent > TWO_POW_64)
      return base > 1 === y > 0 ? sign * Number.POSITIVE_INFINITY : sign * 0;
    log2NearOne(base);
  } else log2Pair(base);
  return sign * exp2Product(y, pair[0]!, pair[1]!);
}

/** log2 of a base within 2^-19 of 1, by its series. */
function log2NearOne(base: number): void {
  const t = base - 1;
  const w = t * t * (0.5 - t * (0.3333333333333333 - t * 0.25));
  const u = INVERSE_LN2_HIGH * t;
  const v = t * INVERSE_LN2_LOW - w * INVERSE_LN2;
  const head = Math.fround(u + v);
  pair[0] = head;
  pair[1] = v - (head - u);
}

/** log2 of a positive double: base = 2^n a, a near 1 or 1.5, and a series in s = (a - bp) / (a + bp). */
function log2Pair(base: number): void {
  let n = 0;
  let ix = highWord(base);
  if (ix < 0x00100000) {
    base *= TWO_POW_53;
    n -= 53;
    ix = highWord(base);
  }
  n += (ix >> 20) - 0x3ff;
  const fraction = ix & 0x000fffff;
  ix = fraction | 0x3ff00000;
  let nearOneAndHalf = 0;
  if (fraction > 0x3988e) {
    if (fraction < 0xbb67a) nearOneAndHalf = 1;
    else {
      n += 1;
      ix -= 0x00100000;
    }
  }
  const a = withHighWord(base, ix);
  const bp = nearOneAndHalf ? 1.5 : 1;
  const u = a - bp;
  const v = 1 / (a + bp);
  const s = u * v;
  const sHigh = Math.fround(s);
  // The head of a + bp, and its tail.
  let tHigh = Math.fround(a + bp);
  let tLow = a - (tHigh - bp);
  const sLow = v * (u - sHigh * tHigh - sHigh * tLow);
  let s2 = s * s;
  let r =
    s2 *
    s2 *
    (0.5999999999999946 +
      s2 *
        (0.4285714285785502 +
          s2 *
            (0.33333332981837743 + s2 * (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842)))));
  r += sLow * (sHigh + s);
  s2 = sHigh * sHigh;
  tHigh = Math.fround(3 + s2 + r);
  tLow = r - (tHigh - 3 - s2);
  const p = sHigh * tHigh;
  const q = sLow * tHigh + tLow * s;
  const pHigh = Math.fround(p + q);
  const pLow = q - (pHigh - p);
  const zHigh = CP_HIGH * pHigh;
  const zLow = CP_LOW * pHigh + pLow * CP + (nearOneAndHalf ? LOG2_1_5_LOW : 0);
  const dHigh = nearOneAndHalf ? LOG2_1_5_HIGH : 0;
  const head = Math.fround(zHigh + zLow + dHigh + n);
  pair[0] = head;
  pair[1] = zLow - (head - n - dHigh - zHigh);
}

/** 2 to the power y (head + tail). */
function exp2Product(y: number, head: number, tail: number): number {
  const yHigh = Math.fround(y);
  const pLow = (y - yHigh) * head + y * tail;
  let pHigh = yHigh * head;
  const z = pLow + pHigh;
  if (z > 1024 || (z === 1024 && pLow + OVERFLOW_MARGIN > z - pHigh)) return Number.POSITIVE_INFINITY;
  if (z < -1075 || (z === -1075 && pLow <= z - pHigh)) return 0;
  // Split off the nearest integer n.
  let n = 0;
  if (z > 0.5 || z < -0.5) {
    n = z > 0 ? Math.floor(z + 0.5) : Math.ceil(z - 0.5);
    pHigh -= n;
  }
  const t = Math.fround(pLow + pHigh);
  const u = t * LN2_HIGH;
  const v = (pLow - (t - pHigh)) * LN2 + t * LN2_LOW;
  const w = u + v;
  const rest = v - (w - u);
  const w2 = w * w;
  const c =
    w -
    w2 *
      (0.16666666666666602 +
        w2 *
          (-0.0027777777777015593 +
            w2 * (0.00006613756321437934 + w2 * (-0.0000016533902205465252 + w2 * 4.1381367970572385e-8))));
  const r = (w * c) / (c - 2) - (rest + w * rest);
  const power = 1 - (r - w);
  if (n > -1022 && n < 1024) return power * fromWords((n + 0x3ff) << 20, 0);
  if (n >= 1024) return power * 2 * fromWords((n - 1 + 0x3ff) << 20, 0);
  return power * fromWords((n + 200 + 0x3ff) << 20, 0) * TWO_POW_MINUS_200;
}
