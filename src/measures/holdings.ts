/** Who holds how much of what? Jobs, revenue, stake and blocks, summed by whose they are. */
import type { Simulation } from '../simulation/simulation.ts';

export const QUANTITIES = {
  revenue: 'token income of nodes (identity, region, provider), of nodes and validators (operator), from all sources',
  jobs: 'accepted answers',
  stake:
    'bonds of nodes (identity, region, provider), of nodes and validators with what is delegated to these (operator)',
  blocks: 'blocks proposed by validators (identity, operator)',
} as const;
export type Quantity = keyof typeof QUANTITIES;

/** Whose it is: the node's or validator's own, its operator's, or where and with whom it is hosted. */
export const HOLDERS = ['identity', 'operator', 'region', 'provider'] as const;
export type Holder = (typeof HOLDERS)[number];

/** Regions and providers are known of nodes only, so nobody proposes blocks by region. */
export function isHeldBy(quantity: Quantity, holder: Holder): boolean {
  return quantity !== 'blocks' || holder === 'identity' || holder === 'operator';
}

/** What each holder has, in whole units, so that ties are exact; null where a node's region or provider is not stated. */
export function holdings(run: Simulation, quantity: Quantity, holder: Holder): Float64Array | null {
  const { tables, ledger } = run.world;
  const { nodes, validators } = tables;
  const byNode = (node: number): number => {
    if (quantity === 'revenue') return ledger.balance(nodes.wallet.data[node]);
    return quantity === 'jobs' ? nodes.jobs.data[node] : ledger.balance(nodes.bond.data[node]);
  };
  const byValidator = (v: number): number => {
    if (quantity === 'revenue') return ledger.balance(validators.wallet.data[v]);
    return quantity === 'blocks' ? validators.blocks.data[v] : run.chain.power(v);
  };
  if (holder === 'operator') return byOperator(run, quantity, byNode, byValidator);
  if (holder !== 'identity') return byPlace(run, holder, byNode);
  const parties = quantity === 'blocks' ? validators : nodes;
  return Float64Array.from({ length: parties.table.size }, (_, i) =>
    quantity === 'blocks' ? byValidator(i) : byNode(i),
  );
}

type Of = (party: number) => number;

/** Operators that could hold some: of blocks those with validators, of jobs those with nodes. */
function byOperator(run: Simulation, quantity: Quantity, byNode: Of, byValidator: Of): Float64Array {
  const { nodes, validators, operators } = run.world.tables;
  const sums = new Float64Array(operators.table.size);
  const concerned = new Uint8Array(operators.table.size);
  const add = (operator: number, amount: number) => {
    sums[operator] += amount;
    concerned[operator] = 1;
  };
  if (quantity !== 'blocks')
    for (let node = 0; node < nodes.table.size; node++) add(nodes.operator.data[node], byNode(node));
  if (quantity !== 'jobs')
    for (let v = 0; v < validators.table.size; v++) add(validators.operator.data[v], byValidator(v));
  return sums.filter((_, operator) => concerned[operator] === 1);
}

function byPlace(run: Simulation, holder: 'region' | 'provider', byNode: Of): Float64Array | null {
  const { nodes, operators } = run.world.tables;
  const { scenario } = run;
  const sums = new Map<string, number>();
  for (let node = 0; node < nodes.table.size; node++) {
    const operatorGroup = operators.group.data[nodes.operator.data[node]];
    const own = scenario.nodes[nodes.group.data[node]][holder];
    const place = own ?? (operatorGroup >= 0 ? scenario.operators[operatorGroup][holder] : undefined);
    if (place === undefined) return null;
    sums.set(place, (sums.get(place) ?? 0) + byNode(node));
  }
  return Float64Array.from(sums.values());
}
