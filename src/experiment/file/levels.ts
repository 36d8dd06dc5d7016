/** Is every value of every factor possible? Each is tried alone on each base; what it breaks is told where the value is written. */
import { type Problem, pathText, ScenarioError } from '../../language/errors.ts';
import { openVariants, type Setting } from '../../scenario/index.ts';
import { problemAt } from '../../scenario/problems.ts';
import { type MapNode, nodeAt, placeOf } from '../../scenario/tree.ts';
import type { Factor, Level } from './factor.ts';
import type { Base } from './load.ts';

interface Tried {
  tree: MapNode;
  bases: readonly Base[];
  fixed: readonly Setting[];
  factors: readonly (Factor | undefined)[];
  problems: Problem[];
}

export async function checkLevels({ tree, bases, fixed, factors, problems }: Tried): Promise<void> {
  for (const base of bases) {
    const variants = openVariants(base.file);
    for (const [i, factor] of factors.entries())
      for (const [k, level] of (factor?.levels ?? []).entries()) {
        const path = ['factors', i, ...stepsOf(tree, factor!, level, i, k)];
        try {
          await variants.scenario([...fixed, ...level.settings]);
        } catch (error) {
          if (!(error instanceof ScenarioError)) throw error;
          const [first] = error.problems;
          // What leads nowhere is the path, not the value.
          if (first!.path === pathText([]) && nodeAt(tree, ['factors', i, 'path'])) path.splice(2, path.length, 'path');
          problems.push(
            problemAt(
              placeOf(tree, path),
              path,
              told(first!, level, bases.length > 1 ? base.file : ''),
              first!.expected,
            ),
          );
        }
      }
  }
}

/** Where the level is written within its factor. */
function stepsOf(tree: MapNode, factor: Factor, level: Level, i: number, k: number): PropertyKey[] {
  if (factor.range) return ['range', k];
  const listed = nodeAt(tree, ['factors', i, 'values'])?.kind === 'list';
  return ['values', listed ? k : String(level.value)];
}

/** The first problem of a scenario with one value other than its base. */
function told({ file, line, path, message }: Problem, level: Level, base: string): string {
  const own = level.settings.some(({ at }) => at.file === file && at.line === line);
  const place = own ? '' : line > 0 ? ` (${file}:${line})` : '';
  const what = path === pathText([]) ? '' : `${path.slice(2)}${place} `;
  const where = base === '' ? '' : `in ${base}, `;
  return own ? `${where}${what}${message}` : `does not fit: ${where}${what}${message}`;
}
