/**
 * Where may a formula stand, and what may it speak of? A hook names the subject of the number (a job, a node), the
 * stable objects whose columns hold what changes, and each variable as source text over them. An expression is
 * compiled against its hook, so a formula costs what the same line written by hand costs.
 */
interface Variable {
  /** JavaScript over the subject and the holders, e.g. `n.reputation.data[j.node.data[job]]`. */
  source: string;
  unit: string;
  summary: string;
}

export interface Hook {
  /** Name in messages and in the reference, e.g. `audit`. */
  name: string;
  /** Parameter name of the subject's index: `job`, `node`, `task`, `epoch`... */
  subject: string;
  /** Names under which the holders are bound, e.g. `['j', 'n']`. */
  holders: readonly string[];
  variables: Readonly<Record<string, Variable>>;
}
