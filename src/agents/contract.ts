/**
 * What is an adversary? A party that overrides named decisions of the nodes or validators that it holds, in one file:
 * what it gains, what it costs it, what beats it. It reads what the protocol shows, never a rule's insides.
 */
import type * as z from 'zod';
import type { KeyedDraw } from '../engine/keyed.ts';
import type { DistributionSpec } from '../engine/samplers/spec.ts';
import type { Tables } from '../network/tables.ts';
import type { Circumstances } from '../rules/contract.ts';
import type { Decision } from './experience.ts';

/** What an adversary may see and touch. */
export interface View {
  /** Its index among the scenario's adversaries: marks what its nodes share. */
  readonly index: number;
  readonly tables: Tables;
  /** Number of a way to answer, e.g. `substitute`; the model's bank must have a class of that name. */
  behaviour(name: string): number;
  /** Draws that belong to the jobs of flow `flow`. */
  draw(flow: number, purpose: string): KeyedDraw;
  readonly flows: number;
  /** Draws of its own, for what belongs to no job. */
  luck(purpose: string): KeyedDraw;
  /** True for a node that this adversary holds. */
  holds(node: number): boolean;
  /** Puts all nodes that it holds under one operator (before the run). */
  unite(): void;
}

/** Returned by `execute` for honest work. */
export const HONEST = -1;
/** Returned by `execute` of an auditor that reports whatever the audited one reported. */
export const ECHO = -2;

/** What it decides. Absent: as an honest node would. */
export interface Decisions {
  /** How a task is executed: a behaviour's number, HONEST, or ECHO. */
  execute?(job: number, task: number): number;
  /** Validators: is it there for the block due at `slot` (0, 1, ...)? False: it is away. */
  attend?(validator: number, slot: number): boolean;
  /** Validators: does it sign a second block at this height? */
  signTwice?(validator: number, height: number): boolean;
  /** True: its made-up answers are the same as its other nodes'. */
  readonly shared?: boolean;
  /** True: its nodes look alive and answer no request. */
  readonly refuses?: boolean;
  /** Image of enclaves whose approval is taken back while it acts. */
  readonly revokes?: string;
  /** How the enclaves of its nodes break. */
  readonly breach?: Breach;
}

/** A way into enclaves: from then on their attestations vouch for whatever their operator wishes. */
export interface Breach {
  /** Breaks per second, while it acts; 0: at once when it begins. */
  hazard: number;
  /** Seconds from a break to the day on which the images concerned are revoked. */
  detection: DistributionSpec;
  /** False: only keys are stolen, and an enclave that attests anew is sound again. */
  lasting: boolean;
}

export interface Adversary<P = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<P>;
  readonly gains: string;
  readonly costs: string;
  readonly beatenBy: string;
  readonly source: string;
  /** Whom it holds; absent: nodes. */
  readonly holds?: 'validators';
  /** True: it strikes from outside, and holds no nodes. */
  readonly outside?: boolean;
  /** True of an attack of validators that needs no single blocks. */
  readonly offChain?: boolean;
  /** Why it cannot work in a network, in words that follow "is <name>, "; null when it can. */
  check?(params: P, about: Circumstances): string | null;
  /** Behaviours that it uses: every model it serves must have classes of these names. */
  behaviours(params: P): string[];
  bind(params: P, view: View): Decisions;
  /** Once, before the run. */
  prepare?(params: P, view: View): void;
}

export function defineAdversary<P>(adversary: Adversary<P>): Adversary<P> {
  return adversary;
}

/** What a strategy that learns does with experience. */
export interface Learner {
  readonly decides: readonly Decision[];
  /** Class of answers that it hands in where it cheats. */
  readonly cheat: string;
  /** Share of jobs on which it tries either choice at even odds, whatever it prefers. */
  readonly exploration: number;
  /** Propensity to deviate in the first epoch. */
  readonly initial: number;
  /** USD that a second of an executor's work costs it. */
  readonly compute: number;
  /** USD that a wrong answer costs it which it audited and which stands. */
  readonly harm: number;
  /** Epochs remembered; Infinity: all. */
  readonly memory: number;
  /**
   * Propensity to deviate in the next epoch, 0..1, from that of the last one and the mean payoffs (USD a job) of doing the work and
   * of deviating; both are numbers.
   */
  next(before: number, working: number, deviating: number): number;
}

/** How an operator revises what it does at the end of an epoch. */
export interface Strategy<P = unknown> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<P>;
  readonly source: string;
  /** What it learns of its nodes' and validators' work, and how; absent: it lets them work as they are asked to. */
  learns?(params: P): Learner;
  bind(params: P, network: { tables: Tables }): { revise(operator: number, epoch: number): void };
}

export function defineStrategy<P>(strategy: Strategy<P>): Strategy<P> {
  return strategy;
}
