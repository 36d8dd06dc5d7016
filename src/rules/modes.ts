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
