/** Do the files in schema/ say what the loaders accept today? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { experimentJsonSchema } from '../../src/experiment/file/schema.ts';
import { printJson } from '../../src/results/files.ts';
import { scenarioJsonSchema } from '../../src/scenario/index.ts';

test.each([
  ['scenario.json', scenarioJsonSchema],
  ['experiment.json', experimentJsonSchema],
])('schema/%s is what `npm run schema` writes', (file, schema) => {
  const committed = readFileSync(join(import.meta.dirname, '../../schema', file), 'utf8');
  expect(committed, 'run npm run schema').toBe(printJson(schema()));
});
