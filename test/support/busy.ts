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
  voted: { routing: 'auction', payment: { escrow: { wallet: { balance: '9 OPG' }, release: 'verdict' } } },
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

const COUNTING = {
  upstream: 'api',
  queue: { ps: { prefill: 2000, decode: [60, 100, 130], limit: 3, bound: 5 } },
};

/** Every rule, adversary and strategy is in one of these. */
export const BUSY: Record<string, Written> = {
  'everything at once': { ...base, measures: { windows: 10, warmup: 'none', by_flow: true, waits: true } },
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
  'with stake that comes, goes, moves and is taken': {
    ...base,
    chain: { mode: 'on', block_time: '700ms', gas_limit: 2000, gas_price: '0.000001 OPG' },
    nodes: [
      ...(base.nodes as Written[]),
      {
        group: 'guests',
        count: 4,
        stake: { exponential: { mean: '9 OPG' } },
        joins: { uniform: { low: '5s', high: '40s' } },
        leaves: { exponential: { mean: '30s' } },
      },
      { group: 'strangers', count: 2, stake: '9 OPG', joins: '15s', approved: false },
    ],
    validators: [
      { group: 'v', count: 7, stake: { exponential: { mean: '30 OPG' } }, commission: 0.1, uptime: 0.9 },
      {
        group: 'shaky',
        count: 3,
        stake: '40 OPG',
        joins: { uniform: { low: '4s', high: '30s' } },
        leaves: '70s',
        outages: { every: { exponential: { mean: '12s' } }, for: { exponential: { mean: '5s' } } },
      },
    ],
    delegators: [{ group: 'd', count: 9, stake: { exponential: { mean: '8 OPG' } } }],
    incentives: {
      ...(base.incentives as Written),
      division: { proportional: { to: 'validators' } },
      staking: { open: { maximum: 5, minimum: '1 OPG', unbonding: '25s' } },
      discipline: {
        'signed-blocks': {
          window: 8,
          min_signed: 0.7,
          downtime: { fraction: 0.05, jail: '4s' },
          double_sign: { fraction: 0.3, evidence: '6s' },
          to: [{ to: 'reporter', share: 0.1 }, { to: 'treasury', most: '0.7 OPG' }, { to: 'burn' }],
        },
      },
      delegation: { logit: { inertia: 0.5, compounding: 0.5, through: 'unbond' } },
      admission: { authority: { review: '4s', unbonding: '11s' } },
    },
    adversaries: [
      ...(base.adversaries as Written[]),
      { name: 'sleepers', attack: { offline: { probability: 0.6 } }, count: 1, group: 'v', from: '8s', until: '60s' },
      { name: 'forkers', attack: { equivocate: { probability: 0.05 } }, count: 2, from: '20s' },
    ],
    changes: [
      {
        at: '50s',
        set: {
          'incentives.staking': { open: { maximum: 7, unbonding: '15s' } },
          'incentives.delegation': { logit: { inertia: 0.3, through: 'redelegate' } },
          'incentives.discipline': { 'signed-blocks': { window: 5, downtime: { jail: '2s' }, spacing: '3s' } },
          'incentives.division': { proposers: { bond: true } },
          'incentives.admission': { open: { unbonding: '3s' } },
        },
      },
      { at: '65s', set: { 'incentives.division': { 'ml-pos': { draws: 7 } } } },
      { at: '85s', set: { 'incentives.division': { 'sl-pos': { draws: 3, bond: false } } } },
      { at: '98s', set: { 'incentives.division': { 'c-pos': { shards: 4, draws: 2 } } } },
    ],
  },
  'with validators of an authority': {
    ...base,
    validators: [
      { group: 'v', count: 3, stake: '10000 OPG', operator: 'firms' },
      { group: 'added', count: 2, stake: '1 OPG', joins: '20s', leaves: '50s' },
    ],
    delegators: [],
    incentives: {
      ...(base.incentives as Written),
      division: 'proposers',
      staking: { authority: { unbonding: '30s' } },
      admission: 'open',
    },
    token: { supply: '40000 OPG' },
  },
  'with every method of trust, and a registry of enclaves': {
    ...base,
    nodes: [
      ...(base.nodes as Written[]),
      { group: 'sealed', count: 4, slots: 2, stake: '100 OPG', tee: true, image: 'first' },
      { group: 'other-sealed', count: 3, slots: 2, stake: '50 OPG', tee: true, image: 'second' },
    ],
    flows: [
      flows[0],
      { ...flows[2], routing: 'uniform', retries: 1 },
      {
        name: 'proved',
        model: 'toy',
        arrivals: { poisson: { rate: '0.6/s' } },
        routing: { sticky: { recheck: '9s' } },
        verification: {
          zkml: {
            proof_work: { loguniform: { low: 1, high: 20 } },
            provers: 4,
            timeout: '9s',
            verify_gas: 300,
            gas_paid_by: 'nodes',
            soundness: 0.3,
          },
        },
        latency: '40ms',
        timeout: '12s',
        retries: 1,
        value: '$3',
      },
      {
        name: 'self-proved',
        model: 'other',
        arrivals: { poisson: { rate: '0.3/s' } },
        verification: {
          zkml: {
            proof_work: 3,
            by: 'same-slot',
            timeout: '2s',
            unproved: 'accept',
            answer_after: 'execution',
            verify: '30ms',
            verify_gas: 0,
          },
        },
      },
      {
        name: 'disputed',
        model: 'toy',
        arrivals: { poisson: { rate: '1/s' } },
        verification: {
          optimistic: {
            challengers: 3,
            looks: '0.2 + 0.1 * value',
            window: '7s',
            steps: 1000,
            round: '300ms',
            bond: '3 OPG',
          },
        },
        value: { uniform: { low: 1, high: 3 } },
      },
      {
        name: 'mixed',
        model: 'toy',
        clients: 3,
        arrivals: { poisson: { rate: '2/s' } },
        routing: { sticky: { recheck: '8s' } },
        retries: 2,
        verification: {
          mixed: {
            parts: [
              { share: 0.2, method: 'none', name: 'vanilla' },
              { share: 'value > 3 ? 0.5 : 0.1', method: { tee: { factor: 1.4 } } },
              { share: 0.3, method: { optimistic: { challengers: 1, window: '3s', by: 'validators' } } },
              { share: 0.1, method: { zkml: { proof_work: 2, verify_gas: 200 } } },
              { share: 0.2, method: { 'redundant-majority': { copies: 3 } } },
              { share: 0.1, method: { sampling: { probability: 0.5 } } },
            ],
          },
        },
        settlement: { individual: { gas: 200 } },
        payment: { escrow: { release: 'proof' } },
        value: { uniform: { low: 1, high: 5 } },
      },
      {
        name: 'chosen',
        model: 'toy',
        arrivals: { trace: { file: 'fixtures/modes.csv' } },
        verification: {
          mixed: {
            parts: [
              { method: 'none', name: 'vanilla' },
              { method: 'tee' },
              { method: { optimistic: { window: '2s' } } },
            ],
          },
        },
      },
    ],
    verification: {
      enclaves: {
        images: [
          { name: 'first', successor: 'third', upgrade: { exponential: { mean: '6s' } } },
          { name: 'second' },
          { name: 'third', approved: false },
        ],
        at_start: 'registering',
        heartbeat: '5s',
        expiry: '9s',
        loss: 0.2,
        relay_outages: [{ at: '30s', for: '12s' }],
        attestation_age: '4s',
        gas: 900,
        heartbeat_gas: 100,
        gas_paid_by: 'nodes',
        reattest: '25s',
      },
    },
    incentives: {
      ...(base.incentives as Written),
      slashing: {
        fraction: {
          jail: '5s',
          to: [
            { to: 'victim', share: 0.3 },
            { to: 'challenger', share: 0.5 },
            { to: 'treasury', most: '0.1 OPG' },
          ],
        },
      },
    },
    adversaries: [
      { name: 'idlers', attack: { lazy: { probability: 0.5 } }, count: 2, group: 'small' },
      {
        name: 'burglars',
        attack: {
          'enclave-break': { hazard: '0.08/s', detection: { exponential: { mean: '15s' } }, probability: 0.7 },
        },
        count: 2,
        group: 'sealed',
        from: '5s',
      },
      {
        name: 'thieves',
        attack: { 'enclave-break': { detection: '60s', lasting: false } },
        count: 1,
        group: 'other-sealed',
        from: '8s',
        until: '100s',
      },
      { name: 'dead', attack: 'zombie', count: 1, group: 'other-sealed', from: '20s', until: '90s' },
      { name: 'decree', attack: { 'image-revocation': { image: 'second' } }, from: '70s', until: '85s' },
    ],
    changes: [
      {
        at: '45s',
        set: {
          'verification.enclaves.images.third.approved': true,
          'verification.enclaves.heartbeat': '4s',
          'verification.enclaves.reattest': '15s',
          'flows.proved.verification': {
            zkml: { proof_work: 2, provers: 2, answer_after: 'execution', verify_gas: 250 },
          },
          'flows.disputed.verification': { optimistic: { window: '4s', by: 'validators', looks: 0.5 } },
          'flows.mixed.verification': {
            mixed: {
              parts: [
                { method: { zkml: { proof_work: 3, timeout: '4s', verify_gas: 100 } } },
                { method: 'tee', name: 'sealed' },
              ],
            },
          },
        },
      },
      {
        at: '80s',
        set: {
          'flows.disputed.verification': 'none',
          'flows.self-proved.verification': { mixed: { parts: [{ method: 'tee' }] } },
        },
      },
    ],
  },
  'with two chains, relays whose links fail, and PIPE': {
    ...base,
    chain: {
      ...(base.chain as Written),
      gas_paid_by: 'nodes',
      relay: {
        workers: 2,
        upload: '100ms',
        tries: 3,
        retry: '400ms',
        outages: [{ at: '30s', for: '4s' }],
        random: { between: { exponential: { mean: '9s' } }, lasting: { exponential: { mean: '1s' } } },
      },
      payment: {
        block_time: '300ms',
        gas_limit: 900,
        gas: 100,
        gas_price: '0.000001 OPG',
        relay: { max_fee: '0.000002 OPG', receipt: '2s', random: { between: '20s', lasting: '3s' } },
      },
      storage: { epoch: '20s', epochs: 2 },
    },
    flows: flows.map((one) => {
      if (one.name === 'voted') return { ...one, settlement: { individual: { gas: 400, max_age: '2s' } } };
      if (one.name === 'sealed')
        return {
          ...one,
          settlement: { individual: { gas: 90, chain: 'payment', ahead: { exponential: { mean: '150s' } } } },
        };
      if (one.name === 'watched' || one.name === 'tokens')
        return { ...one, settlement: { batch: { items: 6, idle: '2s', age: '4s', gas: 900, across: 'network' } } };
      if (one.name === 'hasty') return { ...one, settlement: { pipe: { gas: 200 } } };
      return one.name === 'bursty' ? { ...one, settlement: 'private' } : one;
    }),
    changes: [
      { at: '40s', set: { 'chain.payment.gas_price': '0.000003 OPG' } },
      {
        at: '60s',
        set: {
          'chain.payment.gas_price': '0.0000015 OPG',
          'flows.plain.settlement': { pipe: { gas: 200, wait: '9s' } },
        },
      },
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
      ...(i === 1 && { upstream_cost: 'list' }),
      ...(i === 2 && {
        upstream_cost: '$0.004',
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
          'flows.watched.payment': { escrow: { release: 'proof' } },
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
  'with operators who learn, and auditors who may not look': {
    ...base,
    operators: [
      {
        group: 'firms',
        count: 3,
        wealth: '1 OPG',
        strategy: { 'best-response': { decides: ['answers', 'audits'], compute: 0.001, memory: 3 } },
      },
      { group: 'players', count: 2, strategy: { 'fictitious-play': { exploration: 0.3, cheat: 'made-up-shared' } } },
      { group: 'masks', count: 2, strategy: { replicator: { speed: 50, memory: 2, initial: 0.2 } } },
      { group: 'watchers', count: 2, strategy: { logit: { decides: ['audits'], noise: 0.002, harm: 0.01 } } },
    ],
    nodes: [
      ...(base.nodes as Written[]),
      { group: 'played', count: 4, stake: '30 OPG', operator: 'players' },
      { group: 'masked', count: 3, stake: '30 OPG', operator: 'masks' },
    ],
    validators: [
      { group: 'v', count: 4, stake: '30 OPG', commission: 0.1, operator: 'watchers' },
      { group: 'w', count: 3, stake: '20 OPG' },
    ],
    flows: flows.map((one) =>
      one.name === 'watched' || one.name === 'plain'
        ? { ...one, verification: { sampling: { probability: 0.4, by: 'validators', reward: '0.001 OPG' } } }
        : one,
    ),
    incentives: {
      ...(base.incentives as Written),
      slashing: { amount: { amount: '0.5 OPG', refund: '0.02 OPG', bounty: '0.6 OPG', jail: '2s' } },
    },
    adversaries: [
      ...(base.adversaries as Written[]),
      { name: 'stampers', attack: { 'rubber-stamp': { probability: 0.7 } }, count: 2, group: 'w', from: '12s' },
      { name: 'late', attack: 'lazy', count: 1, group: 'played', from: '30s', until: '70s' },
    ],
    changes: [
      {
        at: '63s',
        set: {
          'flows.watched.verification': { sampling: { probability: 0.8, auditors: 3 } },
          'incentives.slashing': { amount: { amount: '0.2 OPG', bounty: '0.1 OPG', to: 'treasury' } },
        },
      },
    ],
  },
  'with blocks in aggregate': {
    ...base,
    token: { supply: '10000 OPG', price: { path: { file: 'fixtures/price.csv' } } },
    validators: [{ group: 'v', count: 4, stake: '30 OPG', commission: 0.1 }],
    chain: { mode: 'aggregate', block_time: '700ms', finality: '1s', gas_limit: 2000, gas_price: '0.000001 OPG' },
    incentives: {
      ...(base.incentives as Written),
      price: { eip1559: { initial: 0.02, target: 4, every: '1500ms' } },
      emission: { 'constant-growth': { initial: '120 OPG', pool: '30 OPG', over: '100s' } },
      division: { split: { nodes: 0.3, validators: 0.6, treasury: 0.1, by: 'stake' } },
      slashing: 'none',
    },
    changes: [
      {
        at: '47s',
        set: {
          'incentives.price': { eip1559: { initial: 1, target: 3, limit: 3, step: 0.2, every: '1s' } },
          'incentives.emission': { 'linear-decreasing': { pool: '30 OPG', over: '100s' } },
        },
      },
    ],
  },
  'in regions, with nodes that fail': {
    ...base,
    regions: {
      names: ['here', 'there'],
      latency: [
        ['5ms', '80ms'],
        ['90ms', '5ms'],
      ],
      jitter: { exponential: { mean: '20ms' } },
    },
    operators: [{ group: 'firms', count: 3, wealth: '1 OPG', strategy: 'fixed', region: 'there', provider: 'cloud' }],
    nodes: (base.nodes as Written[]).map((group) =>
      group.operator
        ? group
        : {
            ...group,
            region: 'here',
            memory: 10,
            bandwidth: 20,
            ...(group.group === 'shared' ? COUNTING : {}),
          },
    ),
    flows: flows.map(({ latency: _, ...one }: Written, f) => ({
      ...one,
      // In silence a client that has no time-out waits for ever.
      timeout: one.timeout ?? '20s',
      tokens: { in: { lognormal: { mean: 300, scv: 2 } }, out: { exponential: { mean: 40 } } },
      retries: one.retries ?? 1,
      ...(f % 3 < 2 ? { clients: 4, regions: { here: 0.5, there: 0.5 } } : {}),
      ...(f % 3 === 0 ? { routing: 'lowest-latency' } : {}),
      ...(one.name === 'watched' || one.name === 'voted' || one.name === 'waiting'
        ? {
            stages: [
              {
                name: 'ask',
                nodes: ['small'],
                size: { exponential: { mean: '50ms' } },
                routing: 'uniform',
                fee_share: 0.2,
              },
              { name: 'look', nodes: ['large'], enter: 0.3, next: { ask: 0.2, infer: 0.5 }, size: '80ms' },
              { name: 'infer', nodes: ['small', 'large'], enter: 0.7, next: { look: 0.1 } },
            ],
          }
        : {}),
    })),
    models: (base.models as Written[]).map((model) => ({
      ...model,
      memory: 7,
      ...(model.name === 'toy' ? { load: { exponential: { mean: '100ms' } }, fetch: '20ms' } : {}),
    })),
    outages: [
      { name: 'crash', nodes: 'small', every: { exponential: { mean: '25s' } }, for: { exponential: { mean: '4s' } } },
      { name: 'api-lost', upstream: 'api', every: { exponential: { mean: '30s' } }, for: '5s', silent: true },
      { name: 'cloud-lost', provider: 'cloud', at: '50s', for: '12s' },
    ],
  },
  'with votes and spot-checks': {
    ...base,
    nodes: [...(base.nodes as Written[]), { group: 'more', count: 12, stake: '10 OPG', queue: { fifo: { bound: 4 } } }],
    flows: [
      {
        name: 'agreed',
        model: 'toy',
        arrivals: { poisson: { rate: '1/s' } },
        verification: { 'redundant-m-first': { m: 2, most: 5 } },
        settlement: { individual: { gas: 400 } },
        latency: { exponential: { mean: '100ms' } },
        timeout: '9s',
        retries: 2,
      },
      {
        name: 'fastest',
        model: 'toy',
        arrivals: { poisson: { rate: '2/s' } },
        copies: 'independent',
        verification: { 'redundant-m-first': { m: 1, copies: 3 } },
        latency: '50ms',
        retries: 1,
      },
      {
        name: 'awaited',
        model: 'other',
        arrivals: { poisson: { rate: '1/s' } },
        verification: { 'redundant-m-first': { m: 2, copies: 4, cancel: false } },
      },
      {
        name: 'earned',
        model: 'toy',
        arrivals: { poisson: { rate: '3/s' } },
        verification: { 'redundant-adaptive': { trusted_after: 3 } },
        settlement: 'private',
        retries: 1,
      },
      {
        name: 'tested',
        model: 'toy',
        arrivals: { poisson: { rate: '3/s' } },
        verification: { 'spot-check': { probability: '0.3 - 0.01 * size', batch: { items: 5, age: '20s' } } },
        latency: '40ms',
        timeout: '30s',
        retries: 1,
      },
      {
        name: 'either',
        model: 'toy',
        arrivals: { poisson: { rate: '1/s' } },
        verification: {
          mixed: {
            parts: [
              { method: { 'redundant-m-first': { m: 2 } } },
              { method: { 'spot-check': { probability: 0.5, batch: { items: 3, age: '5s' } } } },
              { method: 'redundant-adaptive' },
            ],
          },
        },
      },
    ],
    adversaries: [
      { name: 'careful', attack: { selective: { probability: 0.2 } }, count: 4, group: 'more' },
      {
        name: 'clique',
        attack: { selective: { probability: 0.3, with: 'made-up-shared', together: true } },
        count: 3,
        group: 'small',
        from: '5s',
        until: '90s',
      },
    ],
    changes: [
      {
        at: '45s',
        set: {
          'flows.agreed.verification': { 'redundant-m-first': { m: 3, copies: 4, most: 6 } },
          'flows.fastest.copies': 'shared-size',
          'flows.earned.verification': 'none',
          'flows.tested.verification': { 'spot-check': { probability: 0.4, batch: { items: 2, age: '8s' } } },
        },
      },
      {
        at: '80s',
        set: {
          'flows.tested.verification': { 'redundant-majority': { copies: 3 } },
          'flows.either.verification': { 'redundant-adaptive': { quorum: 3, trusted_after: 2 } },
        },
      },
    ],
  },
};
