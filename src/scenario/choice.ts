/** What can a scenario choose: which rules, attacks and strategies are there? */
import type * as z from 'zod';
import type { Circumstances } from '../rules/contract.ts';

export { choice } from '../language/choice.ts';

/** What a scenario needs to know of a rule, an adversary or a strategy. */
export interface Block {
  name: string;
  summary: string;
  /** Its parameters; a missing value is read as `{}`. */
  schema: z.ZodType;
  /** Why a rule cannot work in a network, in words that follow "is <name>, "; null when it can. */
  check?(params: unknown, about: Circumstances): string | null;
  /** Whom an attack holds; absent: nodes. */
  holds?: 'validators';
  /** True for an attack that strikes from outside, and holds no nodes. */
  outside?: boolean;
  /** True of an attack of validators that needs no single blocks. */
  offChain?: boolean;
  /** What a strategy learns of the work of its operators' nodes and validators. */
  learns?(params: unknown): { decides: readonly string[] };
}

export type Blocks = Readonly<Record<string, Block>>;

/** Everything that can be chosen by name: rules by slot, attacks, strategies. */
export interface Registries {
  rules: Readonly<Record<string, Blocks>>;
  adversaries: Blocks;
  strategies: Blocks;
}
