/**
 * How do operators learn whether to do the work that they are paid for? Strategies that revise a propensity to deviate from the
 * payoffs that each choice has brought them, and nothing else: what the rules are, nobody tells them.
 */
import * as z from 'zod';
import { number } from '../language/number.ts';
import { share } from '../language/share.ts';
import { defineStrategy, type Learner, type Strategy } from './contract.ts';
import { DECISIONS } from './experience.ts';

const usd = (unit: string, description: string) => number({ min: 0, unit, description }).default(0);

const common = {
  decides: z
    .array(z.enum(DECISIONS))
    .min(1)
    .refine((list) => new Set(list).size === list.length, 'names a decision twice')
    .default(['answers'])
    .describe(
      'what it learns: answers (its nodes execute, or hand in a cheat), audits (its nodes and validators execute again what they audit, or approve without looking)',
    ),
  cheat: z.string().min(1).default('made-up').describe("class of the model's profile that it hands in where it cheats"),
  exploration: share({
    description: 'share of jobs on which it tries either choice at even odds, whatever it prefers',
  }).default(0.1),
  initial: share({ description: 'share of jobs on which it deviates in the first epoch' }).default(0.5),
  compute: usd('USD/s', "what a second of an executor's work costs it"),
  harm: usd('USD', 'what a wrong answer costs it that it was asked to audit and that stands'),
};

export const remembered = {
  memory: z.int().min(1).max(10_000).default(10).describe('epochs that it remembers, each counting alike'),
};

type Common = z.output<z.ZodObject<typeof common>>;

interface Words<Own extends z.ZodRawShape> {
  name: string;
  summary: string;
  source: string;
  /** Parameters of its own, beside those that all have. */
  own: Own;
  memory(params: z.output<z.ZodObject<Own>>): number;
  next(params: z.output<z.ZodObject<Own>>): Learner['next'];
}

/** A strategy that learns, from what is its own. */
export function defineLearner<Own extends z.ZodRawShape>({
  name,
  summary,
  source,
  own,
  memory,
  next,
}: Words<Own>): Strategy {
  return defineStrategy({
    name,
    summary,
    schema: z.strictObject({ ...own, ...common }) as unknown as z.ZodType<unknown>,
    source,
    learns(params): Learner {
      const { decides, cheat, exploration, initial, compute, harm } = params as Common;
      const mine = params as z.output<z.ZodObject<Own>>;
      return {
        decides,
        cheat,
        exploration,
        initial,
        compute,
        harm,
        memory: memory(mine),
        next: next(mine),
      };
    },
    bind: () => ({ revise() {} }),
  });
}
