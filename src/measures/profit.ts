/** Does it pay? Income of operators less what their nodes cost, and what the network as a whole is worth. */
import type { Role } from '../network/ledger.ts';
import { JOINING } from '../network/tables.ts';
import type { RunningCost } from '../scenario/schema.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { incomeOf, statesValue } from './income.ts';
import type { Attached, Measure } from './measure.ts';
import { type Ratio, ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { cells } from './windows.ts';

const COSTED =
  'told only where a group of nodes or validators states a cost, one of nodes an upstream, or a model a download';
const PRICED = "tokens at the market's mean price over the whole horizon";

function info(name: string, unit: string, summary: string, convention: string): MetricInfo {
  return { name, unit, kind: 'total', summary, convention };
}

const infos: MetricInfo[] = [
  info(
    'profit.income_usd',
    'USD',
    'income of all operators, of nodes and validators, before what they pay',
    `${PRICED}; ${COSTED}`,
  ),
  info('profit.gas_usd', 'USD', 'gas paid by nodes and validators on all chains', `${PRICED}; ${COSTED}`),
  info(
    'profit.facilitator_usd',
    'USD',
    "the facilitator's shares of fees less the gas that it pays on all chains",
    `no operator's, and in no total; ${PRICED}; ${COSTED}, and where it has either`,
  ),
  info('profit.upstream_usd', 'USD', 'paid by proxies to the providers behind them', `due for executions; ${COSTED}`),
  info('profit.downloads_usd', 'USD', 'paid by nodes for models that they fetched', COSTED),
  info(
    'profit.hardware_usd',
    'USD',
    'hire or capital of nodes and validators',
    `per hour of the horizon, of admitted nodes, and of validators but those that never came; ${COSTED}`,
  ),
  info(
    'profit.electricity_usd',
    'USD',
    'electricity of nodes and validators',
    `power in proportion to utilization, by audits too; ${COSTED}`,
  ),
  info('profit.slashed_usd', 'USD', 'bonds of nodes taken for convictions', `${PRICED}; ${COSTED}`),
  info('profit.total_usd', 'USD', 'income of all operators less all these costs', COSTED),
  info('profit.margin', 'ratio', 'profit over income', `null without income; ${COSTED}`),
  info('profit.operator_mean_usd', 'USD', 'profit per operator', `operators with nodes or validators; ${COSTED}`),
  info(
    'profit.operator_least_usd',
    'USD',
    'least profit of an operator',
    `operators with nodes or validators; ${COSTED}`,
  ),
  info(
    'profit.operator_most_usd',
    'USD',
    'greatest profit of an operator',
    `operators with nodes or validators; ${COSTED}`,
  ),
  info('profit.losing_share', 'share', 'operators with a loss', `operators with nodes or validators; ${COSTED}`),
  info(
    'welfare.value_usd',
    'USD',
    'what right answers were worth to their clients',
    "willingness to pay at the token's market price when each is accepted; jobs of flows that do not state it count 0; told only where a flow states it",
  ),
  info(
    'welfare.harm_usd',
    'USD',
    'harm by wrong answers that were accepted',
    'value of the jobs; told with welfare.value_usd',
  ),
  info(
    'welfare.cost_usd',
    'USD',
    'resources used: upstream, hardware, electricity',
    'of all jobs, by nodes and validators whose groups state it; fees move money and are no resource; told with welfare.value_usd',
  ),
  info('welfare.total_usd', 'USD', 'value delivered - harm - cost of resources', 'told with welfare.value_usd'),
];

/** USD that a node costs in the whole run. */
function costsOf(
  run: Simulation,
  node: number,
): { upstream: number; downloads: number; hardware: number; electricity: number } {
  const { nodes } = run.world.tables;
  const { cost } = run.scenario.nodes[nodes.group.data[node]];
  const columns = run.expenses?.columns;
  const used = {
    upstream: columns?.upstreamUsd.data[node] ?? 0,
    downloads: columns?.downloadsUsd.data[node] ?? 0,
  };
  return { ...used, ...runningOf(run, nodes.admitted.data[node] === 0 ? undefined : cost, nodes.executor.data[node]) };
}

/** The same of a validator. */
function validatorCosts(run: Simulation, validator: number): { hardware: number; electricity: number } {
  const { validators } = run.world.tables;
  const never = validators.status.data[validator] === JOINING && run.world.validatorSet.present.data[validator] === 0;
  const { cost } = run.scenario.validators[validators.group.data[validator]];
  return runningOf(run, never ? undefined : cost, validators.executor.data[validator]);
}

function runningOf(run: Simulation, cost: RunningCost | undefined, executor: number) {
  if (cost === undefined) return { hardware: 0, electricity: 0 };
  const { executors } = run.world.tables;
  const { horizon } = run.scenario;
  const utilization = executors.busy.data[executor] / (executors.capacity.data[executor] * horizon);
  const hours = horizon / 3600;
  const watts = cost.idle_watts + (cost.watts - cost.idle_watts) * utilization;
  return { hardware: cost.per_hour.amount * hours, electricity: (watts / 1000) * hours * cost.electricity.amount };
}

function attach(run: Simulation): Attached {
  const { scenario } = run;
  const { ledger, tables, market } = run.world;
  const { jobs, tasks, nodes, validators, operators } = tables;
  const unit = Number(`1e${scenario.token.decimals}`);
  const costed =
    run.expenses !== null || [...scenario.nodes, ...scenario.validators].some((group) => group.cost !== undefined);
  const valued = statesValue(scenario);
  if (!costed && !valued) return { metrics: () => ({}) };
  /** [0] value, [1] harm, USD. */
  const sums = cells(run, 'profit/welfare', 2);

  /** Base units of gas that a role has paid, on the network's own chain and that of payments. */
  const gasOf = (role: Role) => Number(ledger.total(role, null, 'gas') + ledger.total(role, null, 'payment gas'));

  function profits(): Record<string, number | null | Ratio> {
    const price = market.mean(scenario.horizon);
    const usd = (units: number) => (units / unit) * price;
    const profit = new Float64Array(operators.table.size);
    const concerned = new Uint8Array(operators.table.size);
    const total = { income: 0, upstream: 0, downloads: 0, hardware: 0, electricity: 0, slashed: 0 };
    const earn = (operator: number, income: number) => {
      concerned[operator] = 1;
      profit[operator] += income;
      total.income += income;
    };
    for (let node = 0; node < nodes.table.size; node++) {
      const operator = nodes.operator.data[node];
      earn(operator, usd(incomeOf(run, node)));
      const costs = { ...costsOf(run, node), slashed: usd(nodes.slashed.data[node]) };
      for (const kind of ['upstream', 'downloads', 'hardware', 'electricity', 'slashed'] as const) {
        total[kind] += costs[kind];
        profit[operator] -= costs[kind];
      }
    }
    for (let v = 0; v < validators.table.size; v++) {
      const operator = validators.operator.data[v];
      earn(operator, usd(ledger.balance(validators.wallet.data[v])));
      const costs = validatorCosts(run, v);
      for (const kind of ['hardware', 'electricity'] as const) {
        total[kind] += costs[kind];
        profit[operator] -= costs[kind];
      }
    }
    const gas = usd(gasOf('node') + gasOf('validator'));
    const facilitator = Number(ledger.total(null, 'facilitator', 'fee'));
    const own = profit.filter((_, operator) => concerned[operator] === 1);
    const sum = own.reduce((a, b) => a + b, 0);
    return {
      // Their wallets have paid the gas already.
      'profit.income_usd': total.income + gas,
      'profit.gas_usd': gas,
      ...((facilitator > 0 || gasOf('facilitator') > 0) && {
        'profit.facilitator_usd': usd(facilitator - gasOf('facilitator')),
      }),
      'profit.upstream_usd': total.upstream,
      'profit.downloads_usd': total.downloads,
      'profit.hardware_usd': total.hardware,
      'profit.electricity_usd': total.electricity,
      'profit.slashed_usd': total.slashed,
      'profit.total_usd': sum,
      'profit.margin': ratio(sum, total.income + gas),
      'profit.operator_mean_usd': ratio(sum, own.length),
      'profit.operator_least_usd': own.length > 0 ? own.reduce((a, b) => Math.min(a, b)) : null,
      'profit.operator_most_usd': own.length > 0 ? own.reduce((a, b) => Math.max(a, b)) : null,
      'profit.losing_share': share(own.filter((one) => one < 0).length, own.length),
    };
  }

  function welfare(): Record<string, number> {
    let cost = 0;
    for (let node = 0; node < nodes.table.size; node++) {
      const { upstream, hardware, electricity } = costsOf(run, node);
      cost += upstream + hardware + electricity;
    }
    for (let v = 0; v < validators.table.size; v++) {
      const { hardware, electricity } = validatorCosts(run, v);
      cost += hardware + electricity;
    }
    const [value, harm] = sums.data;
    return {
      'welfare.value_usd': value,
      'welfare.harm_usd': harm,
      'welfare.cost_usd': cost,
      'welfare.total_usd': value - harm - cost,
    };
  }

  return {
    ...(valued && {
      observer: {
        accepted(job: number, task: number) {
          const most = jobs.willingness.data[job];
          const weight = jobs.weight.data[job];
          if (tasks.cheat.data[task] === 1) sums.data[1] += jobs.value.data[job] * weight;
          else if (most >= 0) sums.data[0] += (most / unit) * market.price * weight;
        },
      },
    }),
    metrics: () => ({ ...(costed && profits()), ...(valued && welfare()) }),
  };
}

export const profit: Measure = { infos, attach };
