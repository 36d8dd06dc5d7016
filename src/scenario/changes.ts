/** What may change in mid-run, and what is the scenario from then on? Behaviour may; who takes part, and time, may not. */
import type { Problem } from '../language/errors.ts';
import { assign, parsePath } from './assign.ts';
import { attempt, problemAt } from './problems.ts';
import type { ScenarioSchema } from './schema.ts';
import { type MapNode, nodeAt, type TreeNode } from './tree.ts';

/** Fields of a flow and of a model, and of the chain, that may change; incentives and verification may throughout. */
const FIELDS: Record<string, { may: (field: string) => boolean; list: boolean; what: string }> = {
  flows: {
    may: (field) => !['name', 'model', 'clients', 'regions', 'stages'].includes(field),
    list: true,
    what: 'not its name, model, clients, their regions or stages',
  },
  models: {
    may: (field) => ['price', 'royalty', 'publisher'].includes(field),
    list: true,
    what: 'only its price, royalty or publisher',
  },
  chain: {
    may: (field) => ['gas_price', 'gas_limit'].includes(field),
    list: false,
    what: 'only gas_price and gas_limit, its own or those of payment',
  },
};

const BEHAVIOUR = 'flows, incentives, verification, a price or royalty of models, gas of the chain';

/** Why a path may not change, or undefined when it may. */
function frozen(path: readonly (string | number)[]): string | undefined {
  const [section, ...rest] = path;
  if (section === 'incentives' || section === 'verification') return undefined;
  const rule = Object.hasOwn(FIELDS, section!) ? FIELDS[section!] : undefined;
  if (!rule) return BEHAVIOUR;
  const field = rest[rule.list || (section === 'chain' && rest[0] === 'payment') ? 1 : 0];
  if (field === undefined) return `a field of ${section} (${rule.what})`;
  return rule.may(String(field)) ? undefined : `another field of ${section} (${rule.what})`;
}

export interface ChangedTree {
  at: number;
  tree: MapNode;
}

/**
 * The scenario's text as it stands after each change, in the order of time. `times` are the parsed moments, undefined
 * where they are wrong. Paths that lead nowhere, or to what may not change, are reported.
 */
export function changedTrees(
  tree: MapNode,
  times: readonly (number | undefined)[],
  schema: ScenarioSchema,
  problems: Problem[],
): ChangedTree[] {
  const order = times
    .map((at, index) => ({ at, index }))
    .filter((change): change is { at: number; index: number } => change.at !== undefined);
  order.sort((a, b) => a.at - b.at || a.index - b.index);
  let entries = new Map(tree.entries);
  entries.delete('changes');
  let now: TreeNode = { ...tree, entries };
  return order.map(({ at, index }) => {
    const set = nodeAt(tree, ['changes', index, 'set']);
    if (set?.kind === 'map')
      for (const [text, { key, node }] of set.entries) {
        const where = ['changes', index, 'set', text];
        const path = attempt(key, where, problems, () => parsePath(text));
        if (!path) continue;
        const expected = frozen(path);
        if (expected) problems.push(problemAt(key, where, 'may not change during a run', expected));
        else now = attempt(key, where, problems, () => assign(now, path, node, schema, key)) ?? now;
      }
    entries = (now as MapNode).entries;
    return { at, tree: { ...tree, entries } };
  });
}
