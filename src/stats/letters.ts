/**
 * Who cannot be told from whom? Letters: two share one exactly when their difference was not found. By the insert-and-absorb
 * algorithm of H.-P. Piepho, "An algorithm for a letter-based representation of all-pairwise comparisons", J. Computational and
 * Graphical Statistics 13 (2004).
 */

/**
 * The sets of those that cannot be told apart, for n things numbered in the order in which they will stand, each set ascending,
 * sets in the order of their first. `differ(i, j)` is asked for i < j. Set k is the k-th letter.
 */
export function letterGroups(n: number, differ: (i: number, j: number) => boolean): number[][] {
  let groups: number[][] = [Array.from({ length: n }, (_, i) => i)];
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      if (!differ(i, j)) continue;
      groups = absorbed(
        groups.flatMap((group) =>
          group.includes(i) && group.includes(j)
            ? [group.filter((k) => k !== i), group.filter((k) => k !== j)]
            : [group],
        ),
      );
    }
  return groups.sort((a, b) => byPlace(a, b)).filter((group) => group.length > 0);
}

/** Without sets that lie within another. */
function absorbed(groups: readonly number[][]): number[][] {
  const kept: number[][] = [];
  groups.forEach((group, g) => {
    const within = groups.some(
      (other, o) => o !== g && group.every((k) => other.includes(k)) && (other.length > group.length || o < g),
    );
    if (!within) kept.push(group);
  });
  return kept;
}

function byPlace(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** a, b, ..., z, aa, ab, ... for k = 0, 1, ... */
export function letter(k: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz';
  return (k < 26 ? '' : letter(Math.floor(k / 26) - 1)) + alphabet[k % 26]!;
}
