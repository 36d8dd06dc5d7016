/** Who holds how much at the end? Nodes and validators one by one, and added up by the operator that controls them. */
import type { EntityResult, Result } from '../results/result.ts';

export interface Holder {
  label: string;
  jobs: number;
  /** Base units. */
  revenue: number;
  stake: number;
  nodes: number;
  validators: number;
  /** True when any of its nodes is in an adversary's hands. */
  cheats: boolean;
}

const isWorker = (row: EntityResult): boolean => row.role === 'node' || row.role === 'validator';

/** Every inference node by itself: what the protocol sees. */
export function identities(result: Result): Holder[] {
  return result.entities
    .filter((row) => row.role === 'node')
    .map((row) => ({
      label: `${row.role} ${row.id}`,
      jobs: row.jobs,
      revenue: row.revenue,
      stake: row.stake,
      nodes: 1,
      validators: 0,
      cheats: row.adversary !== '',
    }));
}

/** Added up by operator: who is behind them. A party without operator counts as its own. */
export function operators(result: Result): Holder[] {
  const byOperator = new Map<string, Holder>();
  for (const row of result.entities.filter(isWorker)) {
    const key = row.operator < 0 ? `${row.role} ${row.id}` : `operator ${row.operator}`;
    const holder = byOperator.get(key) ?? {
      label: key,
      jobs: 0,
      revenue: 0,
      stake: 0,
      nodes: 0,
      validators: 0,
      cheats: false,
    };
    // The jobs of a validator's row are blocks.
    holder.jobs += row.role === 'node' ? row.jobs : 0;
    holder.revenue += row.revenue;
    holder.stake += row.stake;
    if (row.role === 'node') holder.nodes += 1;
    else holder.validators += 1;
    holder.cheats ||= row.adversary !== '';
    byOperator.set(key, holder);
  }
  return [...byOperator.values()];
}
