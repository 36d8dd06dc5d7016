/** Which methods may verify a flow's jobs, and by which names are they told apart? */
import type { Chosen } from '../language/choice.ts';
import type { Expression } from '../language/expression.ts';

/** A part of a mixed verification, as its parameters have it. */
export interface Part {
  name?: string | undefined;
  share: Expression;
  method: Chosen;
}

export const nameOf = ({ name, method }: Part): string => name ?? method.rule;

/** The parts of a flow's verification; none where it has one method. */
export function partsOf({ rule, params }: Chosen): Part[] {
  return rule === 'mixed' ? (params.parts as Part[]) : [];
}

/** Their names. */
export function modesOf(verification: Chosen): string[] {
  return partsOf(verification).map(nameOf);
}

/** The names under which measures tell a flow's methods apart: also that of the only one. */
export function modeNames(verification: Chosen): string[] {
  return verification.rule === 'mixed' ? modesOf(verification) : [verification.rule];
}

interface Verified {
  flows: readonly { verification: Chosen }[];
}

/** Are jobs of the flow verified by several methods at any time of the run? */
export function isModal(whole: Verified & { changes: readonly { scenario: Verified }[] }, flow: number): boolean {
  const wirings = [whole, ...whole.changes.map((change) => change.scenario)];
  const methods = ({ rule, params }: Chosen): string[] =>
    rule === 'mixed' ? partsOf({ rule, params }).map((part) => `${nameOf(part)}: ${part.method.rule}`) : [rule];
  return new Set(wirings.flatMap(({ flows }) => methods(flows[flow]!.verification))).size > 1;
}

/** Most methods that one flow's jobs may be verified by. */
export const MOST_MODES = 16;

/** One number for a job's method among those of its flow (-1 counts as 0), which the wiring that it was sent under names. */
export function modeKey(book: number, mode: number): number {
  return book * MOST_MODES + Math.max(0, mode);
}

/** What a key was made of. */
export function ofModeKey(key: number): { book: number; mode: number } {
  return { book: Math.floor(key / MOST_MODES), mode: key % MOST_MODES };
}
