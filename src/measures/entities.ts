/** Who is who at the end of a run? One row a party. */
import { STATUS } from '../network/tables.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { nodeRecord } from './fraud.ts';
import { placeOf } from './holdings.ts';
import { incomeOf } from './income.ts';
import type { EntityRow } from './record.ts';

const BLANK = {
  group: '',
  operator: -1,
  region: '',
  provider: '',
  adversary: '',
  status: 'active',
  jobs: 0,
  executions: 0,
  utilization: 0,
  revenue: 0,
  stake: 0,
  reputation: 1,
  offences: 0,
  convictions: 0,
  falseConvictions: 0,
  slashed: 0,
};

/** Rows of nodes, validators, operators, clients and delegators, in this order, each by index. */
export function entityRows(run: Simulation): EntityRow[] {
  const { world, scenario } = run;
  const { ledger, tables } = world;
  const { nodes, validators, operators, executors, delegators, clients } = tables;
  const record = nodeRecord(run);
  const rows: EntityRow[] = [];
  const adversaryName = (index: number) => (index >= 0 ? scenario.adversaries[index].name : '');
  const capacity = (executor: number) => executors.capacity.data[executor] * scenario.horizon;
  const sums = Array.from({ length: operators.table.size }, (_, id) => ({
    row: { ...BLANK, role: 'operator', id, operator: id } as EntityRow,
    slots: 0,
    busy: 0,
    /** False for an operator left without identities. */
    concerned: false,
  }));

  for (let node = 0; node < nodes.table.size; node++) {
    const group = scenario.nodes[nodes.group.data[node]];
    const executor = nodes.executor.data[node];
    const operator = nodes.operator.data[node];
    const row: EntityRow = {
      role: 'node',
      id: node,
      group: group.group,
      operator,
      region: placeOf(run, node, 'region') ?? '',
      provider: placeOf(run, node, 'provider') ?? '',
      adversary: adversaryName(nodes.adversary.data[node]),
      status: STATUS[nodes.status.data[node]],
      jobs: nodes.jobs.data[node],
      executions: executors.executions.data[executor],
      utilization: executors.busy.data[executor] / capacity(executor),
      revenue: incomeOf(run, node),
      stake: ledger.balance(nodes.bond.data[node]),
      reputation: nodes.reputation.data[node],
      offences: record.offences.data[node],
      convictions: record.convictions.data[node],
      falseConvictions: record.falsely.data[node],
      slashed: nodes.slashed.data[node],
    };
    rows.push(row);
    const sum = sums[operator];
    sum.concerned = true;
    for (const key of [
      'jobs',
      'executions',
      'revenue',
      'stake',
      'offences',
      'convictions',
      'falseConvictions',
      'slashed',
    ] as const)
      sum.row[key] += row[key];
    sum.busy += executors.busy.data[executor];
    sum.slots += capacity(executor);
  }
  for (let v = 0; v < validators.table.size; v++) {
    const group = scenario.validators[validators.group.data[v]];
    const executor = validators.executor.data[v];
    const operator = validators.operator.data[v];
    const row: EntityRow = {
      ...BLANK,
      role: 'validator',
      id: v,
      group: group.group,
      operator,
      region: group.region ?? '',
      jobs: validators.blocks.data[v],
      executions: executors.executions.data[executor],
      utilization: executors.busy.data[executor] / capacity(executor),
      status: STATUS[validators.status.data[v]],
      adversary: adversaryName(validators.adversary.data[v]),
      revenue: ledger.balance(validators.wallet.data[v]) + validators.compounded.data[v],
      stake: run.chain.power(v),
      slashed: validators.slashed.data[v],
    };
    rows.push(row);
    const sum = sums[operator];
    sum.concerned = true;
    sum.row.revenue += row.revenue;
    sum.row.stake += row.stake;
    sum.row.slashed += row.slashed;
    sum.row.executions += row.executions;
  }
  for (let operator = 0; operator < operators.table.size; operator++) {
    const sum = sums[operator];
    if (!sum.concerned) continue;
    const group = operators.group.data[operator];
    sum.row.group = group >= 0 ? scenario.operators[group].group : '';
    sum.row.region = group >= 0 ? (scenario.operators[group].region ?? '') : '';
    sum.row.adversary = adversaryName(operators.adversary.data[operator]);
    sum.row.utilization = sum.slots > 0 ? sum.busy / sum.slots : 0;
    rows.push(sum.row);
  }
  for (let c = 0; c < clients.table.size; c++)
    rows.push({
      ...BLANK,
      role: 'client',
      id: c,
      group: scenario.flows[clients.flow.data[c]].name,
      jobs: clients.jobs.data[c],
    });
  for (let d = 0; d < delegators.table.size; d++)
    rows.push({
      ...BLANK,
      role: 'delegator',
      id: d,
      group: scenario.delegators[delegators.group.data[d]].group,
      revenue: ledger.balance(delegators.wallet.data[d]) + delegators.compounded.data[d],
      stake: delegators.stake.data[d],
    });
  return rows;
}
