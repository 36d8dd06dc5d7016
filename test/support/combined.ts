/**
 * Which rules meet that no test puts together? Networks drawn from every section at once: trouble, chains, trust, stake, money.
 * Nobody comes after a third of the run, so that what is still open at its end was forgotten by somebody.
 */
import fc from 'fast-check';
import { flow, type Written } from './scenario.ts';

/** When the last job comes, s; the horizon is long after everything that may still happen to it. */
const LAST = 20;

const verification = fc.constantFrom<unknown>(
  'none',
  { tee: { factor: 1.2 } },
  { sampling: { probability: 0.6, auditors: 2, reward: '0.01 OPG' } },
  { sampling: { probability: 0.6, by: 'validators' } },
  { 'redundant-majority': { copies: 3 } },
  { 'redundant-majority': { copies: 2 } },
  { 'redundant-m-first': { m: 2, most: 4 } },
  { 'redundant-m-first': { m: 1, copies: 3 } },
  { 'redundant-m-first': { m: 1, copies: 3, cancel: false } },
  { 'redundant-adaptive': { trusted_after: 2 } },
  { 'spot-check': { probability: 0.3, batch: { items: 3, age: '4s' } } },
  { zkml: { proof_work: 3, by: 'same-slot', timeout: '4s', unproved: 'accept', verify_gas: 200, soundness: 0.3 } },
  { zkml: { proof_work: 2, provers: 2, answer_after: 'execution', verify_gas: 100 } },
  { optimistic: { challengers: 2, looks: 0.6, window: '3s', steps: 9, round: '400ms', bond: '2 OPG' } },
  { optimistic: { challengers: 1, looks: 1, window: '1s', steps: 2, round: '2s', by: 'validators' } },
  {
    mixed: {
      parts: [
        { share: 0.3, method: 'none' },
        { share: 'value > 2 ? 1 : 0.2', method: { tee: { factor: 1.5, attests: 'hand-off' } } },
        { share: 0.4, method: { zkml: { proof_work: 2, verify_gas: 150, timeout: '3s' } } },
        { share: 0.4, method: { optimistic: { challengers: 1, window: '2s', round: 0, by: 'validators' } } },
        { share: 0.4, method: { 'redundant-majority': { copies: 3 } } },
        { share: 0.3, method: { 'redundant-m-first': { m: 2 } } },
        { share: 0.3, method: { 'spot-check': { probability: 0.3, batch: { items: 3, age: '3s' } } } },
        { share: 0.3, method: { sampling: { probability: 0.7, auditors: 2 } } },
      ],
    },
  },
);

const settlement = fc.constantFrom<unknown>(
  'none',
  'private',
  { individual: { gas: 400, max_age: '3s' } },
  { individual: { gas: 300, ahead: { exponential: { mean: '200s' } } } },
  { batch: { items: 3, idle: '2s', age: '5s', gas: 900 } },
  { batch: { items: 4, idle: '1s', age: '3s', gas: 700, across: 'network' } },
  { pipe: { gas: 300, wait: '6s' } },
  { pipe: { gas: 250 } },
);

const arrivals = fc.constantFrom<Written>(
  { arrivals: { poisson: { rate: '1.5/s' } } },
  { arrivals: { deterministic: { every: '500ms' } } },
  { arrivals: { closed: { think: { exponential: { mean: '1s' } } } }, clients: 4 },
  { arrivals: { hawkes: { mu: 0.5, alpha: 0.4, beta: 0.8 } }, clients: 3 },
);

const stages = fc.constantFrom<Written>(
  {},
  {},
  {
    stages: [
      { name: 'fetch', size: '200ms', routing: 'least-loaded' },
      { name: 'infer', next: { fetch: 0.3 } },
    ],
  },
  {
    stages: [
      { name: 'a', nodes: ['plain'], size: { exponential: { mean: '100ms' } }, enter: 0.5, next: { b: 0.7 } },
      { name: 'b', enter: 0.5, next: { a: 0.2 } },
    ],
  },
);

const impatience = fc.constantFrom<Written>(
  {},
  { patience: '400ms', retries: 1 },
  { timeout: { exponential: { mean: '2s' } }, retries: 3, back_off: { delay: '300ms', factor: 2 } },
  { patience: { exponential: { mean: '3s' } }, timeout: '900ms', retries: 2, back_off: { delay: '700ms' } },
);

const routing = fc.constantFrom<unknown>(
  'uniform',
  { sticky: { recheck: '3s' } },
  { 'power-of-d': { d: 2 } },
  'least-loaded',
  'round-robin',
  { 'stake-weighted': { exponent: 0.5 } },
  { 'reputation-weighted': { gamma: 2 } },
  'lowest-price',
  'auction',
);

const payment = fc.constantFrom<unknown>(
  undefined,
  'escrow',
  { escrow: { wallet: { balance: '9 OPG', refill: { amount: '3 OPG', every: '4s' } } } },
  { prepaid: { wallet: { balance: '5 OPG' } } },
  {
    postpaid: {
      default: 0.2,
      session: { cap: '3 OPG', idle: '1s', over_cap: 'lose' },
      wallet: { balance: '20 OPG', refill: { amount: '7 OPG', every: '9s' } },
      allowance: { minimum: '4 OPG', renew: true },
    },
  },
  { postpaid: { session: { cap: '1 OPG', idle: '2s' } } },
  { relay: { pack: '$2', margin: 0.1 } },
);

const outage = fc.constantFrom<Written[]>(
  [],
  [],
  [{ name: 'o', nodes: 'plain', every: { exponential: { mean: '6s' } }, for: { exponential: { mean: '2s' } } }],
  [{ name: 'o', region: 'east', at: '7s', for: '5s', silent: true }],
  [
    { name: 'o', upstream: 'api', every: { exponential: { mean: '5s' } }, for: '2s', silent: true },
    { name: 'p', group: 'sealed', at: '9s', for: '4s' },
  ],
);

const chain = fc.constantFrom<Written>(
  { mode: 'off' },
  { mode: 'aggregate', finality: '500ms' },
  { mode: 'on' },
  { mode: 'on', finality: '300ms', gas_paid_by: 'nodes', relay: { workers: 1, upload: '200ms', retry: '1s' } },
  {
    mode: 'on',
    proposer: 'lottery',
    gas_paid_by: 'nodes',
    relay: { workers: 2, upload: '100ms', tries: 2, retry: '1s', outages: [{ at: '8s', for: '5s' }], receipt: '4s' },
    payment: {
      block_time: '600ms',
      gas_limit: 300,
      gas: 100,
      gas_price: '0.00003 OPG',
      relay: { tries: 2, retry: '500ms', random: { between: { exponential: { mean: '4s' } }, lasting: '2s' } },
    },
    storage: { epoch: '10s', epochs: 2 },
  },
  { mode: 'on', payment: { mode: 'aggregate', gas: 10, relay: {} }, gas_paid_by: 'facilitator' },
);

const stake = fc.constantFrom<Written>(
  {},
  {
    staking: { open: { maximum: 2, minimum: '1 OPG', unbonding: '10s' } },
    delegation: { logit: { inertia: 0.2, compounding: 0.5, sensitivity: 1 } },
    division: { proportional: { to: 'validators' } },
  },
  {
    staking: { open: { maximum: 3, unbonding: '4s' } },
    delegation: { logit: { inertia: 0, sensitivity: 0, through: 'unbond' } },
    division: { proposers: { bond: true } },
    admission: { open: { activation: '1s', unbonding: '5s' } },
  },
);

const discipline = fc.constantFrom<unknown>('none', {
  'signed-blocks': {
    window: 6,
    min_signed: 0.7,
    downtime: { fraction: 0.05, jail: '3s' },
    double_sign: { fraction: 0.3, evidence: '2s' },
    to: [{ to: 'reporter', share: 0.1 }, { to: 'treasury', most: '0.7 OPG' }, { to: 'burn' }],
  },
});

const attack = fc.constantFrom<Written[]>(
  [],
  [{ name: 'x', attack: { lazy: { probability: 0.5 } }, share: 0.4 }],
  [
    { name: 'x', attack: 'collude', count: 2, from: '3s' },
    { name: 'y', attack: { 'enclave-break': { hazard: '0.2/s', detection: '4s' } }, count: 1, group: 'sealed' },
  ],
  [
    { name: 'x', attack: 'zombie', count: 1, group: 'plain', from: '5s', until: '15s' },
    { name: 'y', attack: { 'image-revocation': { image: 'first' } }, from: '6s', until: '12s' },
    { name: 'z', attack: { sybil: { probability: 0.7 } }, count: 2, group: 'plain' },
  ],
);
const doubleSigning = fc.constantFrom<Written[]>(
  [],
  [
    { name: 'forkers', attack: { equivocate: { probability: 0.2 } }, count: 1, from: '4s' },
    { name: 'sleepers', attack: { offline: { probability: 0.6 } }, count: 1, from: '8s', until: '20s' },
  ],
);

const queue = fc.constantFrom<unknown>(
  'fifo',
  { fifo: { bound: 2 } },
  { priority: { bound: 3 } },
  { ps: { rates: [1, 1.5], limit: 2, bound: 4 } },
  { ps: { prefill: 900, decode: [60, 90], limit: 2 } },
);

/** A network in which anything may meet anything. */
export const combined = fc
  .record({
    seed: fc.nat(1000),
    plain: fc.integer({ min: 3, max: 5 }),
    sealed: fc.integer({ min: 3, max: 4 }),
    chain,
    outage,
    stake,
    discipline,
    attack,
    doubleSigning,
    queue: fc.array(queue, { minLength: 2, maxLength: 2 }),
    flows: fc.array(
      fc.record({ arrivals, routing, verification, settlement, payment, impatience, stages, trust: fc.boolean() }),
      { minLength: 1, maxLength: 3 },
    ),
    slashing: fc.constantFrom<unknown>('none', {
      fraction: { fraction: 0.4, jail: '4s', to: { victim: 0.4, treasury: 0.3, burn: 0.3 } },
    }),
    price: fc.constantFrom<unknown>({ token: '0 OPG' }, { token: '0.7 OPG' }, 'fixed-usd', 'ask'),
    memory: fc.boolean(),
    /** A call by PIPE costs next to nothing, or as much as a job. */
    gasPrice: fc.constantFrom('0.00001 OPG', '0.002 OPG'),
    /** Enclaves that come when jobs wait for them already. */
    late: fc.boolean(),
    change: fc.option(fc.record({ verification, settlement, payment }), { nil: undefined }),
  })
  .map((s): Written => {
    const names = s.flows.map((_, f) => `f${f}`);
    // In silence a client that has no time-out waits for ever.
    const silent = s.outage.some((one) => one.silent === true);
    const counting = JSON.stringify(s.queue).includes('prefill');
    return {
      seed: s.seed,
      horizon: '90s',
      epoch: '5s',
      token: {
        supply: '10000 OPG',
        price: { gbm: { start: 0.1, volatility: 60, step: '2s' } },
        oracle: { refresh: '3s', halt_after: '9s', outages: [{ at: '5s', for: '8s' }] },
      },
      regions: {
        names: ['west', 'east'],
        latency: [
          ['10ms', '90ms'],
          ['80ms', '10ms'],
        ],
        jitter: { exponential: { mean: '20ms' } },
      },
      models: [
        {
          name: 'toy',
          size: { exponential: { mean: '500ms' } },
          price: '$0.05',
          disagreement: 0.1,
          royalty: 0.03,
          ...(s.memory && { memory: 6, fetch: '100ms', download: { fee: '0.01 OPG', paid_by: 'node' } }),
        },
        { name: 'big', size: '300ms', price: '$0.08', ...(s.memory && { memory: 5, load: '200ms' }) },
      ],
      nodes: [
        {
          group: 'plain',
          count: s.plain,
          stake: '20 OPG',
          region: 'west',
          queue: s.queue[0],
          ask: { uniform: { low: '$0.01', high: '$0.1' } },
          ...(s.memory && { memory: 8, bandwidth: 30 }),
        },
        {
          group: 'sealed',
          count: s.sealed,
          slots: 2,
          stake: '30 OPG',
          region: 'east',
          tee: true,
          image: 'first',
          ...(s.late && { joins: '2s' }),
          queue: s.queue[1],
          upstream: 'api',
          upstream_cost: 'list',
          ask: '$0.03',
        },
        {
          group: 'guests',
          count: 2,
          stake: { exponential: { mean: '9 OPG' } },
          region: 'east',
          joins: '4s',
          leaves: { exponential: { mean: '8s' } },
          ask: '$0.02',
        },
      ],
      validators: [
        { group: 'v', count: 3, stake: '40 OPG', commission: 0.1, uptime: s.chain.mode === 'aggregate' ? 1 : 0.95 },
        { group: 'w', count: 1, stake: '30 OPG', joins: '3s', leaves: '12s' },
      ],
      delegators: [{ group: 'd', count: 5, stake: { exponential: { mean: '6 OPG' } } }],
      chain: { block_time: '500ms', gas_limit: 1500, gas_price: s.gasPrice, ...s.chain },
      outages: s.outage,
      flows: s.flows.map((one, f) =>
        flow({
          name: names[f],
          model: f === 1 ? 'big' : 'toy',
          routing: one.routing === 'auction' && s.price !== 'ask' ? 'lowest-price' : one.routing,
          verification: one.verification,
          settlement: one.settlement,
          payment: one.payment,
          regions: { west: 0.5, east: 0.5 },
          tokens: { in: { exponential: { mean: 100 } }, out: { exponential: { mean: 20 } } },
          value: { uniform: { low: 1, high: 4 } },
          priority: f,
          ...(one.trust && { trust: { loss: 0.4, recovery: '5s' } }),
          ...one.arrivals,
          // A stage's work is no number of tokens.
          ...(counting ? {} : one.stages),
          ...one.impatience,
          ...(silent && !one.impatience.timeout && { timeout: '5s' }),
          ...(one.arrivals.clients === undefined && { clients: 2 }),
        }),
      ),
      verification: {
        enclaves: {
          images: [{ name: 'first', successor: 'second', upgrade: '3s' }, { name: 'second' }],
          at_start: 'registering',
          heartbeat: '2s',
          expiry: '4s',
          loss: 0.2,
          attestation_age: '3s',
          gas: 100,
          reattest: '9s',
        },
      },
      incentives: {
        price: s.price,
        fees: { node: 0.6, validators: 0.2, publisher: 0.05, treasury: 0.05, facilitator: 0.05, burn: 0.05 },
        emission: { linear: { pool: '9 OPG', over: '77s' } },
        slashing: s.slashing,
        minimum_stake: '5 OPG',
        discipline: s.chain.mode === 'on' ? s.discipline : 'none',
        ...s.stake,
        ...(s.chain.mode === 'off' && { division: { proportional: { by: 'stake' } } }),
      },
      adversaries: [...s.attack, ...(s.chain.mode === 'on' ? s.doubleSigning : [])],
      changes: [
        ...(s.change
          ? [
              {
                at: '10s',
                set: {
                  'flows.f0.verification': s.change.verification,
                  'flows.f0.settlement': s.change.settlement,
                  'flows.f0.payment': s.change.payment ?? 'escrow',
                },
              },
            ]
          : []),
        {
          at: `${LAST}s`,
          set: Object.fromEntries(names.map((name) => [`flows.${name}.arrivals`, { poisson: { rate: 0 } }])),
        },
      ],
      measures: { windows: 5, warmup: 'none', by_flow: true },
    };
  });
