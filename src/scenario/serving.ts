/** Which groups of nodes can serve a flow? Those that offer its model and have room for it, and those that its stages name. */

export interface Group {
  group: string;
  models?: readonly string[] | undefined;
  memory?: number | undefined;
}
export interface Wanted {
  name: string;
  memory?: number | undefined;
}

/** Does a group of nodes offer the model, and has each of its nodes room for it? */
export function offers(group: Group, model: Wanted): boolean {
  return (group.models === undefined || group.models.includes(model.name)) && hasRoom(group, model);
}

export function hasRoom(group: Group, model: Wanted): boolean {
  return group.memory === undefined || (model.memory ?? 0) <= group.memory;
}

/** The groups that can serve it, 1 each; null when all can. */
export function servingGroups(groups: readonly Group[], model: Wanted): Uint8Array | null {
  return mask(groups, (group) => offers(group, model));
}

/** The same of one stage: those that it names; where it can be the last one, those that offer the flow's model. */
export function stageGroups(
  groups: readonly Group[],
  model: Wanted,
  stage: { nodes?: readonly string[] | undefined },
  last: boolean,
): Uint8Array | null {
  return mask(
    groups,
    (group) => (!last || offers(group, model)) && (stage.nodes === undefined || stage.nodes.includes(group.group)),
  );
}

/** Groups that can serve at least one of several stages. */
export function either(masks: readonly (Uint8Array | null)[]): Uint8Array | null {
  const [first, ...rest] = masks;
  if (!first || rest.includes(null)) return null;
  return first.map((one, i) => (one === 1 || rest.some((other) => other?.[i] === 1) ? 1 : 0));
}

function mask(groups: readonly Group[], serves: (group: Group) => boolean): Uint8Array | null {
  const serving = Uint8Array.from(groups, (group) => (serves(group) ? 1 : 0));
  return serving.includes(0) ? serving : null;
}
