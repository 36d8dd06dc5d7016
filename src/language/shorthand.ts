/** When may a map's only telling field stand alone? `{token: 1 OPG}` for `{token: {amount: 1 OPG}}`: where the schema says so. */
import * as z from 'zod';
import { declareShorthand } from './schemaTree.ts';
import { isMap } from './word.ts';

/** An object schema that may also be written as the bare value of `field`. Unknown keys are errors. */
export function shorthand<Shape extends z.ZodRawShape>(field: keyof Shape & string, object: z.ZodObject<Shape>) {
  const strict = object.strict();
  const schema = z.preprocess(
    (written) => (isMap(written) || written === undefined || written === null ? (written ?? {}) : { [field]: written }),
    strict,
  );
  declareShorthand(schema, field, strict as unknown as z.ZodObject);
  return schema;
}
