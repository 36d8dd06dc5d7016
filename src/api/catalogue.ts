/** Which building blocks are there? Rules by slot, adversaries, strategies, metrics, and the scenarios that ship. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adversaries, strategies } from '../agents/index.ts';
import { type JsonSchema, toInputJsonSchema } from '../language/jsonSchema.ts';
import { schemaAt } from '../language/schemaTree.ts';
import { metricCatalogue } from '../measures/index.ts';
import { packageRoot } from '../results/version.ts';
import { rules } from '../rules/index.ts';

export interface Parameter {
  /** As in a path: `fraction`, or `to.victim` for an entry of the map `to`. */
  name: string;
  /** What may be written, e.g. "duration" or "one of a, b". */
  kind: string;
  unit: string;
  /** As it would be written; empty when the parameter is required or may be left out without a value. */
  default: string;
  required: boolean;
  summary: string;
  /** Variables of a formula, with their units. */
  variables?: Record<string, string>;
}

export interface Block {
  kind: 'rule' | 'adversary' | 'strategy' | 'metric' | 'scenario' | 'check';
  /** Slot of a rule, e.g. routing. */
  slot?: string;
  name: string;
  summary: string;
  parameters: Parameter[];
  /** Further lines, by heading: formula, source, gains, convention... */
  facts: Record<string, string>;
}

type Schema = Parameters<typeof toInputJsonSchema>[0];

/** Parameters of a block, from its schema alone; each map is followed by its entries. */
export function parametersOf(schema: Schema): Promise<Parameter[]> {
  const whole = toInputJsonSchema(schema);
  const object = alternativesOf(whole).find((one) => one.type === 'object') ?? {};
  return entriesOf(object, schema, '');
}

async function entriesOf(object: JsonSchema, schema: Schema | undefined, prefix: string): Promise<Parameter[]> {
  const properties = (object.properties ?? {}) as Record<string, JsonSchema>;
  const required = new Set((object.required as string[] | undefined) ?? []);
  const parameters: Parameter[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const inner = schema && schemaAt(schema, name);
    const variables = alternativesOf(property).find((one) => one.variables)?.variables as
      | Record<string, string>
      | undefined;
    parameters.push({
      name: prefix + name,
      kind: kindOf(property),
      unit: String(property.unit ?? ''),
      default: required.has(name) ? '' : await defaultOf(property, inner),
      required: required.has(name),
      summary: String(property.description ?? ''),
      ...(variables === undefined ? {} : { variables }),
    });
    // A word or a choice of its own says what it is; a plain map is what its entries are.
    const map = property.word === undefined && alternativesOf(property).find(isPlainMap);
    if (map) parameters.push(...(await entriesOf(map, inner, `${prefix}${name}.`)));
  }
  return parameters;
}

const alternativesOf = (schema: JsonSchema): JsonSchema[] => (schema.anyOf as JsonSchema[] | undefined) ?? [schema];

const isPlainMap = ({ word, type, properties }: JsonSchema): boolean =>
  word === undefined && type === 'object' && properties !== undefined;

function kindOf(property: JsonSchema): string {
  if (property.word === undefined && Array.isArray(property.anyOf))
    return (property.anyOf as JsonSchema[]).map(kindOf).join('; or ');
  if (property.type === 'array' && property.items) return `list, each ${kindOf(property.items as JsonSchema)}`;
  if (property.word === undefined && property.type === 'object') return 'map';
  if (Array.isArray(property.enum)) return `one of ${property.enum.join(', ')}`;
  const bounds = [property.minimum ?? property.min, property.maximum ?? property.max]
    .map((bound) => (typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? String(bound) : ''))
    .join('..');
  const name = property.word ?? property.type ?? 'value';
  const words = Array.isArray(name) ? name.join(' or ') : String(name);
  return bounds === '..' ? words : `${words}, ${bounds}`;
}

/** What stands there when nothing is written: said by the schema, or by the schema's own parsing of nothing. */
async function defaultOf(property: JsonSchema, schema: Schema | undefined): Promise<string> {
  // What is written for an absent map is mostly an empty one: what that means is told.
  const mapped =
    property.type === 'object' || (property.word === undefined && alternativesOf(property).some(isPlainMap));
  if (property.default !== undefined && !mapped) return plain(property.default);
  if (schema === undefined) return '';
  const parsed = await schema.safeParseAsync(undefined);
  return parsed.success && parsed.data !== undefined ? plain(parsed.data) : '';
}

const plain = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Rules, in the order of the registry. */
export async function ruleBlocks(): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const [slot, byName] of Object.entries(rules))
    for (const rule of Object.values(byName))
      blocks.push({
        kind: 'rule',
        slot,
        name: rule.name,
        summary: rule.summary,
        parameters: await parametersOf(rule.schema),
        facts: { formula: rule.formula, source: rule.source },
      });
  return blocks;
}

export async function adversaryBlocks(): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const { name, summary, schema, gains, costs, beatenBy, source } of Object.values(adversaries))
    blocks.push({
      kind: 'adversary',
      name,
      summary,
      parameters: await parametersOf(schema),
      facts: { gains, costs, 'beaten by': beatenBy, source },
    });
  return blocks;
}

export async function strategyBlocks(): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const { name, summary, schema, source } of Object.values(strategies))
    blocks.push({ kind: 'strategy', name, summary, parameters: await parametersOf(schema), facts: { source } });
  return blocks;
}

export function metricBlocks(): Block[] {
  return metricCatalogue.map(({ name, unit, kind, summary, convention }) => ({
    kind: 'metric',
    name,
    summary,
    parameters: [],
    facts: { unit, kind: METRIC_KINDS[kind], convention },
  }));
}

const METRIC_KINDS = {
  steady: 'steady: a level in equilibrium, the warm-up cut off',
  total: 'total: over the whole run, nothing cut off',
  path: 'path: followed over time',
};

/** Scenario files that ship with Verisim; `summary` is the question that each asks. */
export async function scenarioBlocks(): Promise<Block[]> {
  const folder = join(packageRoot, 'scenarios');
  if (!existsSync(folder)) return [];
  const { parse } = await import('yaml');
  const files = readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort();
  return files.map((file) => {
    const path = join(folder, file);
    const content = parse(readFileSync(path, 'utf8')) as { name?: string; question?: string } | null;
    return {
      kind: 'scenario',
      name: content?.name ?? file,
      summary: content?.question ?? '',
      parameters: [],
      facts: { file: path },
    };
  });
}

/** Families of published results: those with a case, and those that are not covered. */
export async function checkBlocks(): Promise<Block[]> {
  const { allIds, caseOf, parametersText } = await import('../check/names.ts');
  const { uncovered } = await import('../check/uncovered.ts');
  return allIds().map((id): Block => {
    const of = caseOf(id);
    if (!of) {
      const facts = { why: uncovered[id]! };
      return { kind: 'check', name: id, summary: `not covered: ${uncovered[id]}`, parameters: [], facts };
    }
    const labels = Object.entries(of.labels).map(([label, { summary, unit, params }]) => {
      const taken = parametersText(params);
      return [
        `label ${label}`,
        `${summary}${unit === '1' ? '' : ` (${unit})`}; ${taken === '' ? 'no parameters' : taken}`,
      ];
    });
    const source = of.sources.map(({ tag, text }) => `${tag.map((each) => `[${each}]`).join('')} ${text}`).join('; ');
    return {
      kind: 'check',
      name: id,
      summary: of.title,
      parameters: [],
      facts: { shows: of.shows, method: of.method, source, ...Object.fromEntries(labels) },
    };
  });
}
