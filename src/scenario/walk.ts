/** What does each written value mean? A walk over the tree beside its schema, which may replace what it finds. */
import type * as z from 'zod';
import { metaAt, schemaAt, shorthandAt, tagsAt } from '../language/schemaTree.ts';
import type { Entry, TreeNode } from './tree.ts';

export type Path = readonly PropertyKey[];

/** Called with each node, what stands there, and its metadata; returns a replacement, or undefined to go on inside. */
export type Visit = (node: TreeNode, path: Path, meta: Record<string, unknown>) => TreeNode | undefined;

/** The tree with what `visit` replaced; the given one is not changed. */
export function walk(node: TreeNode, schema: z.ZodType | undefined, visit: Visit, path: Path = []): TreeNode {
  const replaced = visit(node, path, metaAt(node.kind === 'scalar' ? meaning(schema) : schema));
  if (replaced) return replaced;
  if (node.kind === 'list') {
    const item = schemaAt(schema, 0);
    return { ...node, items: node.items.map((child, i) => walk(child, item, visit, [...path, i])) };
  }
  if (node.kind === 'scalar') return node;
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
    key,
    { key: entry.key, node: walk(entry.node, schemaAt(schema, key), visit, [...path, key]) },
  ]);
  return { ...node, entries: new Map(entries) };
}

/** What a bare value means where a map could stand: a constant distribution, the telling field of a shorthand. */
function meaning(schema: z.ZodType | undefined): z.ZodType | undefined {
  const tags = tagsAt(schema);
  if (tags) return tags.bare;
  const short = shorthandAt(schema);
  return short ? (short.schema.shape[short.field] as z.ZodType) : schema;
}
