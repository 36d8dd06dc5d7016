/** What does a schema look like to an editor? Draft-7 JSON Schema of what a user may write. */
import * as z from 'zod';
import { shorthandAt, tagsAt } from './schemaTree.ts';

export type JsonSchema = Record<string, unknown>;

/**
 * JSON Schema (draft 7) of the input side. One-key choices become `anyOf` over their tags; the words carry `unit`,
 * `clock` and `word` as further keywords, which validators ignore and editors show in no way.
 */
export function toInputJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, '~standard': __, ...json } = convert(schema) as JsonSchema;
  return json;
}

function convert(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Only the layer that was declared, not its wrappers: they copy what it says.
      const own = zodSchema as unknown as z.ZodType;
      if (own._zod.def.type !== 'pipe') return;
      const tags = tagsAt(own);
      if (tags) {
        Object.assign(jsonSchema, { anyOf: alternatives(tags) });
        return;
      }
      const short = shorthandAt(own);
      if (short) {
        const { description } = jsonSchema;
        const object = toInputJsonSchema(short.schema);
        for (const key of Object.keys(jsonSchema)) delete (jsonSchema as JsonSchema)[key];
        const bare = toInputJsonSchema(short.schema.shape[short.field] as z.ZodType);
        Object.assign(jsonSchema, { anyOf: [bare, object], ...(description ? { description } : {}) });
      }
    },
  });
}

function alternatives(tags: NonNullable<ReturnType<typeof tagsAt>>): JsonSchema[] {
  const bare = tags.bare ? [toInputJsonSchema(tags.bare)] : [];
  const maps = tags.tags().map((tag) => {
    const value = toInputJsonSchema(tags.schemaOf(tag)!);
    const summary = tags.summaryOf?.(tag);
    return {
      type: 'object',
      properties: { [tag]: summary ? { description: summary, ...value } : value },
      required: [tag],
      additionalProperties: false,
    };
  });
  return [...bare, ...maps];
}
