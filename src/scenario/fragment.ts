/**
 * How is what was set by paths said as a piece of YAML? A fragment: the same values in the maps and named items that they belong to, to be
 * extended by any scenario that has these.
 */
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import { isWhole, schemaAt } from '../language/schemaTree.ts';
import { merge } from './merge.ts';
import { type MapNode, nameOf, type Place, plain, planted, type TreeNode } from './tree.ts';

export interface Fragment {
  /** Plain data, to be printed as YAML. */
  content: Record<string, unknown>;
  /**
   * False where the base extended with it is not what the paths make of the base: a map that replaces another one by its path is
   * joined with it by `extends`.
   */
  exact: boolean;
}

/** `varied` is `base` with values set at the paths, each of them steps as `parsePath` gives them. */
export function fragmentOf(
  base: MapNode,
  varied: MapNode,
  paths: readonly (readonly (string | number)[])[],
  schema: z.ZodType,
): Fragment {
  const pieces = paths.map((path) => pieceOf(varied, path, schema));
  const at: Place = base.at;
  const joined = pieces.reduce<TreeNode>((all, piece) => merge(all, planted(piece, at), schema), planted({}, at));
  const extended = merge(base, joined, schema);
  return {
    content: plain(joined) as Record<string, unknown>,
    exact: isDeepStrictEqual(plain(extended), plain(varied)),
  };
}

/** One value with what leads to it; the whole of what cannot be joined in part. */
function pieceOf(node: TreeNode, path: readonly (string | number)[], schema: z.ZodType | undefined): unknown {
  const [step, ...rest] = path;
  if (step === undefined || node.kind === 'scalar' || isWhole(schema)) return plain(node);
  if (node.kind === 'map') {
    const entry = node.entries.get(String(step));
    return entry === undefined ? plain(node) : { [step]: pieceOf(entry.node, rest, schemaAt(schema, String(step))) };
  }
  const item = typeof step === 'number' ? node.items[step] : node.items.find((each) => nameOf(each) === step);
  const named = node.items.every((each) => nameOf(each) !== undefined);
  if (item === undefined || !named) return plain(node);
  const key = (item as MapNode).entries.has('name') ? 'name' : 'group';
  return [{ [key]: nameOf(item), ...(pieceOf(item, rest, schemaAt(schema, 0)) as object) }];
}
