/**
 * What is a checked scenario, ready to run? Plain JSON: it goes to worker threads and into manifest.json.
 * Durations are seconds; token amounts are whole base units (1 token = 10^decimals units) unless a field says
 * otherwise; USD amounts that accounts hold are micro-dollars, measures in USD are plain dollars; shares are 0..1.
 */
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import type { Expression } from '../language/expression.ts';
import type { Money } from '../language/money.ts';

/** A building block by name with its checked parameters, as its own schema gives them. */
export interface RuleChoice {
  rule: string;
  params: Record<string, unknown>;
}

export interface Token {
  symbol: string;
  /** 1 token = 10^decimals base units, 0..12. */
  decimals: number;
  /** Base units at genesis; absent when the accounts alone say how much there is. */
  supply?: number;
  /** How the market's price in USD per whole token moves. */
  price: RuleChoice;
  /** When the allocation begins to become free, s; absent: at the start. */
  tge?: number;
  allocation?: Allocation[];
  oracle?: Oracle;
}

/** A part of the supply: `tge` of it is free at the token generation event, the rest evenly over `vesting` seconds after `cliff`. */
export interface Allocation {
  name: string;
  /** Base units. */
  amount: number;
  tge: number;
  cliff: number;
  vesting: number;
  /** `emission`: pays what the emission rule says, instead of new tokens. */
  to: 'outside' | 'treasury' | 'foundation' | 'emission';
}

/** How the network learns the price: read every `refresh` s, not used when older than `halt_after` s. */
export interface Oracle {
  refresh: number;
  halt_after: number;
  /** The source fails from `at` for `for` seconds. */
  outages: { at: number; for: number }[];
}

export interface Chain {
  /** `on`: every block is simulated; `aggregate`: blocks are counted per epoch; `off`: no chain. */
  mode: 'on' | 'aggregate' | 'off';
  block_time: number;
  gas_limit: number;
  finality: number;
  proposer: 'weighted-round-robin' | 'lottery';
  /** Base units per unit of gas: a real number, rounded up per transaction. */
  gas_price: number;
  /** Share of stake that must be exceeded by what is online for finality. */
  quorum: number;
}

export interface Model {
  name: string;
  publisher?: string;
  /** Work of a job in seconds at speed 1; `measured`: from the profile of `behaviour`. */
  size: DistributionSpec | 'measured';
  /** Absolute path of an .onnx file or of a folder that holds a profile.json. */
  behaviour?: string;
  /** Billed list price of one job. */
  price?: Money;
  /** Share of the fee that is the publisher's, of each of its jobs. */
  royalty?: number;
  /** What storage is paid when a node fetches it, and by whom. */
  download?: { fee: Money; paid_by: 'node' | 'publisher' };
  /** Probability that two honest executions disagree beyond the threshold, for models without `behaviour`. */
  disagreement: number;
}

export interface OperatorGroup {
  group: string;
  count: number;
  region?: string;
  provider?: string;
  /** Base units at start. */
  wealth: number;
  strategy: RuleChoice;
}

export interface NodeGroup {
  group: string;
  count: number;
  /** `each`: every node has its own operator; `one`: all share one; else the operator group they are dealt to, in turn. */
  operator: string;
  slots: number;
  speed: DistributionSpec;
  /** Bond per node in base units; draws are rounded down. */
  stake: DistributionSpec;
  region?: string;
  provider?: string;
  /** Honest class of the model's profile that these nodes run. */
  runtime: string;
  queue: RuleChoice;
  /** What each node asks for a job, in USD (real dollars); absent: it asks nothing. */
  ask?: DistributionSpec;
  /** The same of one job, over the ask that was drawn. */
  ask_formula?: Expression;
  /** What an execution costs a proxy upstream: the model's list price, or USD. */
  upstream?: 'list' | Money;
  /** USD per hour, W at full and at no use, USD per kWh. */
  cost?: { per_hour: Money; watts: number; idle_watts: number; electricity: Money };
  tee: boolean;
}

export interface ValidatorGroup {
  group: string;
  count: number;
  operator: string;
  /** Self-bond per validator in base units; draws are rounded down. */
  stake: DistributionSpec;
  commission: number;
  slots: number;
  speed: number;
  uptime: number;
  region?: string;
}

export interface DelegatorGroup {
  group: string;
  count: number;
  /** Stake per delegator in base units; draws are rounded down. */
  stake: DistributionSpec;
  to: 'validators';
  strategy: RuleChoice;
}

export interface Flow {
  name: string;
  model: string;
  clients: number;
  arrivals: RuleChoice;
  routing: RuleChoice;
  verification: RuleChoice;
  /** Rule `none`: nothing is settled on the chain. */
  settlement: RuleChoice;
  /** How its clients pay; absent: each fee is owed from the answer on. */
  payment?: RuleChoice;
  /** One-way travel time in seconds. */
  latency: DistributionSpec;
  /** Harm in USD (real dollars) to the client if the answer is wrong. */
  value: DistributionSpec;
  /** Most that a client pays for a job, in USD (real dollars); absent: it always accepts. */
  willingness?: DistributionSpec;
  /** Demand (price / reference)^-exponent / most, at most 1; absent: as `willingness` says. */
  elasticity?: { exponent: number; reference: Money; most: number };
  /** Share of trust lost by a wrong answer found out, seconds to 1/e of it, least trust at which a client sends. */
  trust?: { loss: number; recovery?: number; leaves_below: number };
  /** Sojourn time within which a job counts as goodput, seconds. */
  objective?: number;
  /** Rank in queues that have ranks, 0 first. */
  priority: number;
  /** Seconds from arrival within which an execution must begin; absent: the client waits. */
  patience?: DistributionSpec;
  /** Seconds from sending within which the answer must come; absent: the client waits. */
  timeout?: DistributionSpec;
  /** How often a job is sent again. */
  retries: number | 'unlimited';
  /** Seconds before the k-th time (k = 0, 1, ...): min(delay factor^k, most). */
  back_off: { delay: DistributionSpec; factor: number; most?: number };
}

export interface Verification {
  metric: 'relative_l2' | 'max_abs' | 'cosine' | 'top_1' | 'token_match';
  threshold: number | 'profile' | 'lenient';
}

/** Integer parts per 10^9; they sum to 10^9. */
export interface FeeSplit {
  node: number;
  validators: number;
  publisher: number;
  treasury: number;
  burn: number;
  facilitator?: number;
  storage?: number;
  data?: number;
  relay?: number;
}

export interface Incentives {
  price: RuleChoice;
  fees: FeeSplit;
  emission: RuleChoice;
  division: RuleChoice;
  slashing: RuleChoice;
  reputation: RuleChoice;
  /** Least stake of an inference node, base units. */
  minimum_stake: number;
}

export interface Adversary {
  name: string;
  attack: RuleChoice;
  /** Node group it acts in; absent: all nodes. */
  group?: string;
  /** Exactly one of `share` (of the group's nodes) and `count` is there. */
  share?: number;
  count?: number;
  from: number;
  /** Absent: to the horizon. */
  until?: number;
}

export interface Inference {
  mode: 'replay' | 'live';
  /** Share of the jobs that are really executed in `live` mode. */
  sample: number;
  /** How many different inputs are used; absent: all of the profile. */
  inputs?: number;
}

export interface Measures {
  windows: number;
  /** Seconds cut off the start of steady measures. */
  warmup: 'auto' | 'none' | number;
  nakamoto: number[];
  /** Sojourn time within which a job counts as goodput where its flow does not say, seconds. */
  objective?: number;
}

/** From `at` (economy seconds) on, the run follows `scenario`: the original with all changes so far, itself without changes. */
export interface Change {
  at: number;
  scenario: Scenario;
}

export interface Scenario {
  name: string;
  question?: string;
  seed: string;
  horizon: number;
  epoch: number;
  replications: number;
  scale: number;
  token: Token;
  chain: Chain;
  models: Model[];
  operators: OperatorGroup[];
  nodes: NodeGroup[];
  validators: ValidatorGroup[];
  delegators: DelegatorGroup[];
  flows: Flow[];
  verification: Verification;
  incentives: Incentives;
  adversaries: Adversary[];
  inference: Inference;
  /** Sorted by time. */
  changes: Change[];
  measures: Measures;
}
