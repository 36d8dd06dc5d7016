/** Does it pay? Income of operators less what their nodes cost, and what the network as a whole is worth. */
import type { Simulation } from '../simulation/simulation.ts';
import { incomeOf, statesValue } from './income.ts';
import type { Attached, Measure } from './measure.ts';
import { type Ratio, ratio, share } from './measure.ts';
import type { MetricInfo } from './record.ts';
import { cells } from './windows.ts';

const COSTED = 'told only where a group of nodes states a cost or an upstream, or a model a download';
const PRICED = "tokens at the market's mean price over the whole horizon";

function info(name: string, unit: string, summary: string, convention: string): MetricInfo {
  return { name, unit, kind: 'total', summary, convention };
}

const infos: MetricInfo[] = [
  info('profit.income_usd', 'USD', 'income of all operators, of nodes and validators', `${PRICED}; ${COSTED}`),
  info('profit.upstream_usd', 'USD', 'paid by proxies to the providers behind them', `due for executions; ${COSTED}`),
  info('profit.downloads_usd', 'USD', 'paid by nodes for models that they fetched', COSTED),
  info(
    'profit.hardware_usd',
    'USD',
    'hire or capital of nodes',
    `per hour of the horizon, of admitted nodes; ${COSTED}`,
  ),
  info('profit.electricity_usd', 'USD', 'electricity of nodes', `power in proportion to utilization; ${COSTED}`),
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
    'of all jobs, by nodes whose groups state it; fees move money and are no resource; told with welfare.value_usd',
  ),
  info('welfare.total_usd', 'USD', 'value delivered - harm - cost of resources', 'told with welfare.value_usd'),
];

/** USD that a node costs in the whole run. */
function costsOf(
  run: Simulation,
  node: number,
): { upstream: number; downloads: number; hardware: number; electricity: number } {
  const { nodes, executors } = run.world.tables;
  const { horizon, nodes: groups } = run.scenario;
  const { cost } = groups[nodes.group.data[node]];
  const columns = run.expenses?.columns;
  const used = {
    upstream: columns?.upstreamUsd.data[node] ?? 0,
    downloads: columns?.downloadsUsd.data[node] ?? 0,
  };
  if (cost === undefined || nodes.admitted.data[node] === 0) return { ...used, hardware: 0, electricity: 0 };
  const executor = nodes.executor.data[node];
  const utilization = executors.busy.data[executor] / (executors.capacity.data[executor] * horizon);
  const hours = horizon / 3600;
  const watts = cost.idle_watts + (cost.watts - cost.idle_watts) * utilization;
  return {
    ...used,
    hardware: cost.per_hour.amount * hours,
    electricity: (watts / 1000) * hours * cost.electricity.amount,
  };
}

function attach(run: Simulation): Attached {
  const { scenario } = run;
  const { ledger, tables, market } = run.world;
  const { jobs, tasks, nodes, validators, operators } = tables;
  const unit = Number(`1e${scenario.token.decimals}`);
  const costed = run.expenses !== null || scenario.nodes.some((group) => group.cost !== undefined);
  const valued = statesValue(scenario);
  if (!costed && !valued) return { metrics: () => ({}) };
  /** [0] value, [1] harm, USD. */
  const sums = cells(run, 'profit/welfare', 2);

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
    for (let v = 0; v < validators.table.size; v++)
      earn(validators.operator.data[v], usd(ledger.balance(validators.wallet.data[v])));
    const own = profit.filter((_, operator) => concerned[operator] === 1);
    const sum = own.reduce((a, b) => a + b, 0);
    return {
      'profit.income_usd': total.income,
      'profit.upstream_usd': total.upstream,
      'profit.downloads_usd': total.downloads,
      'profit.hardware_usd': total.hardware,
      'profit.electricity_usd': total.electricity,
      'profit.slashed_usd': total.slashed,
      'profit.total_usd': sum,
      'profit.margin': ratio(sum, total.income),
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
