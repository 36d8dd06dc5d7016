/** Which groups of nodes can serve a flow? Those that offer its model and have room for it. */

interface Group {
  group: string;
  count: number;
  tee: boolean;
  models?: readonly string[] | undefined;
  memory?: number | undefined;
}
interface Wanted {
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
  const serving = Uint8Array.from(groups, (group) => (offers(group, model) ? 1 : 0));
  return serving.includes(0) ? serving : null;
}
