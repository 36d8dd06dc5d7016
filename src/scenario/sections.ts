/** How is a scenario parsed so that every mistake shows at once? Section by section, item by item. */
import type * as z from 'zod';
import type { Problem } from '../language/errors.ts';
import { allFindings } from '../language/issues.ts';
import { schemaAt } from '../language/schemaTree.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import { isMap } from '../language/word.ts';
import { located, problemAt } from './problems.ts';
import type { ParsedScenario, ScenarioSchema } from './schema.ts';
import { nodeAt, plain, type TreeNode } from './tree.ts';

/** What could be parsed: a section that is wrong is missing, a wrong item of a list is undefined. */
export type PartialScenario = {
  [Key in keyof ParsedScenario]?: ParsedScenario[Key] extends (infer Item)[]
    ? (Item | undefined)[]
    : ParsedScenario[Key];
};

/** Parses each section by itself, so that a mistake in one hides none in another. */
export async function parseSections(
  schema: ScenarioSchema,
  tree: TreeNode,
  problems: Problem[],
): Promise<PartialScenario> {
  return (await parseEach(schema.shape, tree, problems)) as PartialScenario;
}

/** What could be parsed of a map whose entries have these schemas. */
export async function parseEach(
  known: Readonly<Record<string, z.ZodType>>,
  tree: TreeNode,
  problems: Problem[],
): Promise<Record<string, unknown>> {
  const written = plain(tree) as Record<string, unknown>;
  const parsed: Record<string, unknown> = {};

  async function parse(part: z.ZodType, value: unknown, path: PropertyKey[]): Promise<unknown> {
    const result = await part.safeParseAsync(value);
    if (result.success) return result.data;
    for (const finding of allFindings(result.error, part, value))
      problems.push(located(tree, { ...finding, path: [...path, ...finding.path] }));
    return undefined;
  }

  for (const key of Object.keys(written))
    if (!Object.hasOwn(known, key))
      problems.push(
        located(tree, {
          path: [key],
          message: `is not known here${didYouMean(key, Object.keys(known))}`,
          expected: oneOf(Object.keys(known)),
          atKey: true,
        }),
      );
  for (const [key, part] of Object.entries(known)) {
    const value = Object.hasOwn(written, key) ? written[key] : undefined;
    const item = Array.isArray(value) && key !== 'extends' ? schemaAt(part, 0) : undefined;
    parsed[key] = item
      ? await Promise.all((value as unknown[]).map((one, i) => parse(item, one, [key, i])))
      : await parse(part, value, [key]);
  }
  return parsed;
}

/** Reports numbers that are none: `.nan` and `.inf` are YAML, but no quantity of a scenario. */
export function checkFinite(tree: TreeNode, problems: Problem[], path: readonly PropertyKey[] = []): void {
  const value = tree.kind === 'scalar' ? tree.value : undefined;
  if (typeof value === 'number' && !Number.isFinite(value))
    problems.push(problemAt(tree.at, path, `is ${value}`, 'a finite number'));
  if (tree.kind === 'list') for (const [i, item] of tree.items.entries()) checkFinite(item, problems, [...path, i]);
  if (tree.kind === 'map') for (const [key, { node }] of tree.entries) checkFinite(node, problems, [...path, key]);
}

/** Names of the things in a list section as written, even of those that are otherwise wrong. */
export function namesIn(tree: TreeNode, section: string, field: 'name' | 'group'): { name: string; index: number }[] {
  const node = nodeAt(tree, [section]);
  const items = node?.kind === 'list' ? node.items.map(plain) : [];
  return items.flatMap((item, index) =>
    isMap(item) && typeof item[field] === 'string' ? [{ name: item[field], index }] : [],
  );
}
