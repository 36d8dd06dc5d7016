/** What did the user mean to write? The known name at the least edit distance, when it is near enough to be a slip. */

/**
 * Damerau-Levenshtein distance in its optimal string alignment form: insertions, deletions, substitutions and swaps of
 * neighbours cost 1 each. Source: Boytsov, "Indexing methods for approximate dictionary searching", 2011, section 2.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}

/** The nearest of `known`, or undefined when none is within a third of the length (at least one slip is allowed). */
export function suggestion(written: string, known: Iterable<string>): string | undefined {
  const word = written.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(word, name.toLowerCase());
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** `; did you mean "x"?` or nothing: the end of a message about an unknown name. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const name = suggestion(written, known);
  return name === undefined ? '' : `; did you mean "${name}"?`;
}

/** `one of a, b, c`: the names that were expected. */
export function oneOf(known: Iterable<string>): string {
  const names = [...known];
  if (names.length === 0) return 'nothing (there is none)';
  return names.length === 1 ? names[0]! : `one of ${names.join(', ')}`;
}
