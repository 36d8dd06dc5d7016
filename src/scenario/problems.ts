/** How is a finding about a path reported? As a problem at the place where the path was written. */

import type { Finding } from '../language/errors.ts';
import { type Problem, pathText } from '../language/errors.ts';
import { WordError } from '../language/word.ts';
import { type Place, placeOf, type TreeNode } from './tree.ts';

/** Where the checks of a scenario say what they find. */
export type Report = (finding: Finding) => void;

/** A problem at a known place. */
export function problemAt(place: Place, path: readonly PropertyKey[], message: string, expected?: string): Problem {
  const { file, line, column } = place;
  return { file, line, column, path: pathText(path), message, expected };
}

/** A finding as a problem of the tree. */
export function located(root: TreeNode, finding: Finding): Problem {
  const { path, message, expected, atKey, offset } = finding;
  return problemAt(placeOf(root, path, { atKey, offset }), path, message, expected);
}

/** What `act` returns; a WordError becomes a problem, anything else is passed on. */
export function attempt<T>(
  place: Place,
  path: readonly PropertyKey[],
  problems: Problem[],
  act: () => T,
): T | undefined {
  try {
    return act();
  } catch (fault) {
    if (!(fault instanceof WordError)) throw fault;
    problems.push(problemAt(place, path, fault.message, fault.expected));
    return undefined;
  }
}

/**
 * One problem a path (the first found tells most) and one message a place, in the order of the text; `files` says which
 * file comes first.
 */
export function tidied(problems: readonly Problem[], files: readonly string[]): Problem[] {
  const seen = new Set<string>();
  const first = problems.filter(({ file, line, column, path, message }) => {
    const keys = [`${file}:${line}:${column}: ${message}`, ...(path === '$' ? [] : [path])];
    const known = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return !known;
  });
  const rank = (file: string): number => (files.includes(file) ? files.indexOf(file) : files.length);
  return first.sort((a, b) => rank(a.file) - rank(b.file) || a.line - b.line || a.column - b.column);
}
