/** How are float16 tensors read and written, which travel as 16-bit patterns? IEEE 754 binary16. */

/** The value of a binary16 bit pattern. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  // A power of two as a shift quotient: 2^(exponent - 25), exact.
  if (exponent === 0) return (sign * fraction) / 16_777_216;
  return (sign * (1024 + fraction) * (1 << exponent)) / 33_554_432;
}

/** The bit pattern of the binary16 nearest to `value`; ties to even, overflow to infinity. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65_520) return sign | 0x7c00;
  let exponent = 1;
  let unit = 1 / 16_777_216;
  while (size >= unit * 2048) {
    unit *= 2;
    exponent++;
  }
  const steps = size / unit;
  let whole = Math.floor(steps);
  const rest = steps - whole;
  if (rest > 0.5 || (rest === 0.5 && whole % 2 === 1)) whole++;
  // Below 1024 steps the number is subnormal; rounding up to 2048 carries into the exponent by itself.
  return whole < 1024 ? sign | whole : sign | (exponent * 1024 + whole - 1024);
}
