/** How does an editor know what may stand in a scenario? From the JSON Schema of what the loader accepts. */
import { type JsonSchema, toInputJsonSchema } from '../language/jsonSchema.ts';
import type { Registries } from './choice.ts';
import { scenarioSchema } from './schema.ts';

/** JSON Schema (draft 7) of a scenario file over the given rules, attacks and strategies. */
export function scenarioJsonSchemaWith(registries: Registries): JsonSchema {
  const schema = toInputJsonSchema(scenarioSchema(registries));
  // A file that extends another may leave out what that one says.
  const { required: _, ...rest } = schema;
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Verisim scenario', ...rest, required: ['name'] };
}
