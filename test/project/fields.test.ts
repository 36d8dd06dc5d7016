/** Are fields written once? V8 takes for constant only those that are: none may be defined as undefined before it is set. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('compiled classes begin with what is set, not with their declarations', () => {
  const compiled = readFileSync(join(import.meta.dirname, '../../dist/engine/state.js'), 'utf8');
  expect(compiled).toMatch(/export class Column \{\s+constructor\(/);
});

class Declared {
  readonly set = 1;
  readonly unset?: number;
}

test('so do those of tests', () => {
  expect(Object.keys(new Declared())).toEqual(['set']);
});
