/** Who earned what, beside what they spent for it? */
import { SERVICES, type Service } from '../network/services.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Simulation } from '../simulation/simulation.ts';

/** Base units that a node took in from all sources: what it has, and what it has spent of it. */
export function incomeOf(run: Simulation, node: number): number {
  return netOf(run, node) + (run.expenses?.columns.paid.data[node] ?? 0);
}

/** The same less what it paid upstream and for models; below 0 where it had to buy tokens for that. */
export function netOf({ world, expenses }: Simulation, node: number): number {
  return world.ledger.balance(world.tables.nodes.wallet.data[node]) - (expenses?.columns.bought.data[node] ?? 0);
}

/** Roles beside the usual ones that the scenario, or one of its changes, gives something to do. */
export function servicesOf(scenario: Scenario): Service[] {
  const plans = [scenario, ...scenario.changes.map((change) => change.scenario)];
  const does = (role: Service, { models, flows }: Scenario) =>
    (role === 'storage' && models.some((model) => model.download !== undefined)) ||
    (role === 'relay' && flows.some((flow) => flow.payment?.rule === 'relay'));
  return SERVICES.filter((role) => plans.some((plan) => (plan.incentives.fees[role] ?? 0) > 0 || does(role, plan)));
}

/** Does some flow state what its jobs are worth to their clients? */
export function statesValue({ flows }: Scenario): boolean {
  return flows.some((flow) => flow.willingness !== undefined || flow.elasticity !== undefined);
}
