/** How is one of several things chosen? By a one-key map, `{poisson: {rate: 8/s}}`: the key says which, its value how. */
import type * as z from 'zod';
import { allFindings } from './issues.ts';
import type { TagTable } from './schemaTree.ts';
import { didYouMean, oneOf } from './suggestion.ts';
import { type IssueContext, isMap, shown, WordError } from './word.ts';

/** The tag of a one-key map and its value. Throws WordError when it is no such map, or for an unknown tag. */
export function selectTag(
  written: unknown,
  table: TagTable,
  what: string,
): { tag: string; value: unknown; schema: z.ZodType } {
  const expected = `${what}: ${oneOf(table.tags())}`;
  if (!isMap(written)) throw new WordError(shown(written), expected);
  const keys = Object.keys(written);
  if (keys.length !== 1)
    throw new WordError(
      keys.length === 0 ? 'is an empty map' : `has ${keys.length} keys (${keys.join(', ')})`,
      `one key, ${expected}`,
    );
  const tag = keys[0]!;
  return { tag, value: written[tag], schema: schemaOfTag(tag, table, what) };
}

/** The schema of a tag. Throws WordError for an unknown one, with what was probably meant. */
export function schemaOfTag(tag: string, table: TagTable, what: string): z.ZodType {
  const schema = table.schemaOf(tag);
  if (schema) return schema;
  throw new WordError(`is "${tag}"${didYouMean(tag, table.tags())}`, `${what}: ${oneOf(table.tags())}`);
}

/** Hands the findings about a tag's value on to the enclosing schema, each at its own path below `prefix`. */
export function passOn(
  ctx: IssueContext,
  error: z.ZodError,
  schema: z.ZodType,
  value: unknown,
  prefix: PropertyKey[],
): void {
  for (const { path, message, expected, offset, atKey } of allFindings(error, schema, value))
    ctx.addIssue({ code: 'custom', message, path: [...prefix, ...path], params: { expected, offset, atKey } });
}
