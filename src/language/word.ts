/**
 * What is a word of the scenario language? A value a user writes (a duration, an amount of money) with one parser and
 * with metadata: which word it is, its unit, and which of the two clocks it runs on. The metadata is part of the zod
 * schema, so `explain`, the JSON Schema and the loader read it from there.
 */
import * as z from 'zod';

/**
 * Which clock a time belongs to. `job`: arrivals, service, travel, time-outs, batches, blocks. `economy`: epochs,
 * emission, vesting, unbonding, jail, delegation, `from`/`until`. With weighted jobs the economy clock runs faster.
 */
export type Clock = 'job' | 'economy';

export interface WordMeta {
  word: 'duration' | 'rate' | 'money' | 'share' | 'number' | 'distribution' | 'expression' | 'file' | 'choice';
  description?: string | undefined;
  unit?: string | undefined;
  clock?: Clock | undefined;
  /** Further keywords, JSON Schema's among them. */
  [keyword: string]: unknown;
}

/** What is wrong with a word, and what was expected. `offset` counts characters into the word where the fault is. */
export class WordError extends Error {
  override readonly name = 'WordError';
  readonly expected: string | undefined;
  readonly offset: number | undefined;

  constructor(message: string, expected?: string, offset?: number) {
    super(message);
    this.expected = expected;
    this.offset = offset;
  }
}

/** What a checker may add an issue to: zod's own context of a transform. */
export interface IssueContext {
  addIssue(issue: { code: 'custom'; message: string; path?: PropertyKey[]; params?: Record<string, unknown> }): void;
}

/** Reports a fault of a value at `path` inside it. */
export function complain(ctx: IssueContext, fault: WordError, path: PropertyKey[] = []): void {
  ctx.addIssue({
    code: 'custom',
    message: fault.message,
    path,
    params: { expected: fault.expected, offset: fault.offset },
  });
}

/**
 * A zod schema from a parser. `Written` is what users may write, `parse` gets whatever they wrote (undefined when it
 * is missing) and returns the value or throws a WordError.
 */
export function word<Written, Value>(meta: WordMeta, parse: (written: unknown) => Value) {
  const { description, unit, clock, ...keywords } = meta;
  return z
    .custom<Written>()
    .transform((written, ctx): Value => {
      try {
        return parse(written);
      } catch (fault) {
        if (!(fault instanceof WordError)) throw fault;
        complain(ctx, fault);
        return z.NEVER;
      }
    })
    .meta({
      ...keywords,
      ...(description === undefined ? {} : { description }),
      ...(unit === undefined ? {} : { unit }),
      ...(clock === undefined ? {} : { clock }),
    });
}

/** How a value is shown in a message: `is "ten"`, `is 3`, `is a map`, `is missing`. */
export function shown(written: unknown): string {
  if (written === undefined) return 'is missing';
  if (written === null) return 'is empty';
  if (Array.isArray(written)) return 'is a list';
  if (typeof written === 'object') return 'is a map';
  const text = typeof written === 'string' ? JSON.stringify(written) : String(written);
  return `is ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}

/** True for what YAML calls a map. */
export function isMap(written: unknown): written is Record<string, unknown> {
  return typeof written === 'object' && written !== null && !Array.isArray(written);
}

export interface Bounds {
  /** Least value allowed. */
  min?: number | undefined;
  /** Greatest value allowed. */
  max?: number | undefined;
  /** The value must be greater than 0. */
  positive?: boolean | undefined;
  /** The value must be less than this. */
  below?: number | undefined;
}

/** Throws a WordError when the value lies outside its bounds. */
export function withinBounds(
  value: number,
  written: unknown,
  { min, max, positive, below }: Bounds,
  unit = '',
): number {
  if (!Number.isFinite(value)) throw new WordError(shown(written), `a finite number${unit && ` of ${unit}`}`);
  const suffix = unit && ` ${unit}`;
  if (positive && !(value > 0)) throw new WordError(shown(written), `more than 0${suffix}`);
  if (min !== undefined && value < min) throw new WordError(shown(written), `at least ${min}${suffix}`);
  if (below !== undefined && !(value < below)) throw new WordError(shown(written), `less than ${below}${suffix}`);
  if (max !== undefined && value > max) throw new WordError(shown(written), `at most ${max}${suffix}`);
  return value;
}
