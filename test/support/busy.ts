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
  {
    name: 'ticking',
    model: 'toy',
    arrivals: { deterministic: { every: '5300ms' } },
    routing: 'round-robin',
    verification: { 'redundant-majority': { copies: 2 } },
  },
  {
    name: 'bursty',
    model: 'other',
    arrivals: { mmpp: { rates: [2, 0, 0.2], switching: [0.5, 0.2, 0.1] } },
    routing: 'least-loaded',
    verification: { 'redundant-majority': { copies: 3 } },
  },
  {
    name: 'daily',
    model: 'other',
    arrivals: { diurnal: { rate: '0.4/s', amplitude: 0.9, period: '50s', phase: '13s' } },
    routing: { 'reputation-weighted': { gamma: 2 } },
    verification: { sampling: { probability: 0.3 } },
  },
  {
    name: 'excited',
    model: 'other',
    arrivals: { hawkes: { mu: 0.1, alpha: 0.5, beta: 0.8 } },
    routing: 'least-loaded',
  },
  {
    name: 'waiting',
    model: 'toy',
    clients: 4,
    arrivals: { closed: { think: { exponential: { mean: '9s' } } } },
    routing: 'round-robin',
    latency: { exponential: { mean: '80ms' } },
    willingness: { uniform: { low: 0, high: 0.5 } },
  },
  {
    name: 'tokens',
    model: 'other',
    arrivals: {
      trace: {
        file: 'fixtures/tokens.csv',
        model: 'GPT-4',
        overhead: '50ms',
        per_input_token: '100us',
        per_output_token: '2ms',
      },
    },
  },
];

/** How the same flows pay, choose and react where nodes ask. */
const ECONOMY: Record<string, Written> = {
  watched: {
    routing: 'lowest-price',
    payment: {
      postpaid: {
        default: 0.1,
        minimum: '0.01 OPG',
        session: { cap: '0.5 OPG', idle: '2s', over_cap: 'lose' },
        allowance: { minimum: '0.5 OPG', renew: true },
        wallet: { balance: '2 OPG', refill: { amount: '1 OPG', below: '0.4 OPG', every: '9s' } },
      },
    },
    trust: { loss: 0.5, recovery: '20s' },
  },
  voted: { routing: 'auction', payment: { escrow: { wallet: { balance: '9 OPG' } } } },
  plain: {
    routing: { auction: { pays: 'first-price', reserve: '$0.05' } },
    willingness: undefined,
    elasticity: { exponent: 1.2, reference: '$0.02', most: 2 },
  },
  hasty: { payment: { prepaid: { wallet: { balance: '7 OPG' } } } },
  bursty: { routing: 'auction', payment: { relay: { pack: '$0.1', margin: 0.2 } } },
  daily: {
    verification: 'none',
    payment: {
      postpaid: { session: { cap: '0.2 OPG' }, allowance: { minimum: '5 OPG' }, wallet: { balance: '0.5 OPG' } },
    },
  },
  ticking: { payment: { postpaid: { allowance: { minimum: '0.1 OPG' } } } },
  excited: { trust: { loss: 0.9 }, verification: { sampling: { probability: 0.5 } } },
};

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
          'flows.waiting.arrivals': { poisson: { rate: '1/s' } },
          'flows.bursty.arrivals': { hawkes: { mu: '0.2/s', alpha: 0.2, beta: 0.5 } },
          'flows.daily.routing': 'least-loaded',
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
          'flows.waiting.arrivals': { closed: { think: '3s' } },
          'flows.bursty.arrivals': { mmpp: { rates: [1, 0.1], switching: [0.5, 0.2] } },
          'flows.ticking.arrivals': { deterministic: { rate: '0.7/s' } },
          'flows.watched.settlement': { batch: { items: 10, idle: '1s', age: '2s', gas: 800 } },
          'incentives.slashing': 'none',
          'incentives.emission': 'none',
          'chain.gas_limit': 1500,
        },
      },
    ],
  },
  'with a token that vests, moves and is read by an oracle': {
    ...base,
    token: {
      supply: '10000 OPG',
      price: { gbm: { start: 0.1, drift: 1, volatility: 90, step: '3s' } },
      tge: '10s',
      allocation: [
        { name: 'staking', share: 0.1, to: 'emission' },
        { name: 'investors', share: 0.2, cliff: '25s', vesting: '50s' },
        { name: 'foundation', amount: '500 OPG', tge: 0.3, vesting: '1h', to: 'foundation' },
        { name: 'grants', share: 0.05, tge: 0.5, cliff: '30s', to: 'treasury' },
      ],
      oracle: { refresh: '5s', halt_after: '12s', outages: [{ at: '50s', for: '20s' }] },
    },
    incentives: {
      ...(base.incentives as Written),
      price: { 'fixed-usd': { margin: 0.1 } },
      emission: { exponential: { pool: '50 OPG', half_life: '60s' } },
    },
    changes: [
      { at: '25s', set: { 'incentives.emission': { halving: { first: '20 OPG', every: '30s' } } } },
      { at: '45s', set: { 'incentives.emission': { geometric: { first: '9 OPG', decay: 0.2, cap: '30 OPG' } } } },
      { at: '65s', set: { 'incentives.emission': { 'target-bonded': { goal: 0.1 } } } },
      { at: '85s', set: { 'incentives.emission': { 'issuance-sqrt': { every: '7s' } } } },
    ],
  },
  'with asks, wallets, proxies and relays': {
    ...base,
    models: [
      {
        name: 'toy',
        size: { lognormal: { mean: '600ms', scv: 2 } },
        price: '$0.02',
        publisher: 'lab',
        disagreement: 0.1,
        download: { fee: '0.003 OPG', paid_by: 'publisher' },
      },
      { name: 'other', size: { exponential: { mean: '500ms' } }, price: '$0.03', download: { fee: '$0.001' } },
    ],
    nodes: (base.nodes as Written[]).map((group, i) => ({
      ...group,
      ask: { uniform: { low: '$0.01', high: '$0.03' } },
      ...(i === 0 && { ask_formula: 'ask * (1 + load) + 0.001 * size' }),
      ...(i === 1 && { upstream: 'list' }),
      ...(i === 2 && {
        upstream: '$0.004',
        cost: { per_hour: '$0.9', watts: 300, idle_watts: 90, electricity: '$0.1' },
      }),
    })),
    operators: [{ group: 'firms', count: 3, wealth: '1 OPG', strategy: { undercut: { cost: '$0.012' } } }],
    flows: flows.map((flow) => ({ ...flow, ...ECONOMY[flow.name] })),
    incentives: {
      ...(base.incentives as Written),
      price: 'ask',
      fees: { node: 0.7, validators: 0.1, treasury: 0.05, facilitator: 0.05, storage: 0.05, data: 0.03, relay: 0.02 },
    },
    changes: [
      {
        at: '43s',
        set: {
          'flows.watched.payment': 'escrow',
          'flows.voted.payment': 'prepaid',
          'flows.hasty.payment': { postpaid: { default: 0.5 } },
          'flows.plain.routing': 'lowest-price',
          'flows.excited.trust.recovery': '10s',
        },
      },
      {
        at: '81s',
        set: {
          'incentives.price': 'fixed-usd',
          'flows.plain.routing': 'uniform',
          'flows.voted.routing': 'uniform',
          'flows.bursty.routing': 'uniform',
        },
      },
    ],
  },
  'with blocks in aggregate': {
    ...base,
    token: { supply: '10000 OPG', price: { path: { file: 'fixtures/price.csv' } } },
    validators: [{ group: 'v', count: 4, stake: '30 OPG', commission: 0.1 }],
    chain: { mode: 'aggregate', block_time: '700ms', finality: '1s', gas_limit: 2000, gas_price: '0.000001 OPG' },
    incentives: { ...(base.incentives as Written), division: { proportional: { to: 'validators' } }, slashing: 'none' },
  },
};
