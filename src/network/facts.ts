/**
 * What can happen that others may want to know? A fixed vocabulary in two parts.
 *
 * Facts are rare: verification reaches slashing, slashing reaches reputation, without importing each other.
 * Steps are hot, several per job: measures observe them through direct calls composed once at wiring.
 */

/** A fact's two numbers, by name of the fact. */
export interface FactTable {
  /** A conviction: `a` = task, `b` = index into OFFENCES. */
  offence: [task: number, offence: number];
  /** Stake taken from a node: `b` base units. */
  slashed: [node: number, amount: number];
  jailed: [node: number, until: number];
  /** A node left jail and serves again. */
  released: [node: number, unused: number];
  joined: [node: number, unused: number];
  left: [node: number, unused: number];
  /** A node takes no more jobs, and will leave when its bond is free. */
  draining: [node: number, unused: number];
  /** A validator got a seat in the set. */
  seated: [validator: number, unused: number];
  /** A node answers nobody any more, for a while. */
  down: [node: number, unused: number];
  /** It answers again. */
  up: [node: number, unused: number];
  /** The registry of enclaves lists a node (1) or does so no more (0). */
  enclave: [node: number, listed: number];
  /** A block was made by validator `a` (-1: none) at height `b`. */
  block: [validator: number, height: number];
  /** Epoch `a` (0, 1, ...) ended. */
  epoch: [index: number, unused: number];
}
export type Fact = keyof FactTable;

/** What a node or validator can be punished for. */
export const OFFENCES = [
  'invalid-result',
  'invalid-proof',
  'double-sign',
  'downtime',
  'lazy-audit',
  'false-challenge',
] as const;

/**
 * What may become of a proof that a job has for itself: it holds; it holds though the answer is wrong; it does not; there was
 * none in time.
 */
export const PROOFS = ['valid', 'forged', 'refuted', 'missing'] as const;

type Listener = (a: number, b: number) => void;

export class Facts {
  private readonly listeners = new Map<Fact, Listener[]>();

  on<F extends Fact>(fact: F, listener: (...args: FactTable[F]) => void): void {
    const list = this.listeners.get(fact) ?? [];
    list.push(listener as Listener);
    this.listeners.set(fact, list);
  }

  emit<F extends Fact>(fact: F, a: number, b: number): void {
    const list = this.listeners.get(fact);
    if (list) for (const listener of list) listener(a, b);
  }

  /** Forgets all listeners: wiring starts anew. */
  clear(): void {
    this.listeners.clear();
  }
}

/**
 * Why a job ended without an answer to its client: the price was refused, no node could serve it, its answer was
 * rejected, a queue was full, its client left the queue, the answer took too long, the network had no price or nothing left to
 * sell, its node failed.
 */
export const LOSSES = [
  'refused',
  'unserved',
  'rejected',
  'overflow',
  'abandoned',
  'expired',
  'halted',
  'outage',
] as const;

/** Why an answer will never be final on the chain: the chain found it too old or from the future, or it never got there. */
export const UNPROVED = ['reverted', 'lost'] as const;

/**
 * The hot steps of a job's life. Records are readable during the call only: jobs and tasks are recycled.
 * Times are `engine.now` unless given.
 */
export interface Observer {
  /** A job came to the network. */
  arrived?(job: number): void;
  /** A job ended without an answer; `loss` indexes LOSSES. */
  lost?(job: number, loss: number): void;
  /** An execution ended on its executor. */
  executed?(task: number): void;
  /**
   * An execution was called off, or the answer that it had handed in (`ended` >= 0) is of no use any more; `spent`
   * slot-seconds went into it since it was begun, 0 when `executed` has told them.
   */
  withdrawn?(task: number, spent: number): void;
  /** An execution by a cheating class was handed in as an answer. */
  cheated?(task: number): void;
  /** A task's author was convicted. */
  convicted?(task: number, offence: number): void;
  /** The client has its answer, from task `task`. */
  accepted?(job: number, task: number): void;
  /** No dispute about the job is possible any more. */
  closed?(job: number): void;
  /** What became of the job's own proof is known; `outcome` indexes PROOFS. */
  proven?(job: number, outcome: number): void;
  /** An answer given at `answered` is final on the chain now; `mode` as `modeKey` of the rules has it, -1 where flows have one. */
  proved?(flow: number, answered: number, weight: number, mode: number): void;
  /** An answer will never be final on the chain; `cause` indexes UNPROVED. */
  unproved?(flow: number, weight: number, cause: number): void;
}

type Step = keyof Observer;
export type Steps = { readonly [K in Exclude<Step, 'proved'>]-?: (a: number, b: number, c: number) => void } & {
  readonly proved: Required<Observer>['proved'];
};

const STEPS: Step[] = [
  'arrived',
  'lost',
  'executed',
  'withdrawn',
  'cheated',
  'convicted',
  'accepted',
  'closed',
  'proven',
  'proved',
  'unproved',
];

/**
 * One plain function per step that calls every observer in order. Each is compiled from a text of its own: functions of one
 * text share what the compiler learns of their calls, and a call that has seen every step's observers is never inlined.
 */
export function composeObservers(observers: readonly Observer[]): Steps {
  const steps: Partial<Record<Step, unknown>> = {};
  for (const step of STEPS) {
    const heard = observers.filter((observer) => observer[step]);
    const names = heard.map((_, i) => `o${i}`);
    const given = step === 'proved' ? 'a, b, c, d' : 'a, b, c';
    const body = names.map((name) => `${name}.${step}(${given});`).join(' ');
    steps[step] = new Function(...names, `return function ${step}(${given}) { ${body} };`)(...heard);
  }
  return steps as Steps;
}
