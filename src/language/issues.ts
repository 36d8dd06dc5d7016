/** How does zod's finding read to a person? Each becomes what is wrong, what was expected, and where. */
import type * as z from 'zod';
import type { Finding } from './errors.ts';
import { keysAt, metaAt, schemaAt } from './schemaTree.ts';
import { didYouMean, oneOf } from './suggestion.ts';
import { isMap, shown } from './word.ts';

const NOUNS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** Findings of one issue about `value`, checked by `schema`. */
function findings(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown): Finding[] {
  const path = [...issue.path];
  const written = valueAt(value, path);
  const declared = text(metaAt(schemaOn(schema, path)).expected);
  const found = (expected: string | undefined, message = shown(written)): Finding[] => [{ path, message, expected }];
  switch (issue.code) {
    case 'invalid_type':
      return found(declared ?? noun(issue.expected));
    case 'invalid_format':
      return found(declared ?? `text of the form ${issue.format}`);
    case 'invalid_value':
      return found(
        oneOf(issue.values.map(String)),
        `${shown(written)}${typeof written === 'string' ? didYouMean(written, issue.values.map(String)) : ''}`,
      );
    case 'too_small':
      return found(limit(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum));
    case 'too_big':
      return found(limit(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum));
    case 'not_multiple_of':
      return found(`a multiple of ${issue.divisor}`);
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(schema, path, key));
    case 'invalid_union':
      return union(issue, schema, value);
    case 'custom':
      return [
        {
          path,
          message: issue.message,
          expected: text(issue.params?.expected) ?? declared,
          offset: typeof issue.params?.offset === 'number' ? issue.params.offset : undefined,
          atKey: issue.params?.atKey === true,
        },
      ];
    default:
      return found(issue.message.replace(/^Invalid[^:]*: /, ''));
  }
}

/** All findings of a failed parse. */
export function allFindings(error: z.ZodError, schema: z.ZodType, value: unknown): Finding[] {
  return error.issues.flatMap((issue) => findings(issue, schema, value));
}

function unknownKey(schema: z.ZodType, path: PropertyKey[], key: string): Finding {
  const known = keysAt(schemaOn(schema, path)) ?? [];
  return {
    path: [...path, key],
    message: `is not known here${didYouMean(key, known)}`,
    expected: oneOf(known),
    atKey: true,
  };
}

/** Of a union's options, the one that came furthest into the value knows best what is wrong. */
function union(issue: z.core.$ZodIssueInvalidUnion, schema: z.ZodType, value: unknown): Finding[] {
  const options = issue.errors.map((issues) =>
    issues.flatMap((inner) => findings({ ...inner, path: [...issue.path, ...inner.path] }, schema, value)),
  );
  const deepest = options.filter((option) => option.some((finding) => finding.path.length > issue.path.length));
  if (deepest.length > 0) return deepest.reduce((best, option) => (option.length < best.length ? option : best));
  const all = options.flat();
  const expected = [...new Set(all.flatMap((finding) => finding.expected ?? []))].join(', or ') || undefined;
  const plainly = shown(valueAt(value, issue.path));
  const telling = all.find(({ message }) => message !== plainly);
  return [{ path: [...issue.path], message: telling?.message ?? plainly, expected, offset: telling?.offset }];
}

function limit(origin: string, comparison: string, bound: number | bigint): string {
  if (origin === 'array' || origin === 'set') return `${comparison} ${bound} ${bound === 1 ? 'item' : 'items'}`;
  return origin === 'string' ? `${comparison} ${bound} characters` : `${comparison} ${bound}`;
}

const noun = (expected: string): string => NOUNS[expected] ?? expected;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function schemaOn(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  for (const key of path) at = schemaAt(at, typeof key === 'number' ? key : String(key));
  return at;
}

/** The entry of a plain value at a path; undefined when there is none. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (Array.isArray(at) && typeof key === 'number') at = at[key];
    else if (isMap(at) && Object.hasOwn(at, key)) at = at[String(key)];
    else return undefined;
  }
  return at;
}
