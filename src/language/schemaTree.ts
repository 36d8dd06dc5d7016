/**
 * Which schema stands at a path? Merging, `--set`, "did you mean" and file names need to know what a place of the
 * scenario means before it is parsed. A schema is walked as it is written (its input side), through zod's wrappers.
 */
import * as z from 'zod';

/** The parts of zod's definition objects that are read here. */
interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  items?: z.ZodType[];
  valueType?: z.ZodType;
  options?: z.ZodType[];
  getter?: () => z.ZodType;
}

/** A place where exactly one key chooses what its value means: a rule, a distribution. */
export interface TagTable {
  /** Every tag that may stand here. */
  tags(): string[];
  /** What the value of a tag is; undefined for an unknown tag. */
  schemaOf(tag: string): z.ZodType | undefined;
  /** A sentence about a tag. */
  summaryOf?(tag: string): string | undefined;
  /** What may stand here without a tag; undefined when nothing may. */
  bare?: z.ZodType | undefined;
}

const tagTables = new WeakMap<object, TagTable>();
const shorthands = new WeakMap<object, { field: string; schema: z.ZodObject }>();

/** Declares that `schema` is written as a one-key map of these tags. */
export function declareTags(schema: z.ZodType, table: TagTable): void {
  tagTables.set(schema, table);
}

/** Declares that `schema` may be written as the bare value of one field. */
export function declareShorthand(schema: z.ZodType, field: string, object: z.ZodObject): void {
  shorthands.set(schema, { field, schema: object });
}

const wholes = new WeakMap<object, true>();

/** Declares that a map belongs together: who extends a scenario and states it anew replaces all of it. */
export function declareWhole(schema: z.ZodType): void {
  wholes.set(schema, true);
}

/** Is the map at this place replaced as a whole? */
export function isWhole(schema: z.ZodType | undefined): boolean {
  for (let layer = schema; layer; layer = inside(layer)) if (declared(wholes, layer)) return true;
  return false;
}

/** `.describe()` and `.meta()` clone a schema; what was declared of the original holds for its clones. */
function declared<T>(table: WeakMap<object, T>, schema: z.ZodType): T | undefined {
  for (let at: z.core.$ZodType | undefined = schema; at; at = at._zod.parent) {
    const found = table.get(at);
    if (found) return found;
  }
  return undefined;
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** One step through a wrapper (optional, default, transform...), or undefined when the schema is none. */
function inside(schema: z.ZodType): z.ZodType | undefined {
  const definition = definitionOf(schema);
  if (definition.innerType) return definition.innerType;
  if (definition.type === 'pipe')
    return definitionOf(definition.in!).type === 'transform' ? definition.out : definition.in;
  return definition.type === 'lazy' ? definition.getter!() : undefined;
}

/** The schema and everything it wraps, outermost first. */
function* layers(schema: z.ZodType): Generator<z.ZodType> {
  for (let at: z.ZodType | undefined = schema; at; at = inside(at)) yield at;
}

/** The tags of a place, when exactly one key chooses there. */
export function tagsAt(schema: z.ZodType | undefined): TagTable | undefined {
  if (!schema) return undefined;
  for (const layer of layers(schema)) {
    const table = declared(tagTables, layer);
    if (table) return table;
    for (const option of definitionOf(layer).options ?? []) {
      const found = option instanceof z.ZodType ? tagsAt(option) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

/** The shorthand of a place: a bare value there means this field. */
export function shorthandAt(schema: z.ZodType | undefined): { field: string; schema: z.ZodObject } | undefined {
  if (!schema) return undefined;
  for (const layer of layers(schema)) {
    const found = declared(shorthands, layer);
    if (found) return found;
  }
  return undefined;
}

/** Metadata of a place: what inner layers say, overridden by outer ones; for a union, its first option's word. */
export function metaAt(schema: z.ZodType | undefined): Readonly<Record<string, unknown>> {
  if (!schema) return {};
  let known = metas.get(schema);
  if (!known) {
    known = gatheredMeta(schema);
    metas.set(schema, known);
  }
  return known;
}

/** What was gathered before: a scenario that is varied asks the same of the same places again and again. */
const metas = new WeakMap<z.ZodType, Readonly<Record<string, unknown>>>();

function gatheredMeta(schema: z.ZodType): Record<string, unknown> {
  let meta: Record<string, unknown> = {};
  for (const layer of layers(schema)) {
    meta = { ...layer.meta(), ...meta };
    const options = definitionOf(layer).options;
    if (options) for (const option of options) meta = { ...metaAt(option), ...meta };
  }
  return meta;
}

/** The schema of an entry, or undefined when the schema does not say (an unknown key, a value without entries). */
export function schemaAt(schema: z.ZodType | undefined, key: string | number): z.ZodType | undefined {
  if (!schema) return undefined;
  const tags = tagsAt(schema);
  if (tags) return tags.schemaOf(String(key));
  for (const layer of layers(schema)) {
    const definition = definitionOf(layer);
    if (definition.shape) return Object.hasOwn(definition.shape, key) ? definition.shape[key] : undefined;
    if (definition.element) return definition.element;
    if (definition.items) return definition.items[Number(key)];
    if (definition.valueType) return definition.valueType;
    for (const option of definition.options ?? []) {
      const found = schemaAt(option, key);
      if (found) return found;
    }
  }
  return undefined;
}

/** The keys that a map may have at this place; undefined where any may stand or the place is no map. */
export function keysAt(schema: z.ZodType | undefined): string[] | undefined {
  if (!schema) return undefined;
  const tags = tagsAt(schema);
  if (tags) return tags.tags();
  for (const layer of layers(schema)) {
    const { shape, options } = definitionOf(layer);
    if (shape) return Object.keys(shape);
    for (const option of options ?? []) {
      const found = keysAt(option);
      if (found) return found;
    }
  }
  return undefined;
}
