/** How is one value of a scenario changed by its path? `--set flows.clients.routing=uniform`, and `changes` in mid-run. */
import type * as z from 'zod';
import { schemaAt, shorthandAt, tagsAt } from '../language/schemaTree.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import { WordError } from '../language/word.ts';
import { nameOf, type Place, type TreeNode } from './tree.ts';

/** The steps of `flows.clients.arrivals`, `nodes[0].count`. Throws WordError when the text is no path. */
export function parsePath(text: string): (string | number)[] {
  const steps: (string | number)[] = [];
  const step = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\.(\d+)(?=[.[]|$)/y;
  let at = 0;
  while (at < text.length) {
    step.lastIndex = at;
    const found = step.exec(text);
    if (!found || (at === 0 && text[0] === '.') || (at > 0 && found[1] !== undefined && text[at] !== '.'))
      throw new WordError(`"${text}" is no path`, 'a path such as flows.clients.retries or nodes[0].count');
    steps.push(found[1] ?? Number(found[2] ?? found[3]));
    at = step.lastIndex;
  }
  if (steps.length === 0)
    throw new WordError('names nothing', 'a path such as flows.clients.retries or nodes[0].count');
  return steps;
}

/** The tree with `value` at the path; the given tree is not changed. Throws WordError when the path leads nowhere. */
export function assign(
  node: TreeNode | undefined,
  path: readonly (string | number)[],
  value: TreeNode,
  schema: z.ZodType | undefined,
  at: Place,
): TreeNode {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (node?.kind === 'list') {
    const i = indexOf(node.items, step);
    const items = [...node.items];
    items[i] = assign(items[i], rest, value, schemaAt(schema, 0), at);
    return { ...node, items };
  }
  const key = String(step);
  const tags = tagsAt(schema);
  if (node?.kind === 'scalar' && node.value !== null && !tags && !shorthandAt(schema))
    throw new WordError(
      `has no entry "${key}", because what it is an entry of is a single value`,
      'a path to an existing value',
    );
  const before = node?.kind === 'map' ? node : undefined;
  const kept = before && !(tags && !before.entries.has(key)) ? before.entries : [];
  const entries = new Map(kept);
  entries.set(key, { key: at, node: assign(entries.get(key)?.node, rest, value, schemaAt(schema, key), at) });
  return { kind: 'map', at: before?.at ?? at, entries };
}

/** Finds a list item by position or by name. */
function indexOf(items: readonly TreeNode[], step: string | number): number {
  if (typeof step === 'number') {
    if (step < items.length) return step;
    throw new WordError(
      `has no item ${step}`,
      items.length === 0 ? 'an existing item (the list is empty)' : `0 to ${items.length - 1}`,
    );
  }
  const names = items.flatMap((item) => nameOf(item) ?? []);
  const found = items.findIndex((item) => nameOf(item) === step);
  if (found >= 0) return found;
  throw new WordError(`has no item "${step}"${didYouMean(step, names)}`, oneOf(names));
}
