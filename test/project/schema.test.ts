/** Does schema/scenario.json say what the loader accepts today? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printJson } from '../../src/results/files.ts';
import { scenarioJsonSchema } from '../../src/scenario/index.ts';

test('schema/scenario.json is what `npm run schema` writes', () => {
  const committed = readFileSync(join(import.meta.dirname, '../../schema/scenario.json'), 'utf8');
  expect(committed, 'run npm run schema').toBe(printJson(scenarioJsonSchema()));
});
