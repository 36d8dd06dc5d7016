/** How many doubles lie between two doubles? */
const cell = new Float64Array(1);
const bits = new BigInt64Array(cell.buffer);

/** 0 for the same value (NaN is NaN, but 0 is not -0), NaN where only one is NaN. */
export function ulpsBetween(a: number, b: number): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  return Math.abs(Number(ordered(a) - ordered(b)));
}

/** Doubles in order as integers; -0 is one below 0. */
function ordered(x: number): bigint {
  cell[0] = x;
  const word = bits[0]!;
  return word < 0n ? -(word & 0x7fffffffffffffffn) - 1n : word;
}
