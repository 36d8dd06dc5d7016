/** Who holds how much of what? Jobs, revenue, stake and blocks, summed by whose they are. */
import type { Simulation } from '../simulation/simulation.ts';
import { incomeOf } from './income.ts';

export const QUANTITIES = {
  revenue: 'token income from all sources of nodes and validators (of nodes by region and provider)',
  jobs: 'accepted answers of nodes',
  audits: 'executions made to check others, of nodes and validators (of nodes by region and provider)',
  stake:
    'bonds of nodes, bonds of validators with what is delegated to them (of nodes by region and provider); nodes count when their groups bond anything',
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
  const { nodes, validators } = run.world.tables;
  const ofNode = nodeHolding(run, quantity);
  const ofValidator = validatorHolding(run, quantity);
  if (holder === 'region' || holder === 'provider') return ofNode && byPlace(run, holder, ofNode);
  const operators = holder === 'operator' ? run.world.tables.operators.table.size : 0;
  const sums = new Float64Array(operators);
  const concerned = new Uint8Array(operators);
  const each: number[] = [];
  const add = (operator: number, amount: number) => {
    if (holder === 'identity') {
      each.push(amount);
    } else {
      sums[operator] += amount;
      concerned[operator] = 1;
    }
  };
  if (ofNode)
    for (let node = 0; node < nodes.table.size; node++)
      if (nodes.admitted.data[node] === 1) add(nodes.operator.data[node], ofNode(node));
  if (ofValidator) for (let v = 0; v < validators.table.size; v++) add(validators.operator.data[v], ofValidator(v));
  return holder === 'identity' ? Float64Array.from(each) : sums.filter((_, operator) => concerned[operator] === 1);
}

type Of = (party: number) => number;

/** What a node has of it; null where nodes can have none. */
function nodeHolding(run: Simulation, quantity: Quantity): Of | null {
  const { tables, ledger } = run.world;
  const { nodes, executors } = tables;
  switch (quantity) {
    case 'revenue':
      return (node) => incomeOf(run, node);
    case 'jobs':
      return (node) => nodes.jobs.data[node];
    case 'audits':
      return (node) => executors.audits.data[nodes.executor.data[node]];
    case 'stake': {
      const bonded = run.scenario.nodes.some(({ stake }) => stake.kind !== 'constant' || stake.value > 0);
      return bonded ? (node) => ledger.balance(nodes.bond.data[node]) : null;
    }
    case 'blocks':
      return null;
  }
}

/** The same of a validator. */
function validatorHolding(run: Simulation, quantity: Quantity): Of | null {
  const { tables, ledger } = run.world;
  const { validators, executors } = tables;
  switch (quantity) {
    case 'revenue':
      return (v) => ledger.balance(validators.wallet.data[v]) + validators.compounded.data[v];
    case 'jobs':
      return null;
    case 'audits':
      return (v) => executors.audits.data[validators.executor.data[v]];
    case 'stake':
      return (v) => run.chain.power(v);
    case 'blocks':
      return (v) => validators.blocks.data[v];
  }
}

function byPlace(run: Simulation, holder: 'region' | 'provider', ofNode: Of): Float64Array | null {
  const { nodes } = run.world.tables;
  const sums = new Map<string, number>();
  for (let node = 0; node < nodes.table.size; node++) {
    if (nodes.admitted.data[node] === 0) continue;
    const place = placeOf(run, node, holder);
    if (place === undefined) return null;
    sums.set(place, (sums.get(place) ?? 0) + ofNode(node));
  }
  return Float64Array.from(sums.values());
}

/** Where a node stands, or who hosts it: as its own group says, else its operator's. */
export function placeOf(run: Simulation, node: number, holder: 'region' | 'provider'): string | undefined {
  const { nodes, operators } = run.world.tables;
  const own = run.scenario.nodes[nodes.group.data[node]][holder];
  const operatorGroup = operators.group.data[nodes.operator.data[node]];
  return own ?? (operatorGroup >= 0 ? run.scenario.operators[operatorGroup][holder] : undefined);
}
