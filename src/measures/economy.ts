/** Who gets the value? Fees, emission, burn and slashes, who ends up with them, and what is in circulation. */
import type { Role } from '../network/ledger.ts';
import { SERVICES, type Service } from '../network/services.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { servicesOf, statesValue } from './income.ts';
import type { Attached, Measure } from './measure.ts';
import { type Ratio, ratio } from './measure.ts';
import type { MetricInfo, MetricKind } from './record.ts';
import { cells, perWindow, type Windows } from './windows.ts';

const EXACT = 'read off the exact flow matrix of the whole run, in tokens';

function info(
  name: string,
  unit: string,
  summary: string,
  convention: string = EXACT,
  kind: MetricKind = 'total',
): MetricInfo {
  return { name, unit, kind, summary, convention };
}

const PARTIES: Record<Service, string> = {
  facilitator: 'the facilitator',
  storage: 'storage and the model hub',
  data: 'data nodes',
  relay: 'the relay',
};
const WHERE = `${EXACT}; told only where the network has them`;

const infos: MetricInfo[] = [
  info('economy.fees', 'token', 'paid by clients for jobs'),
  info('economy.emission', 'token', 'issued after genesis, or paid from the part of the supply that is kept for it'),
  info('economy.burned', 'token', 'taken out of the world: fees burned and stake slashed'),
  info('economy.slashed', 'token', 'stake taken from nodes, validators and delegators, whoever got it'),
  info('economy.gas', 'token', 'paid for settlement on the chain'),
  info(
    'economy.supply',
    'token',
    'genesis + issued - burned',
    'at the horizon; null where the scenario states no supply',
  ),
  info(
    'economy.treasury',
    'token',
    'what the treasury took in, less what it gave',
    'at the horizon; what it owed was bought outside; what the allocation freed for it is left out',
  ),
  info(
    'economy.purchases',
    'token',
    'bought outside by those who paid more than they had: clients, the treasury, the facilitator, proxies, relays',
  ),
  info('economy.revenue.nodes', 'token', 'income of inference nodes from all sources'),
  info('economy.revenue.validators', 'token', 'income of validators, less what they passed to delegators'),
  info('economy.revenue.delegators', 'token', 'income of delegators'),
  info('economy.revenue.publishers', 'token', 'income of model publishers'),
  ...['nodes', 'validators', 'delegators', 'publishers', 'treasury', 'burn', 'undistributed'].map((who) =>
    info(
      `economy.value_share.${who}`,
      'share',
      who === 'undistributed'
        ? 'part of fees and emission still in pots at the horizon'
        : `part of fees and emission that ends with ${who}`,
      `${EXACT}; net of what each passes on, slashes left out; of fees + emission + what treasury and facilitator spend beyond their income; the shares sum to 1`,
    ),
  ),
  ...SERVICES.map((who) =>
    info(`economy.value_share.${who}`, 'share', `part of fees and emission that ends with ${PARTIES[who]}`, WHERE),
  ),
  info('economy.value_share.outside', 'share', 'part that goes to the providers behind proxies', WHERE),
  ...SERVICES.map((who) => info(`economy.revenue.${who}`, 'token', `income of ${PARTIES[who]}`, WHERE)),
  info('economy.staked', 'token', 'bonds of nodes and validators, and what is delegated', 'at the horizon'),
  info(
    'economy.staked_share',
    'share',
    'the same over the supply',
    'at the horizon; null where the scenario states no supply',
  ),
  info(
    'economy.client_surplus_usd',
    'USD',
    'willingness to pay less fee, over accepted jobs',
    "at the token's market price when each is accepted; null where no flow states what its clients are willing to pay",
  ),
  info('economy.fee_mean', 'token', 'fee per accepted job', 'ratio of totals'),
  info(
    'economy.revenue_per_node_hour_usd',
    'USD/h',
    'mean income of a node',
    "tokens at the market's mean price over the whole horizon",
  ),
];

/** Movements of what one has already, or buys, and what a chain that others run costs. */
const NOT_INCOME = new Set([
  'genesis',
  'slash',
  'bond',
  'unbond',
  'admission',
  'removal',
  'purchase',
  'unlock',
  'payment gas',
]);

function attach(run: Simulation, windows: Windows): Attached {
  const { ledger, tables, market } = run.world;
  const { token, horizon } = run.scenario;
  const unit = Number(`1e${token.decimals}`);
  const supplyPath = perWindow(run, windows, 'economy/supply');
  const feePath = perWindow(run, windows, 'economy/fees');
  const burnPath = perWindow(run, windows, 'economy/burned');
  /** USD that clients would have paid on top, at the market's price of the moment. */
  const surplus = cells(run, 'economy/surplus');
  const { jobs, nodes, validators } = tables;
  const concerned = servicesOf(run.scenario);
  const tokens = (units: bigint) => Number(units) / unit;
  const flow = (from: Role | null, to: Role | null, reason: string | null = null) =>
    tokens(ledger.total(from, to, reason));
  /** Whoever holds the client's money pays for it. */
  const paidFees = () => flow(null, null, 'fee') + flow(null, null, 'stage fee');
  const supply = () => tokens(ledger.total('mint', null) - ledger.total(null, 'burn'));

  /**
   * Who keeps what clients paid and what was issued: net income per role over all movements but genesis, slashes, bonds
   * and purchases. What treasury and facilitator spend beyond their own income is value too, put in by their owners.
   */
  function valueShares(): Record<string, Ratio> {
    const net = new Map<Role, bigint>();
    for (const { from, to, reason, asset, amount } of ledger.rows()) {
      if (asset !== 'token' || NOT_INCOME.has(reason)) continue;
      net.set(from, (net.get(from) ?? 0n) - amount);
      net.set(to, (net.get(to) ?? 0n) + amount);
    }
    const of = (...roles: Role[]) => roles.reduce((sum, role) => sum + tokens(net.get(role) ?? 0n), 0);
    // So is a relay's bad bargain, a proxy's loss, a publisher's downloads, gas that nobody refunds.
    const spenders: Role[] = ['treasury', 'node', 'publisher', ...SERVICES];
    const added = spenders.reduce((sum, role) => sum + Math.max(0, -of(role)), 0);
    const paid = -of('client') - of('mint') - of('vesting') + added;
    const kept: Record<string, number> = {
      nodes: Math.max(0, of('node')),
      validators: of('validator', 'validator-bond'),
      delegators: of('delegator'),
      publishers: Math.max(0, of('publisher')),
      treasury: Math.max(0, of('treasury')),
      burn: of('burn'),
      undistributed: of('validators-pot', 'emission-pot', 'escrow'),
      ...Object.fromEntries(concerned.map((role) => [role, Math.max(0, of(role))])),
      ...(run.expenses && { outside: of('outside') }),
    };
    return Object.fromEntries(
      Object.entries(kept).map(([who, amount]) => [`economy.value_share.${who}`, ratio(amount, paid)]),
    );
  }

  /** Base units bonded by nodes, and by validators with what is delegated to them. */
  function staked(): number {
    let sum = 0;
    for (let node = 0; node < nodes.table.size; node++) sum += ledger.balance(nodes.bond.data[node]);
    for (let v = 0; v < validators.table.size; v++) sum += run.chain.power(v);
    return sum / unit;
  }

  return {
    observer: {
      accepted(job) {
        const most = jobs.willingness.data[job];
        if (most >= 0) surplus.data[0] += ((most - jobs.fee.data[job]) / unit) * market.price * jobs.weight.data[job];
      },
    },
    window(w) {
      supplyPath.data[w] = supply();
      feePath.data[w] = paidFees();
      burnPath.data[w] = flow(null, 'burn');
    },
    metrics() {
      const fees = paidFees();
      const issued = flow(null, 'emission-pot');
      const income = (role: Role) => flow(null, role) - flow(role, null);
      const earned = (role: Role) => flow(null, role) - flow(null, role, 'purchase');
      let accepted = 0;
      for (let node = 0; node < nodes.table.size; node++) accepted += nodes.jobs.data[node];
      const nodeIncome = earned('node');
      let admitted = 0;
      for (let node = 0; node < nodes.table.size; node++) {
        const { since, until } = nodes;
        const there = Math.max(0, Math.min(until.data[node], horizon) - since.data[node]) / horizon;
        admitted += nodes.admitted.data[node] * there;
      }
      const hours = horizon / 3600;
      return {
        'economy.fees': fees,
        'economy.emission': issued,
        'economy.burned': flow(null, 'burn'),
        'economy.slashed':
          flow('node-bond', null, 'slash') + flow('validator-bond', null, 'slash') + flow('delegation', null, 'slash'),
        'economy.gas': flow(null, null, 'gas'),
        'economy.supply': token.supply === undefined ? null : supply(),
        'economy.treasury': income('treasury') - flow('outside', 'treasury', 'purchase') - flow('vesting', 'treasury'),
        'economy.purchases': flow('outside', null, 'purchase'),
        'economy.revenue.nodes': nodeIncome,
        'economy.revenue.validators':
          flow(null, 'validator') - flow('validator', 'delegator') + flow('emission-pot', 'validator-bond'),
        'economy.revenue.delegators': flow(null, 'delegator'),
        'economy.revenue.publishers': flow(null, 'publisher'),
        ...Object.fromEntries(concerned.map((role) => [`economy.revenue.${role}`, earned(role)])),
        ...valueShares(),
        'economy.staked': staked(),
        'economy.staked_share': token.supply === undefined ? null : ratio(staked(), supply()),
        'economy.client_surplus_usd': statesValue(run.scenario) ? surplus.data[0] : null,
        'economy.fee_mean': ratio(fees, accepted),
        'economy.revenue_per_node_hour_usd': ratio(nodeIncome * market.mean(horizon), admitted * hours),
      };
    },
    series() {
      const path = (values: Float64Array) => Array.from(values.subarray(0, windows.count));
      return {
        ...(token.supply === undefined ? {} : { 'economy.supply': path(supplyPath.data) }),
        'economy.fees': path(feePath.data),
        'economy.burned': path(burnPath.data),
      };
    },
  };
}

export const economy: Measure = { infos, attach };
