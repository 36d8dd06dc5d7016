/**
 * What is a checked scenario, ready to run? Plain JSON: it goes to worker threads and into manifest.json.
 * Durations are seconds; token amounts are whole base units (1 token = 10^decimals units) unless a field says
 * otherwise; USD amounts that accounts hold are micro-dollars, measures in USD are plain dollars; shares are 0..1.
 */
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import type { Expression } from '../language/expression.ts';
import type { Money } from '../language/money.ts';
import type { ChainsParameters, GasPayer } from '../network/chains.ts';

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

/** One-way travel times in seconds: `latency[a][b]` from the a-th region to the b-th, and what is drawn on top of each. */
export interface Regions {
  names: string[];
  latency: number[][];
  jitter: DistributionSpec;
}

/** Exactly one of `nodes` (each node of a group by itself), `group`, `region`, `provider`, `upstream` (all together) is there. */
export interface Outage {
  name: string;
  nodes?: string;
  group?: string;
  region?: string;
  provider?: string;
  upstream?: string;
  /** Exactly one of `at` (s, once) and `every` (seconds from one's end to the next) is there. */
  at?: number;
  every?: DistributionSpec;
  for: DistributionSpec;
  /** True: whoever asks hears nothing. */
  silent: boolean;
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
  /** Memory that it takes at a node, GB; absent: none. */
  memory?: number;
  /** Seconds from the first byte until it can be used; absent: memory / bandwidth of the node. */
  load?: DistributionSpec;
  /** Seconds until its first byte comes from the model hub. */
  fetch?: DistributionSpec;
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

/** What keeping a machine costs: USD per hour, W at full and at no use, USD per kWh. */
export interface RunningCost {
  per_hour: Money;
  watts: number;
  idle_watts: number;
  electricity: Money;
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
  upstream_cost?: 'list' | Money;
  cost?: RunningCost;
  tee: boolean;
  /** Whether an authority, where there is one, lets them serve. */
  approved: boolean;
  /** When each comes, s; absent: there from the start. */
  joins?: DistributionSpec;
  /** How long after that it leaves, s; absent: it stays. */
  leaves?: DistributionSpec;
  /** Names of the models that they serve; absent: all. */
  models?: string[];
  /** Room for models, GB; absent: all models are always there. */
  memory?: number;
  /** GB/s at which a model is loaded. */
  bandwidth?: number;
  /** API that they only pass requests on to. */
  upstream?: string;
  /** Image that its enclaves run, one of verification.enclaves.images; absent: no registry looks after them. */
  image?: string;
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
  /** As of nodes; audits and challenges are its work. */
  cost?: RunningCost;
  /** Seconds up between outages, and seconds that they last. */
  outages?: { every: DistributionSpec; for: DistributionSpec };
  joins?: DistributionSpec;
  leaves?: DistributionSpec;
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

/** One execution on the way to an answer. */
export interface Stage {
  name: string;
  /** Groups that serve it; absent: all. */
  nodes?: string[];
  /** Seconds at speed 1; absent: the job's own. */
  size?: DistributionSpec;
  /** Absent: the flow's. */
  routing?: RuleChoice;
  /** Share of the job's fee for its node, each time that another stage follows; absent: none. */
  fee_share?: number;
  /** Share of jobs that begin here; absent everywhere: all at the first stage. */
  enter?: number;
  /** Probabilities of what follows, less than 1 in all where the job can end; absent: the next stage, after the last one the end. */
  next?: Record<string, number>;
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
  /** One-way travel time in seconds, where `regions` is absent. */
  latency: DistributionSpec;
  /** Shares of its clients by region. */
  regions?: Record<string, number>;
  /** Executions one after the other; absent: one. */
  stages?: Stage[];
  /** Tokens that a job sends and gets, where its trace does not say; absent there and here: nobody counts them. */
  tokens?: { in: DistributionSpec; out: DistributionSpec };
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
  enclaves?: EnclaveRegistry;
}

/** An image of enclaves. While it is not approved, no node that runs it is listed. */
interface EnclaveImage {
  name: string;
  approved: boolean;
  /** Image that its nodes move to when it is revoked, each after its own `upgrade` seconds. */
  successor?: string;
  upgrade: DistributionSpec;
}

/** Which enclaves clients may trust: those that attested an approved image and were heard of lately. */
export interface EnclaveRegistry {
  images: EnclaveImage[];
  /** `registered`: long before the run; `registering`: their attestations are sent when it begins. */
  at_start: 'registered' | 'registering';
  /** Seconds from one heartbeat to the next, and how old the last one may be. */
  heartbeat: number;
  expiry: number;
  /** Share of heartbeats that do not arrive. */
  loss: number;
  /** No heartbeat arrives from `at` for `for` seconds. */
  relay_outages: { at: number; for: number }[];
  /** How old an attestation may be when it is final, s. */
  attestation_age: number;
  /** Gas of its verification, and of a heartbeat. */
  gas: number;
  heartbeat_gas: number;
  /** Absent: who pays for the chain's gas. */
  gas_paid_by?: GasPayer;
  /** Seconds from one attestation to the next; absent: at registration only. */
  reattest?: number;
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
  staking: RuleChoice;
  discipline: RuleChoice;
  delegation: RuleChoice;
  admission: RuleChoice;
  /** Least stake of an inference node, base units. */
  minimum_stake: number;
}

export interface Adversary {
  name: string;
  attack: RuleChoice;
  /** Group of nodes or validators, as the attack wants, that it acts in; absent: all of them. */
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
  /** Whether each flow is measured by itself, too. */
  by_flow: boolean;
  /** Wait of each flow, and the share of jobs that wait, by themselves. */
  waits?: boolean | undefined;
  /** Words for the metrics that answer the question, by metric. */
  answer?: Record<string, string>;
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
  chain: ChainsParameters;
  regions?: Regions;
  outages?: Outage[];
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
