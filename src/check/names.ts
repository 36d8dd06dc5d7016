/** Which case, label and parameters does somebody mean? Everything else is refused, saying what is allowed. */
import type * as z from 'zod';
import { pathText } from '../language/errors.ts';
import { allFindings } from '../language/issues.ts';
import { didYouMean, oneOf } from '../language/suggestion.ts';
import type { Case, Label } from './case.ts';
import { cases } from './index.ts';
import { CheckError } from './rows.ts';
import { uncovered } from './uncovered.ts';

/** Ids in order: of cases, and of what is not covered. */
export function allIds(): string[] {
  return [...new Set([...Object.keys(cases), ...Object.keys(uncovered)])].sort();
}

/** Throws CheckError for an id that nobody knows; undefined for one that is not covered. */
export function caseOf(id: string, place = 'check'): Case | undefined {
  if (Object.hasOwn(cases, id)) return cases[id];
  if (Object.hasOwn(uncovered, id)) return undefined;
  throw new CheckError(`${place}: no check is named ${id}${didYouMean(id, allIds())}; there is ${oneOf(allIds())}`);
}

export function labelOf(of: Case, label: string, place = 'check'): Label {
  if (Object.hasOwn(of.labels, label)) return of.labels[label]!;
  const known = Object.keys(of.labels);
  throw new CheckError(`${place}: ${of.id} has no label ${label}${didYouMean(label, known)}; there is ${oneOf(known)}`);
}

/** The parameters as the case's schema has them, defaults filled in. */
export function paramsOf(of: Case, label: string, params: unknown, place = 'check'): unknown {
  const schema = labelOf(of, label, place).params;
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const lines = allFindings(parsed.error, schema, params).map(({ path, message, expected }) => {
    const where = path.length === 0 ? '' : `${pathText(path).replace(/^\$\.?/, '')}: `;
    return `${place}: ${of.id} ${label}: ${where}${message}${expected === undefined ? '' : `, expected ${expected}`}`;
  });
  throw new CheckError(`${lines.join('\n')}\n${allowed(of, label)}`);
}

/** One line on what a label takes. */
function allowed(of: Case, label: string): string {
  const described = parametersText(of.labels[label]!.params);
  return `${of.id} ${label} takes ${described === '' ? 'no parameters' : described}`;
}

/** Parameters in words: `rho (number, more than 0, less than 1)`. */
export function parametersText(schema: z.ZodType): string {
  const { properties = {} } = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' });
  return Object.entries(properties)
    .map(([name, property]) => `${name} (${typeof property === 'object' ? inWords(property) : 'anything'})`)
    .join(', ');
}

type Property = {
  type?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: unknown[];
  items?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  default?: unknown;
  description?: string;
};

function inWords(written: object): string {
  const property = written as Property;
  if (property.anyOf) return property.anyOf.map((one) => inWords(one as object)).join('; or ');
  const words: string[] = [];
  if (property.enum) words.push(oneOf(property.enum.map((one) => JSON.stringify(one))));
  else if (property.const !== undefined) words.push(JSON.stringify(property.const));
  else if (property.type === 'array') words.push(`list of ${inWords((property.items as object | undefined) ?? {})}`);
  else words.push(property.type === 'integer' ? 'whole number' : String(property.type ?? 'value'));
  const far = Number.MAX_SAFE_INTEGER;
  if (property.exclusiveMinimum !== undefined) words.push(`more than ${property.exclusiveMinimum}`);
  if (property.minimum !== undefined && property.minimum > -far) words.push(`at least ${property.minimum}`);
  if (property.exclusiveMaximum !== undefined) words.push(`less than ${property.exclusiveMaximum}`);
  if (property.maximum !== undefined && property.maximum < far) words.push(`at most ${property.maximum}`);
  if (property.description !== undefined) words.push(property.description);
  if (property.default !== undefined) words.push(`default ${JSON.stringify(property.default)}`);
  return words.join(', ');
}
