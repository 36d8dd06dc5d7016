/**
 * What is the sine of a part of a turn, bit for bit, on every machine? Only +, -, *, and fdlibm's polynomials (k_sin.c,
 * k_cos.c): ECMAScript leaves the last bits of Math.sin to the engine.
 *
 * fdlibm: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun
 * Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted,
 * provided that this notice is preserved.
 */
const TURN = 2 * Math.PI;

/** sin(2 pi turns), any finite number of turns; error < 3e-16. */
export function sineOfTurns(turns: number): number {
  const part = turns - Math.floor(turns);
  const quarter = Math.floor(4 * part + 0.5);
  // Within an eighth of a turn of a multiple of a quarter: exact, before anything is rounded.
  const x = (part - quarter / 4) * TURN;
  const z = x * x;
  if ((quarter & 1) === 0) {
    const sine = x + x * z * (-0.16666666666666632 + z * (0.00833333333332249 + z * highSine(z)));
    return (quarter & 2) === 0 ? sine : -sine;
  }
  const cosine = 1 - (0.5 * z - z * z * (0.0416666666666666 + z * highCosine(z)));
  return (quarter & 2) === 0 ? cosine : -cosine;
}

function highSine(z: number): number {
  return -0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10));
}

function highCosine(z: number): number {
  return (
    -0.001388888888887411 +
    z * (2.480158728947673e-5 + z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))
  );
}
