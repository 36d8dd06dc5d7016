/** Where was each value of a scenario written? A tree of maps, lists and scalars in which every part knows its place. */
import { isMap } from '../language/word.ts';

export interface Place {
  /** As messages show it: the file as the user named it, or `--set path`. */
  file: string;
  /** From 1; 0 where there are no lines. */
  line: number;
  column: number;
  /** Folder that relative paths written here start from. */
  folder: string;
}

export interface ScalarNode {
  kind: 'scalar';
  at: Place;
  value: unknown;
  /** Characters from `at` to the first one of the text, where columns can be counted on inside it. */
  inset?: number | undefined;
}

interface ListNode {
  kind: 'list';
  at: Place;
  items: TreeNode[];
}

export interface MapNode {
  kind: 'map';
  at: Place;
  entries: Map<string, Entry>;
}

export interface Entry {
  key: Place;
  node: TreeNode;
}

export type TreeNode = ScalarNode | ListNode | MapNode;

/** The tree without its places. */
export function plain(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.node)]));
}

/** A plain value as a tree, all of it at one place. */
export function planted(value: unknown, at: Place): TreeNode {
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item) => planted(item, at)) };
  if (!isMap(value)) return { kind: 'scalar', at, value };
  const entries = Object.entries(value).map(([key, item]): [string, Entry] => [
    key,
    { key: at, node: planted(item, at) },
  ]);
  return { kind: 'map', at, entries: new Map(entries) };
}

/** One step down; undefined when there is no such entry. */
function entryOf(node: TreeNode, key: PropertyKey): Entry | undefined {
  if (node.kind === 'map') return node.entries.get(String(key));
  if (node.kind !== 'list' || typeof key !== 'number') return undefined;
  const item = node.items[key];
  return item && { key: item.at, node: item };
}

/** The node at a path; undefined when there is none. */
export function nodeAt(root: TreeNode, path: readonly PropertyKey[]): TreeNode | undefined {
  let node: TreeNode | undefined = root;
  for (const key of path) node = node && entryOf(node, key)?.node;
  return node;
}

/** Where a path is written: its value (or its key), or the nearest thing around it that exists. */
export function placeOf(
  root: TreeNode,
  path: readonly PropertyKey[],
  { atKey = false, offset }: { atKey?: boolean | undefined; offset?: number | undefined } = {},
): Place {
  let node = root;
  let key = root.at;
  for (const [i, step] of path.entries()) {
    const entry = entryOf(node, step);
    if (!entry) return i === 0 ? node.at : placeAround(node, key);
    key = entry.key;
    node = entry.node;
  }
  if (atKey) return key;
  if (offset !== undefined && node.kind === 'scalar' && node.inset !== undefined && node.at.line > 0)
    return { ...node.at, column: node.at.column + node.inset + offset };
  return node.at;
}

/** A missing entry is reported where its map begins. */
function placeAround(node: TreeNode, key: Place): Place {
  return node.kind === 'scalar' && node.value === null ? key : node.at;
}

/** The list item's own name, by which lists of things are merged and addressed. */
export function nameOf(node: TreeNode): string | undefined {
  if (node.kind !== 'map') return undefined;
  const named = node.entries.get('name') ?? node.entries.get('group');
  return named?.node.kind === 'scalar' && typeof named.node.value === 'string' ? named.node.value : undefined;
}
