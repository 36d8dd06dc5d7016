/** Does the JSON Schema describe what the loader accepts, every property with words? */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonSchema } from '../../src/language/jsonSchema.ts';
import { scenarioJsonSchemaWith } from '../../src/scenario/json-schema.ts';
import { registries } from './registries.ts';
import { MINIMAL } from './support.ts';

const schema = scenarioJsonSchemaWith(registries);

const list = (value: unknown): JsonSchema[] => (Array.isArray(value) ? (value as JsonSchema[]) : []);

/** The keywords of JSON Schema that scenarios need, checked the plain way. */
function valid(at: JsonSchema, value: unknown): boolean {
  const { type, enum: words, const: word, properties = {}, required = [], additionalProperties, items } = at;
  const any = list(at.anyOf);
  if (any.length > 0 && !any.some((option) => valid(option, value))) return false;
  if (Array.isArray(words) && !words.includes(value)) return false;
  if (word !== undefined && word !== value) return false;
  const kind = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  const kinds = Array.isArray(type) ? type : [type];
  if (type !== undefined && !kinds.includes(kind) && !(kinds.includes('integer') && Number.isInteger(value)))
    return false;
  if (typeof value === 'number' && typeof at.minimum === 'number' && value < at.minimum) return false;
  if (typeof value === 'string' && typeof at.pattern === 'string' && !new RegExp(at.pattern).test(value)) return false;
  if (Array.isArray(value)) return items === undefined || value.every((item) => valid(items as JsonSchema, item));
  if (kind !== 'object') return true;
  const map = value as Record<string, unknown>;
  if (!(required as string[]).every((key) => key in map)) return false;
  return Object.entries(map).every(([key, item]) => {
    const known = (properties as Record<string, JsonSchema>)[key];
    return known ? valid(known, item) : additionalProperties !== false;
  });
}

/** Paths of properties without a description. */
function undescribed(at: JsonSchema, path: string): string[] {
  const properties = Object.entries((at.properties ?? {}) as Record<string, JsonSchema>);
  return [
    ...properties.flatMap(([key, property]) => [
      ...(typeof property.description === 'string' && property.description.length > 2 ? [] : [`${path}.${key}`]),
      ...undescribed(property, `${path}.${key}`),
    ]),
    ...list(at.anyOf).flatMap((option) => undescribed(option, path)),
    ...(at.items ? undescribed(at.items as JsonSchema, `${path}[]`) : []),
  ];
}

describe('the JSON Schema', () => {
  it('is draft 7 and names every top-level key', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(Object.keys(schema.properties as object)).toEqual(
      'name question extends seed horizon epoch replications scale token chain regions outages models operators nodes validators delegators flows verification incentives adversaries inference changes measures'.split(
        ' ',
      ),
    );
  });

  it('describes every property', () => expect(undescribed(schema, '$')).toEqual([]));

  it('accepts a scenario as the loader does', () => {
    expect(valid(schema, parse(MINIMAL))).toBe(true);
    expect(
      valid(
        schema,
        parse(`${MINIMAL}incentives: {price: {token: 1 OPG}, fees: {node: 0.9, treasury: 0.1}, slashing: none}\n`),
      ),
    ).toBe(true);
    expect(
      valid(
        schema,
        parse(`${MINIMAL}incentives: {price: {token: {amount: 1 OPG}}, slashing: {fraction: {fraction: 0.1}}}\n`),
      ),
    ).toBe(true);
  });

  it.each([
    ['horizon: 1h', 'horizn: 1h'],
    ['count: 10', 'count: ten'],
    ['count: 10', 'cuont: 10'],
    ['poisson:', 'poison:'],
    ['exponential:', 'exponental:'],
    ['rate: 8/s', 'rates: 8/s'],
    ['name: minimal', 'name: My Net'],
    ['horizon: 1h', 'horizon: 1h\nchain: {mode: perhaps}'],
    ['horizon: 1h', 'horizon: 1h\nincentives: {slashing: fractoin}'],
  ])('refuses %s written as %s', (from, to) => expect(valid(schema, parse(MINIMAL.replace(from, to)))).toBe(false));

  it('carries the clock of every duration', () => {
    const { horizon, chain } = schema.properties as Record<string, JsonSchema>;
    expect(horizon).toMatchObject({ clock: 'economy', unit: 's' });
    expect((chain!.properties as Record<string, JsonSchema>).block_time).toMatchObject({
      clock: 'job',
      unit: 's',
      default: '2s',
    });
  });
});
