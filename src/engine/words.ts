/** How are a double's bits read and written? Through one scratch cell, 32 bits at a time, whatever the byte order. */

const cell = new Float64Array(1);
const halves = new Int32Array(cell.buffer);
cell[0] = 1;
const HIGH = halves[1] === 0x3ff00000 ? 1 : 0;
const LOW = 1 - HIGH;

/** Sign, exponent and the upper 20 bits of the fraction, as a signed 32-bit integer. */
export function highWord(x: number): number {
  cell[0] = x;
  return halves[HIGH]!;
}

/** The lower 32 bits of the fraction, as a signed 32-bit integer. */
export function lowWord(x: number): number {
  cell[0] = x;
  return halves[LOW]!;
}

/** x with its upper 32 bits replaced. */
export function withHighWord(x: number, high: number): number {
  cell[0] = x;
  halves[HIGH] = high;
  return cell[0]!;
}

/** The double of these two halves. */
export function fromWords(high: number, low: number): number {
  halves[HIGH] = high;
  halves[LOW] = low;
  return cell[0]!;
}
