/**
 * What does a scenario become that extends another? Maps merge, lists of named things merge by name, anything else is
 * replaced. Where one key chooses (a rule, a distribution), another key replaces the choice instead of joining it; the answer to a
 * question is replaced as a whole.
 */
import type * as z from 'zod';
import { isWhole, schemaAt, tagsAt } from '../language/schemaTree.ts';
import { type Entry, type MapNode, nameOf, type TreeNode } from './tree.ts';

/** `over` laid on `base`; neither is changed. `schema` says what the place means, as far as it is known. */
export function merge(base: TreeNode, over: TreeNode, schema: z.ZodType | undefined): TreeNode {
  if (base.kind === 'map' && over.kind === 'map')
    return isWhole(schema) || chooses(base, over, schema) ? over : mergeMaps(base, over, schema);
  if (base.kind === 'list' && over.kind === 'list') {
    const known = new Map(base.items.map((item) => [nameOf(item), item]));
    const named = !known.has(undefined) && over.items.every((item) => nameOf(item) !== undefined);
    if (!named || base.items.length === 0) return over;
    const item = schemaAt(schema, 0);
    const items = base.items.map((below) => {
      const above = over.items.find((candidate) => nameOf(candidate) === nameOf(below));
      return above ? merge(below, above, item) : below;
    });
    return { ...over, items: [...items, ...over.items.filter((added) => !known.has(nameOf(added)))] };
  }
  return over;
}

function mergeMaps(base: MapNode, over: MapNode, schema: z.ZodType | undefined): MapNode {
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, { key: at, node }] of over.entries) {
    const below = base.entries.get(key);
    entries.set(key, { key: at, node: below ? merge(below.node, node, schemaAt(schema, key)) : node });
  }
  return { kind: 'map', at: over.at, entries };
}

/** True where exactly one key chooses, and the two choose differently. */
function chooses(base: MapNode, over: MapNode, schema: z.ZodType | undefined): boolean {
  if (!tagsAt(schema)) return false;
  return [...over.entries.keys()].some((key) => !base.entries.has(key));
}
