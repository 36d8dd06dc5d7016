/** A scenario in which everything happens at once: what must survive a checkpoint, a change, another process. */
import type { Written } from './scenario.ts';

const flows = [
  {
    name: 'watched',
    model: 'toy',
    clients: 3,
    arrivals: { poisson: { rate: '3/s' } },
    routing: { 'power-of-d': { d: 2 } },
    verification: { sampling: { probability: '0.1 + 0.5 * (1 - reputation)', auditors: 2, reward: '0.01 OPG' } },
    settlement: { batch: { items: 3, idle: '2s', age: '4s', gas: 900 } },
    latency: { constant: '150ms' },
    value: { uniform: { low: 1, high: 5 } },
  },
  {
    name: 'voted',
    model: 'toy',
    clients: 4,
    arrivals: { poisson: { rate: '1/s' } },
    routing: { sticky: { recheck: '7s' } },
    verification: { 'redundant-majority': { copies: 3 } },
    settlement: { individual: { gas: 400 } },
    latency: { exponential: { mean: '100ms' } },
    priority: 2,
    timeout: { uniform: { low: '2s', high: '6s' } },
    retries: 2,
    back_off: { delay: { exponential: { mean: '300ms' } }, factor: 2, most: '2s' },
  },
  {
    name: 'sealed',
    model: 'other',
    arrivals: { trace: { file: 'fixtures/arrivals.csv' } },
    routing: { 'stake-weighted': { exponent: 0.5 } },
    verification: { tee: { factor: 1.3 } },
    settlement: { batch: { items: 5, idle: '3s', age: '9s', gas: 700 } },
  },
  {
    name: 'plain',
    model: 'toy',
    arrivals: { poisson: { rate: '2/s' } },
    willingness: { uniform: { low: 0, high: 0.5 } },
    patience: { exponential: { mean: '1s' } },
    priority: 1,
  },
  {
    name: 'hasty',
    model: 'toy',
    arrivals: { poisson: { rate: '2/s' } },
    latency: '50ms',
    patience: '500ms',
    timeout: '3s',
    retries: 'unlimited',
    back_off: { delay: '200ms' },
  },
];

const base: Written = {
  horizon: '120s',
  epoch: '20s',
  token: { supply: '10000 OPG' },
  chain: {
    mode: 'on',
    block_time: '700ms',
    finality: '300ms',
    gas_limit: 2000,
    gas_price: '0.0000013 OPG',
    proposer: 'lottery',
  },
  models: [
    { name: 'toy', size: { lognormal: { mean: '600ms', scv: 2 } }, price: '$0.02', disagreement: 0.1, royalty: 0.05 },
    { name: 'other', size: { exponential: { mean: '500ms' } }, price: '$0.03' },
  ],
  operators: [{ group: 'firms', count: 3, wealth: '1 OPG', strategy: 'fixed' }],
  nodes: [
    {
      group: 'small',
      count: 6,
      stake: { exponential: { mean: '50 OPG' } },
      speed: { uniform: { low: 0.8, high: 1.5 } },
      queue: { priority: { bound: 3 } },
    },
    { group: 'shared', count: 2, stake: '20 OPG', queue: { ps: { rates: [1, 1.6, 2], limit: 3, bound: 4 } } },
    { group: 'large', count: 4, slots: 2, stake: '100 OPG', tee: true, operator: 'firms' },
  ],
  validators: [{ group: 'v', count: 4, stake: '30 OPG', commission: 0.1, uptime: 0.9, operator: 'firms' }],
  delegators: [{ group: 'd', count: 7, stake: '5 OPG' }],
  flows,
  incentives: {
    price: { token: { formula: '0.01 + 0.02 * size' } },
    fees: { node: 0.7, validators: 0.15, publisher: 0.05, treasury: 0.05, burn: 0.05 },
    emission: { linear: { pool: '37 OPG', over: '110s' } },
    division: { proportional: { by: 'stake * (0.1 + jobs)' } },
    slashing: { fraction: { fraction: 0.2, jail: '9s', window: '3s', to: { victim: 0.5, treasury: 0.2, burn: 0.3 } } },
    minimum_stake: '2 OPG',
  },
  adversaries: [
    { name: 'idlers', attack: { lazy: { probability: 0.5 } }, count: 1, group: 'small' },
    {
      name: 'thrifty',
      attack: { substitute: { probability: 0.7 } },
      count: 1,
      group: 'large',
      from: '15s',
      until: '80s',
    },
    { name: 'ring', attack: { collude: { probability: 0.6 } }, count: 2, group: 'small', from: '10s' },
    { name: 'masks', attack: { sybil: { probability: 0.3 } }, count: 2, group: 'large' },
  ],
};

/** Every rule, adversary and strategy is in one of these. */
export const BUSY: Record<string, Written> = {
  'everything at once': base,
  'with changes in mid-run': {
    ...base,
    changes: [
      {
        at: '41s',
        set: {
          'flows.watched.verification': { 'redundant-majority': { copies: 3 } },
          'flows.voted.arrivals': { poisson: { rate: '2/s' } },
          'flows.sealed.settlement': { individual: { gas: 300 } },
          'flows.plain.verification': { sampling: { probability: 0.5, by: 'validators' } },
          'flows.plain.priority': 0,
          'flows.plain.patience': '700ms',
          'flows.hasty.patience': { exponential: { mean: '1s' } },
          'flows.hasty.timeout': '1s',
          'incentives.price': { 'fixed-usd': { margin: 0.1 } },
        },
      },
      {
        at: '77.7s',
        set: {
          'flows.watched.verification': { sampling: { probability: 0.9 } },
          'flows.voted.verification': 'none',
          'flows.voted.routing': 'uniform',
          'flows.watched.settlement': { batch: { items: 10, idle: '1s', age: '2s', gas: 800 } },
          'incentives.slashing': 'none',
          'incentives.emission': 'none',
          'chain.gas_limit': 1500,
        },
      },
    ],
  },
  'with blocks in aggregate': {
    ...base,
    validators: [{ group: 'v', count: 4, stake: '30 OPG', commission: 0.1 }],
    chain: { mode: 'aggregate', block_time: '700ms', finality: '1s', gas_limit: 2000, gas_price: '0.000001 OPG' },
    incentives: { ...(base.incentives as Written), division: { proportional: { to: 'validators' } }, slashing: 'none' },
  },
};
