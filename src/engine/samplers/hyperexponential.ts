/**
 * The hyperexponential distribution of two phases with balanced means: p1 / rate1 = p2 / rate2 = mean / 2.
 * Its quantile has no closed form. A table in e = -ln(1 - u), made once, comes within about 1e-10, and Newton's method on
 * the log survival makes that exact, in one step save where the phases change; a draw costs three exponentials.
 * (Balanced means: W. Whitt, "Approximating a point process by a renewal process", Operations Research 30, 1982.)
 */
import { exp, log1m, log1p } from '../portable.ts';
import { positive, refuse, type Sampler } from './spec.ts';

/** Above -ln of the smallest 1 - u there is (2^-53). */
const LAST = 37;
const CELLS = 4096;
const PER_UNIT = CELLS / LAST;
const WIDTH = LAST / CELLS;
/** Below this u the survival 1 - u has too few digits of u left, and the distribution function is summed instead. */
const SMALL = 1 / 16;

export class HyperexponentialSampler implements Sampler {
  readonly mean: number;
  readonly variance: number;
  private readonly p1: number;
  private readonly p2: number;
  private readonly rate1: number;
  private readonly rate2: number;
  /** The gap in -ln S from which one step is exact. */
  private readonly tolerance: number;
  /** x and dx/de at e = i * WIDTH, by pairs; at scale 1. */
  private readonly table = new Float64Array(2 * (CELLS + 1));

  constructor(mean: number, scv: number) {
    this.mean = positive('hyperexponential', 'mean', mean);
    if (!(scv >= 1 && scv <= 1e12)) refuse('hyperexponential', 'scv', scv, 'from 1 (the exponential) to 1e12');
    this.variance = scv * mean * mean;
    // p2 = (1 - sqrt((scv - 1) / (scv + 1))) / 2, without the cancellation.
    const root = Math.sqrt((scv - 1) / (scv + 1));
    this.p1 = (1 + root) / 2;
    this.p2 = 1 / ((scv + 1) * (1 + root));
    this.rate1 = 2 * this.p1;
    this.rate2 = 2 * this.p2;
    // The error after a step from a gap is at most gap^2 rate1 / (8 rate2).
    this.tolerance = 1e-8 * Math.sqrt(this.rate2 / this.rate1);
    let x = 0;
    for (let i = 0; i <= CELLS; i++) {
      if (i > 0) x = this.newton(x, x, exp(-i * WIDTH));
      const s1 = this.p1 * exp(-this.rate1 * x);
      const s2 = this.p2 * exp(-this.rate2 * x);
      this.table[2 * i] = x;
      this.table[2 * i + 1] = (s1 + s2) / (this.rate1 * s1 + this.rate2 * s2);
    }
  }

  quantile(u: number): number {
    const e = -log1m(u);
    const place = e * PER_UNIT;
    const i = place < CELLS ? Math.floor(place) : CELLS - 1;
    const t = place - i;
    const x0 = this.table[2 * i]!;
    const x1 = this.table[2 * i + 2]!;
    const d0 = this.table[2 * i + 1]! * WIDTH;
    const d1 = this.table[2 * i + 3]! * WIDTH;
    // Cubic Hermite, which may swing out of its cell where the phases change.
    const rise = x1 - x0;
    const x = x0 + t * (d0 + t * (3 * rise - 2 * d0 - d1 + t * (d0 + d1 - 2 * rise)));
    return this.mean * (u < SMALL ? this.newtonSmall(x, u) : this.newton(Math.max(x0, Math.min(x, x1)), x0, 1 - u));
  }

  /**
   * x with -ln S(x) = -ln survival, by Newton from near it and never below `least`. -ln S is concave, so that Newton from
   * the left climbs to the root without passing it.
   */
  private newton(x: number, least: number, survival: number): number {
    for (let step = 0; step < 200; step++) {
      const s1 = this.p1 * exp(-this.rate1 * x);
      const s2 = this.p2 * exp(-this.rate2 * x);
      const s = s1 + s2;
      const excess = (s - survival) / survival;
      // ln(1 + excess), to second order where that is enough, as it nearly always is from the table.
      const gap = excess < 1e-5 && excess > -1e-5 ? excess * (1 - excess / 2) : log1p(excess);
      x = Math.max(least, x + (gap * s) / (this.rate1 * s1 + this.rate2 * s2));
      if (gap < this.tolerance && gap > -this.tolerance) break;
    }
    return x;
  }

  /** One Newton step on F(x) = u for u < 1/16, F summed from 1 - exp(-y) by series. */
  private newtonSmall(x: number, u: number): number {
    const y1 = this.rate1 * x;
    const y2 = this.rate2 * x;
    const f1 = oneMinusExp(y1);
    const f2 = oneMinusExp(y2);
    const density = this.p1 * this.rate1 * (1 - f1) + this.p2 * this.rate2 * (1 - f2);
    return x - (this.p1 * f1 + this.p2 * f2 - u) / density;
  }
}

/** 1 - exp(-y) for 0 <= y < 1/5, by Taylor's series to y^13. */
function oneMinusExp(y: number): number {
  let sum = 1;
  for (let k = 13; k >= 2; k--) sum = 1 - (y / k) * sum;
  return y * sum;
}
