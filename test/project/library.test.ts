/** Does every example of docs/library.md run as it stands, against the package as it is installed? */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

const folder = mkdtempSync(join(tmpdir(), 'verisim-library-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A project that depends on verisim. */
function project(): void {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/verisim'), 'dir');
  symlinkSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext };
  for (const [i, code] of blocks.entries())
    writeFileSync(join(folder, `example-${i}.js`), ts.transpileModule(code, { compilerOptions }).outputText);
  const all = blocks.map((_, i) => `console.log('example ${i}');\nawait import('./example-${i}.js');\n`);
  writeFileSync(join(folder, 'all.js'), all.join(''));
}

test('docs/library.md shows the library in examples', () => {
  expect(blocks.length).toBeGreaterThan(6);
  const shown = new Set(blocks.flatMap((code) => /import \{ ([^}]+) \} from 'verisim'/.exec(code)![1]!.split(', ')));
  for (const name of ['loadScenario', 'simulate', 'run', 'compare', 'sweep', 'list', 'explain', 'check', 'measure'])
    expect(shown).toContain(name);
});

test('every example runs, one after another', async () => {
  project();
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['all.js'], { cwd: folder });
  expect(stderr).toBe('');
  const parts = stdout.split(/^example \d+\n/m).slice(1);
  expect(parts).toHaveLength(blocks.length);
  for (const [i, part] of parts.entries()) expect(part.trim(), blocks[i]).not.toBe('');
  expect(stdout).toMatch(/^19 of 20 clients wait less than [\d.]+ s, 95 % interval [\d.]+,[\d.]+$/m);
  expect(stdout).toMatch(/^\$\.nodes\[0\]\.count .*, expected /m);
  expect(stdout).toMatch(/^two-choices - minimal: -[\d.]+ s \[-[\d.]+,-[\d.]+\], p [\d.e-]+ after Holm$/m);
  expect(stdout).not.toMatch(/NaN|undefined/);
});
