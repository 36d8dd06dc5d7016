/**
 * How much is gained by a set of answers to several goals? Hypervolume (E. Zitzler and L. Thiele 1999): the volume that the
 * points dominate, all objectives minimised, up to a reference point. Exact, by slicing along the last objective down to two
 * dimensions (J. Knowles, 2002; L. While et al., IEEE Transactions on Evolutionary Computation 10, 2006).
 */

type Objectives = readonly number[];

/**
 * Volume dominated by `points` within `reference`; points that are not better than the reference in every objective add nothing.
 * One objective or more; costs O(N log N) up to two, times N for each further one. Throws a RangeError for a point of another
 * dimension or a number that is not finite.
 */
export function hypervolume(points: readonly Objectives[], reference: Objectives): number {
  if (reference.length === 0) throw new RangeError('a volume has one dimension or more');
  for (const point of [...points, reference])
    if (point.length !== reference.length || !point.every(Number.isFinite))
      throw new RangeError(`a point of hypervolume is ${reference.length} finite numbers, not [${point.join(', ')}]`);
  const within = points.filter((point) => point.every((value, m) => value < reference[m]!));
  return slice(within, reference, reference.length);
}

/** Volume in the first `dimensions` objectives. */
function slice(points: readonly Objectives[], reference: Objectives, dimensions: number): number {
  if (points.length === 0) return 0;
  const last = dimensions - 1;
  if (dimensions === 1)
    return reference[0]! - points.reduce((least, [value]) => Math.min(least, value!), reference[0]!);
  const sorted = [...points].sort((a, b) => a[last]! - b[last]!);
  if (dimensions === 2) return area(sorted, reference);
  let volume = 0;
  const below: Objectives[] = [];
  sorted.forEach((point, i) => {
    keep(below, point, last);
    const top = sorted[i + 1]?.[last] ?? reference[last]!;
    if (top > point[last]!) volume += (top - point[last]!) * slice(below, reference, last);
  });
  return volume;
}

/** Adds a point to those that no other dominates in the first `dimensions` objectives. */
function keep(points: Objectives[], added: Objectives, dimensions: number): void {
  const covers = (a: Objectives, b: Objectives): boolean => {
    for (let m = 0; m < dimensions; m++) if (a[m]! > b[m]!) return false;
    return true;
  };
  if (points.some((point) => covers(point, added))) return;
  let kept = 0;
  for (const point of points) if (!covers(added, point)) points[kept++] = point;
  points.length = kept;
  points.push(added);
}

/** Points by ascending second objective: each adds a strip as wide as it is better in the first than all before it. */
function area(sorted: readonly Objectives[], reference: Objectives): number {
  let sum = 0;
  let reached = reference[0]!;
  for (const [x, y] of sorted) {
    if (x! >= reached) continue;
    sum += (reached - x!) * (reference[1]! - y!);
    reached = x!;
  }
  return sum;
}
