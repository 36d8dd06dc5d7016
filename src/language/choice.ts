/** How is one of several building blocks chosen? By name, or by `{name: parameters}`, checked by its own schema. */
import * as z from 'zod';
import { allFindings } from './issues.ts';
import { declareTags, type TagTable } from './schemaTree.ts';
import { passOn, schemaOfTag, selectTag } from './tagged.ts';
import { complain, WordError } from './word.ts';

/** What a choice needs to know of what is chosen. */
interface Named {
  name: string;
  summary: string;
  /** Its parameters; a missing value is read as `{}`. */
  schema: z.ZodType;
}

/** A building block by name with its checked parameters, as its own schema gives them. */
export interface Chosen {
  rule: string;
  params: Record<string, unknown>;
}

export interface ChoiceOptions {
  description: string;
  /** What is chosen, in messages: `a routing rule`. */
  what: string;
  /** True when `none` may be chosen even where no such block exists. */
  none?: boolean;
  /** Block whose parameters a bare number is read as, where one may stand. */
  number?: string;
}

const NOTHING: Named = { name: 'none', summary: 'Nothing of the kind.', schema: z.strictObject({}) };

/** One block of a registry with its parameters. Parsed asynchronously, since parameters may be formulas. */
export function choice(
  blocks: Readonly<Record<string, Named>>,
  { description, what, none = false, number }: ChoiceOptions,
) {
  const known: Readonly<Record<string, Named>> =
    none && !Object.hasOwn(blocks, 'none') ? { none: NOTHING, ...blocks } : blocks;
  const schemas = new Map<string, z.ZodType>();
  const named = z.literal(Object.keys(known)).describe('By name, with default parameters.');
  const table: TagTable = {
    tags: () => Object.keys(known),
    schemaOf(tag) {
      if (!Object.hasOwn(known, tag)) return undefined;
      if (!schemas.has(tag)) schemas.set(tag, strict(known[tag]!.schema));
      return schemas.get(tag);
    },
    summaryOf: (tag) => known[tag]?.summary,
    bare: number === undefined ? named : z.union([z.number().describe(known[number]?.summary ?? ''), named]),
  };
  const schema = z
    .custom<string | number | Record<string, unknown>>()
    .transform(async (written, ctx): Promise<Chosen> => {
      try {
        const bare = typeof written === 'number' && number !== undefined;
        const chosen = bare
          ? { tag: number, value: written, schema: schemaOfTag(number, table, what) }
          : typeof written === 'string'
            ? { tag: written, value: {}, schema: schemaOfTag(written, table, what) }
            : selectTag(written, table, what);
        const given = chosen.value ?? {};
        const parsed = await chosen.schema.safeParseAsync(given);
        if (parsed.success) return { rule: chosen.tag, params: parsed.data as Record<string, unknown> };
        if (!bare) passOn(ctx, parsed.error, chosen.schema, given, [chosen.tag]);
        // A number has no parameters below it that could be wrong: what is wrong is the number.
        else
          for (const { message, expected } of allFindings(parsed.error, chosen.schema, given))
            complain(ctx, new WordError(message, expected));
      } catch (fault) {
        if (!(fault instanceof WordError)) throw fault;
        complain(ctx, fault);
      }
      return z.NEVER;
    })
    .meta({ word: 'choice', description });
  declareTags(schema, table);
  return schema;
}

/** Unknown parameters are mistakes, never ignored. */
function strict(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}
