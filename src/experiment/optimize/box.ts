/**
 * How does a search that knows no bounds keep within them? By a map of the line onto [0, 1]: the identity in the middle, a
 * parabola that touches the bound within EDGE of it, and the mirror image beyond. It is smooth, and monotonous from -EDGE to 1 + EDGE, so
 * that an optimum on the bound is one in the open (N. Hansen's boundary_transformation.c, with one margin at both ends).
 */

/** Half the width of the strip, at either bound, in which the line is bent. */
export const EDGE = 0.05;

const PERIOD = 2 + 4 * EDGE;

/** A number of [0, 1] for any finite x. */
export function intoUnit(x: number): number {
  // Into one period, from -EDGE on, and what is in the second half of it back by its mirror image.
  const shifted = x + EDGE;
  const within = shifted - PERIOD * Math.floor(shifted / PERIOD);
  const y = (within > PERIOD / 2 ? PERIOD - within : within) - EDGE;
  if (y < EDGE) return ((y + EDGE) * (y + EDGE)) / (4 * EDGE);
  if (y > 1 - EDGE) return 1 - ((1 + EDGE - y) * (1 + EDGE - y)) / (4 * EDGE);
  return y;
}
