/** What does the life cycle know of one flow? Its rules in force, and how a job's own quantities are drawn. */
import type { Slots } from '../rules/contract.ts';
import type { Payment } from './payments.ts';
import type { Stages } from './stages.ts';
import type { Trust } from './trust.ts';

export interface FlowTerms {
  routing: Slots['routing'];
  verification: Slots['verification'];
  settlement: Slots['settlement'];
  pricing: Slots['pricing'];
  /** Null: every fee is owed from the answer on. */
  payment: Slots['payment'] | null;
  /** Its price or payment has a say once a job has its node. */
  bargains: boolean;
  /** Null: clients always send. */
  trust: Trust | null;
  fees: Payment;
  /** Told of every job that is over for its client, by arrivals that wait for it. */
  left: ((job: number) => void) | undefined;
  model: number;
  /** Times that a job is sent again. */
  retries: number;
  /** Groups of nodes that can serve it, 1 each; null: all. */
  groups: Uint8Array | null;
  /** Null: one execution is all that a job takes. */
  stages: Stages | null;
  /** Each a function of the job's number: its own luck. */
  client: (number: number) => number;
  size: (number: number) => number;
  /** Size of a copy of its own, by its ordinal; null: all copies are of the job's size. */
  copySize: ((number: number, ordinal: number) => number) | null;
  value: (number: number) => number;
  live: (number: number) => number;
  /** Gives a job its tokens, -1: as they are drawn; null: nobody counts them. */
  tokens: ((job: number, input: number, output: number) => void) | null;
  /** Most base units that the client pays; null: it always accepts. */
  willingness: ((number: number) => number) | null;
  /** Moves a task to its node, or its output back, in `travel` seconds; false when it was there at once and found no room. */
  travel: { out(task: number): boolean; back(task: number): void };
}
