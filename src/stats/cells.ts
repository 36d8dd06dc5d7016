/**
 * Where does an accumulator keep its numbers? In cells that the caller may own, such as a state column: whatever has a
 * `data` array. `data` may be replaced by a longer one, so it is read anew at every call.
 */
export interface Cells {
  readonly data: Float64Array;
}

/** Cells of one's own. */
export function ownCells(length: number): Cells {
  return { data: new Float64Array(length) };
}
