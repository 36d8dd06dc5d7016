/** What the reference simulator is told, and what it keeps: plain objects. */

export interface Spec {
  /** With the replication: `1/0`. */
  seed: string;
  horizon: number;
  epoch: number;
  size: { mean: number } | { constant: number };
  /** Bonds in base units; all have speed 1. */
  nodes: { bond: bigint; slots: number }[];
  flows: FlowSpec[];
  /** Parts per 10^9. */
  fees: { node: bigint; treasury: bigint; burn: bigint };
  adversaries: { name: string; attack: 'lazy' | 'collude' | 'substitute'; probability: number; count: number }[];
  slashing?: { fraction: bigint; jail: number; window: number; victim: bigint; treasury: bigint };
  minimumStake: bigint;
  chain?: { blockTime: number; gasLimit: number; finality: number; gasPrice: number };
}

export interface FlowSpec {
  name: string;
  rate: number;
  clients: number;
  fee: bigint;
  routing:
    | { rule: 'uniform' }
    | { rule: 'power-of-d'; d: number }
    | { rule: 'sticky'; recheck: number }
    | { rule: 'stake-weighted' };
  verification:
    | { rule: 'none' }
    | { rule: 'sampling'; probability: number; auditors: number }
    | { rule: 'redundant'; copies: number };
  settlement:
    | { rule: 'none' }
    | { rule: 'individual'; gas: number }
    | { rule: 'batch'; items: number; idle: number; age: number; gas: number };
}

export interface Node {
  index: number;
  bond: bigint;
  wallet: bigint;
  slots: number;
  status: 'active' | 'jailed' | 'exited';
  jailedUntil: number;
  lastSlash: number;
  queue: Task[];
  running: number;
  adversary: number;
  acting: boolean;
  good: number;
  verdicts: number;
}

export interface Task {
  job: Job;
  ordinal: number;
  node: Node;
  role: 'answer' | 'audit';
  made: 'native' | 'substitute' | 'made-up' | 'made-up-shared';
  coalition: number;
  echoes?: Task;
  checks?: Task;
  work: number;
  in: boolean;
}

export interface Job {
  flow: number;
  number: number;
  client: Client;
  size: number;
  tasks: Task[];
  winner?: Task;
  asked: number;
  heard: number;
  against: number;
  answered: number;
}

export interface Client {
  wallet: bigint;
  node?: Node;
  until: number;
}

export function freshNode({ nodes, minimumStake }: Spec, index: number): Node {
  const { bond, slots } = nodes[index]!;
  return {
    index,
    bond,
    slots,
    wallet: 0n,
    status: bond >= minimumStake ? 'active' : 'exited',
    jailedUntil: 0,
    lastSlash: -1,
    queue: [],
    running: 0,
    adversary: -1,
    acting: false,
    good: 0,
    verdicts: 0,
  };
}
