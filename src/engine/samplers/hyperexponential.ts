/**
 * The hyperexponential distribution of two phases with balanced means: p1 / rate1 = p2 / rate2 = mean / 2.
 * Its quantile has no closed form. A table in e = -ln(1 - u), made once, comes within about 1e-8, and one
 * Newton step on the log survival makes that exact; a draw costs three exponentials.
 * (Balanced means: W. Whitt, "Approximating a point process by a renewal process", Operations Research 30, 1982.)
 */
import { exp, log1m } from '../portable.ts';
import { positive, refuse, type Sampler } from './spec.ts';

/** Above -ln of the smallest 1 - u there is (2^-53). */
const LAST = 37;
const CELLS = 1024;
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
    let x = 0;
    for (let i = 0; i <= CELLS; i++) {
      // -ln survival is concave, so Newton from the left cannot overshoot: it climbs to the root.
      const survival = exp(-i * WIDTH);
      for (let previous = -1; x > previous; ) {
        previous = x;
        x = i === 0 ? 0 : this.newton(x, survival);
      }
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
    // Cubic Hermite.
    const rise = x1 - x0;
    const x = x0 + t * (d0 + t * (3 * rise - 2 * d0 - d1 + t * (d0 + d1 - 2 * rise)));
    return this.mean * (u < SMALL ? this.newtonSmall(x, u) : this.newton(x, 1 - u));
  }

  /** One Newton step from x towards -ln S(x) = -ln survival. */
  private newton(x: number, survival: number): number {
    const s1 = this.p1 * exp(-this.rate1 * x);
    const s2 = this.p2 * exp(-this.rate2 * x);
    const s = s1 + s2;
    const excess = (s - survival) / survival;
    // ln(1 + excess), to second order where that is enough, as it always is from the table.
    const logExcess = excess < 1e-5 && excess > -1e-5 ? excess * (1 - excess / 2) : -log1m(excess / (1 + excess));
    return x + (logExcess * s) / (this.rate1 * s1 + this.rate2 * s2);
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
