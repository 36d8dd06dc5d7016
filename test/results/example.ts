/**
 * A made-up experiment with realistic numbers, for tests of what comes after a run: a network of unequal operators, one
 * of which runs a cheaper model. Every number follows from a fixed seed.
 */

import { METRICS } from '../../src/charts/metrics.ts';
import { collect } from '../../src/experiment/replications/collect.ts';
import type { Preparation } from '../../src/experiment/replications/profiles.ts';
import { encodeFloats, type Profile, pairCount, pairIndex } from '../../src/inference/profile.ts';
import { metricCatalogue } from '../../src/measures/index.ts';
import type { EntityRow, LedgerRow, OffenceRow, RunRecord } from '../../src/measures/record.ts';
import type { Result } from '../../src/results/result.ts';
import type { Scenario } from '../../src/scenario/schema.ts';

const HORIZON = 86_400;
const WINDOWS = 48;
const NODES = 60;

/** Numbers in (0, 1) by the minimal standard generator. */
function numbers(seed: number): () => number {
  let state = (seed * 7919 + 12345) % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export function exampleScenario(change: Partial<Scenario> = {}): Scenario {
  const constant = (value: number) => ({ kind: 'constant' as const, value });
  return {
    name: 'example',
    question: 'Does an audit of 5 % of all jobs stop an operator that runs a cheaper model?',
    seed: '7',
    horizon: HORIZON,
    epoch: HORIZON / 24,
    replications: 5,
    scale: 1,
    token: { symbol: 'OPG', decimals: 6, price: { rule: 'constant', params: { price: 0.1 } } },
    chain: {
      mode: 'on',
      block_time: 2,
      gas_limit: 10_000_000,
      finality: 6,
      proposer: 'weighted-round-robin',
      gas_price: 0,
      quorum: 2 / 3,
      gas_paid_by: 'treasury',
    },
    models: [
      { name: 'volatility', size: 'measured', behaviour: '/somewhere/models/volatility', disagreement: 0 },
      { name: 'chat', size: { kind: 'lognormal', mean: 0.8, scv: 2 }, disagreement: 0 },
    ],
    operators: [],
    nodes: [
      {
        group: 'gpu',
        count: NODES,
        operator: 'each',
        slots: 1,
        speed: constant(1),
        stake: constant(1_000_000_000),
        runtime: 'native',
        queue: { rule: 'fifo', params: {} },
        tee: false,
        approved: true,
      },
    ],
    validators: [],
    delegators: [],
    flows: [
      {
        name: 'clients',
        model: 'volatility',
        clients: 100,
        arrivals: { rule: 'poisson', params: { rate: 8 } },
        routing: { rule: 'uniform', params: {} },
        verification: { rule: 'sampling', params: { probability: 0.05 } },
        settlement: { rule: 'batch', params: { size: 20 } },
        latency: constant(0.05),
        value: constant(1),
        priority: 0,
        retries: 1,
        back_off: { delay: { kind: 'constant', value: 0 }, factor: 1 },
      },
    ],
    verification: { metric: 'relative_l2', threshold: 'profile' },
    incentives: {
      price: { rule: 'token', params: { amount: 100_000 } },
      fees: { node: 900_000_000, validators: 0, publisher: 0, treasury: 100_000_000, burn: 0 },
      emission: { rule: 'linear', params: {} },
      division: { rule: 'proportional', params: {} },
      slashing: { rule: 'fraction', params: {} },
      reputation: { rule: 'counters', params: {} },
      staking: { rule: 'none', params: {} },
      discipline: { rule: 'none', params: {} },
      delegation: { rule: 'none', params: {} },
      admission: { rule: 'open', params: {} },
      minimum_stake: 0,
    },
    adversaries: [{ name: 'cheap', attack: { rule: 'substitute', params: {} }, share: 0.1, from: 0 }],
    inference: { mode: 'replay', sample: 0.02 },
    changes: [],
    measures: { windows: WINDOWS, warmup: 'auto', nakamoto: [0.5], by_flow: false },
    ...change,
  };
}

export function exampleProfile(): Profile {
  const classes = ['native', 'wasm', 'substitute', 'int8', 'made-up'];
  const k = classes.length;
  const n = 64;
  const next = numbers(5);
  const distances = new Float32Array(n * pairCount(k));
  const middle: Record<string, number> = { wasm: 1e-7, substitute: 0.08, int8: 4e-3, 'made-up': 0.9 };
  for (let input = 0; input < n; input++)
    for (let a = 0; a < k; a++)
      for (let b = a + 1; b < k; b++) {
        const honestNoise = b === 1 && next() < 0.6 ? 0 : middle[classes[b]!]!;
        distances[input * pairCount(k) + pairIndex(k, a, b)] =
          honestNoise * Math.exp(1.2 * (next() + next() + next() - 1.5));
      }
  const cheats = classes.slice(2);
  return {
    format: 'verisim-profile/1',
    model: { name: 'volatility', sha256: 'ab'.repeat(32), file: 'model.onnx' },
    runtime: { node: 'v20.20.2', 'onnxruntime-node': '1.30.0' },
    machine: { cpu: 'made up' },
    inputs: { count: n, source: 'made up', seed: '1', sha256: 'cd'.repeat(32) },
    classes: classes.map((name, i) => ({
      name,
      kind: i < 2 ? 'honest' : 'cheat',
      runtime: i === 1 ? 'wasm' : 'native',
      cost: [1, 1.8, 0.3, 0.7, 0.01][i]!,
      summary: name,
    })),
    serviceTimes: [0.4, 0.5, 0.6],
    metrics: {
      relative_l2: {
        distances: encodeFloats(distances),
        threshold: 1e-5,
        thresholdChosenOn: 'even inputs',
        test: { n: n / 2, falsePositive: 0, detection: Object.fromEntries(cheats.map((name) => [name, n / 2])) },
        auc: Object.fromEntries(cheats.map((name) => [name, 1])),
      },
    },
  };
}

/** Middle of each metric in the made-up world. */
const LEVELS: Record<keyof typeof METRICS, number> = {
  throughput: 7.97,
  offered: 8,
  goodput: 7.4,
  unserved: 0.003,
  halted: 0,
  refused: 0,
  latencyP50: 0.71,
  latencyP95: 2.1,
  latencyP99: 3.6,
  wait: 0.3,
  utilization: 0.41,
  proofMean: 210,
  proofP95: 640,
  verdictMean: 3.1,
  overhead: 0.051,
  audits: 34_500,
  nakamotoJobs: 21,
  nakamotoRevenue: 12,
  nakamotoStake: 17,
  nakamotoBlocks: 5,
  giniJobs: 0.08,
  giniRevenue: 0.34,
  giniStake: 0.21,
  topJobs: 0.08,
  topRevenue: 0.085,
  topStake: 0.3,
  attempted: 240,
  detected: 128,
  missed: 108,
  pending: 4,
  detectionRate: 0.54,
  operatorsCaught: 1,
  falseConvictions: 0,
  falsePerMillion: 0,
  adversaryNet: 0.83,
  wrongShare: 0.00035,
  harm: 121,
  valueAtRisk: 25,
  fees: 66_000,
  emission: 9100,
  burned: 300,
  slashed: 300,
  nodesShare: 0.91,
  validatorsShare: 0,
  delegatorsShare: 0,
  publishersShare: 0,
  treasuryShare: 0.09,
  burnShare: 0,
  facilitatorShare: 0,
  storageShare: 0,
  dataShare: 0,
  relayShare: 0,
  upstreamShare: 0,
  unpaid: 0,
  profitMean: 61,
  losing: 0.05,
  surplus: 2400,
  welfare: 5100,
  withheld: 0,
  supply: 1_000_000_000,
  circulating: 299_500_000,
  circulatingShare: 0.2995,
  price: 0.11,
  priceMean: 0.1,
  quote: 0.11,
  nodeHour: 4.1,
};

const COUNTED: readonly string[] = [METRICS.attempted, METRICS.detected, METRICS.missed, METRICS.pending];

function entities(next: () => number): EntityRow[] {
  const nodes = Array.from({ length: NODES }, (_, id): EntityRow => {
    const cheats = id % 10 === 3;
    const jobs = Math.round(11_000 * (0.5 + next()));
    return {
      role: 'node',
      id,
      group: 'gpu',
      operator: Math.floor(id / (id < 20 ? 5 : 1)),
      region: '',
      provider: '',
      adversary: cheats ? 'cheap' : '',
      status: 'active',
      jobs,
      executions: Math.round(jobs * 1.05),
      utilization: 0.3 + 0.4 * next(),
      revenue: jobs * 90_000,
      stake: Math.round(1e9 / (id + 1) + 1e8),
      reputation: 1,
      offences: cheats ? 40 : 0,
      convictions: cheats ? 22 : 0,
      falseConvictions: 0,
      slashed: cheats ? 5e7 : 0,
    };
  });
  const operators = [...new Set(nodes.map((row) => row.operator))].map((operator): EntityRow => {
    return { ...nodes.find((row) => row.operator === operator)!, role: 'operator', id: operator };
  });
  return [...nodes, ...operators];
}

function offences(next: () => number): OffenceRow[] {
  return Array.from({ length: 240 }, (_, i): OffenceRow => {
    const time = (HORIZON * (i + next())) / 240;
    const draw = next();
    const settled = time + 3000 * next();
    const fate = settled > HORIZON ? 'pending' : draw < 0.55 ? 'detected' : 'missed';
    return {
      kind: 'invalid-result',
      time,
      flow: 'clients',
      job: i * 7,
      node: (i % 6) * 10 + 3,
      operator: i % 6,
      adversary: 'cheap',
      behaviour: 'substitute',
      value_usd: next(),
      fate,
      settled: fate === 'pending' ? null : settled,
    };
  });
}

const LEDGER: Omit<LedgerRow, 'asset'>[] = [
  { from: 'client', to: 'node', reason: 'fee', amount: '59400000000' },
  { from: 'client', to: 'treasury', reason: 'fee', amount: '6600000000' },
  { from: 'mint', to: 'emission-pot', reason: 'emission', amount: '9100000000' },
  { from: 'emission-pot', to: 'node', reason: 'emission', amount: '9099000000' },
  { from: 'node-bond', to: 'burn', reason: 'slash', amount: '300000000' },
  { from: 'mint', to: 'client', reason: 'genesis', amount: '9007199254740993000' },
];

export function exampleRecord(replication: number): RunRecord {
  const next = numbers(replication);
  const wobble = (level: number, share: number) => level * (1 + share * (next() - 0.5));
  const time = Array.from({ length: WINDOWS }, (_, i) => (HORIZON * (i + 1)) / WINDOWS);
  const whole = (name: string, value: number) => (name.includes('nakamoto') ? Math.round(value) : value);
  const values = Object.fromEntries(
    Object.entries(METRICS).map(([key, name]) => [
      name,
      time.map((_, i) => {
        const level = LEVELS[key as keyof typeof METRICS];
        if (COUNTED.includes(name)) return name === METRICS.pending ? level : (level * (i + 1)) / WINDOWS;
        const start = name.startsWith('proof') && i === 0;
        return start ? null : whole(name, wobble(level * (1 - 0.4 * Math.exp(-i / 3)), 0.12));
      }),
    ]),
  );
  return {
    replication,
    seed: `7/${replication}`,
    fingerprint: 123_456 * replication,
    events: 4_000_000 + replication,
    metrics: {
      ...Object.fromEntries(
        Object.entries(METRICS).map(([key, name]) => [
          name,
          whole(
            name,
            COUNTED.includes(name)
              ? LEVELS[key as keyof typeof METRICS]
              : wobble(LEVELS[key as keyof typeof METRICS], 0.04),
          ),
        ]),
      ),
      'fraud.undefined_here': replication === 2 ? null : 0.5,
      'fraud.adversary.cheap.nodes': 6,
      'fraud.adversary.cheap.attempted': 240,
      'fraud.adversary.cheap.detected': 120 + replication,
      'fraud.adversary.cheap.net_income_ratio': 0.8 + replication / 100,
    },
    ratios: {
      [METRICS.detectionRate]: { num: 120 + 3 * replication, den: 230 + replication, scale: 1, count: true },
      [METRICS.falsePerMillion]: { num: 0, den: 690_000 + replication, scale: 1e6, count: true },
      [METRICS.wrongShare]: { num: 240, den: 690_000 + replication, scale: 1, count: true },
    },
    warmup: { seconds: 1200 * replication, reached: true },
    series: { time, values },
    entities: entities(next),
    ledger: LEDGER.map((row) => ({ ...row, asset: 'token' })),
    offences: offences(next),
    offencesInclusion: 1,
    live: [],
  };
}

export function examplePreparation(): Preparation {
  return { banks: { profiles: { volatility: exampleProfile() } }, calibrated: [] };
}

export function exampleResult(replications = 5, change: Partial<Scenario> = {}): Result {
  return collect({
    scenario: exampleScenario({ replications, ...change }),
    base: '/somewhere',
    records: Array.from({ length: replications }, (_, i) => exampleRecord(i + 1)),
    preparation: examplePreparation(),
    catalogue: metricCatalogue,
    wallClock: {
      started: '2026-01-01T00:00:00.000Z',
      seconds: 9,
      simulation_seconds: 8,
      events_per_second: 2_500_000,
      jobs_per_second: 430_000,
    },
  });
}
