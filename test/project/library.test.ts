/** Does every example of docs/library.md run as it stands, against the package as it is installed? */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { redisIsAbsent, startRedis } from '../support/servers/redis.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
const shown = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);
// Workers meet at a Redis: where there is none, the example of it is left out, which is told.
const withRedis = !redisIsAbsent();
const blocks = shown.filter((code) => withRedis || !code.includes("'bullmq'"));

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

test('docs/library.md shows every function that does something in an example', async () => {
  const imported = shown.flatMap((code) => [...code.matchAll(/import \{ ([^}]+) \} from 'verisim'/g)]);
  const names = new Set(imported.flatMap(([, list]) => list!.split(', ')));
  const told = [
    'calibrate',
    'init',
    'queryPortions',
    'readComparison',
    'runs',
    'schema',
    'loadExperiment',
    'executors',
    'version',
  ];
  const functions = Object.keys(await import('../../src/api/index.ts')).filter((name) => /^[a-z]/.test(name));
  expect(functions.filter((name) => !names.has(name)).sort()).toEqual(told.sort());
  for (const name of told.filter((name) => !['version', 'loadExperiment', 'readComparison'].includes(name)))
    expect(text).toContain(`\`${name}`);
});

test('every example runs, one after another', async () => {
  project();
  const redis = withRedis ? await startRedis() : undefined;
  const env = { ...process.env, ...(redis === undefined ? {} : { VERISIM_REDIS: redis.url }) };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['all.js'], { cwd: folder, env }).finally(() =>
    redis?.stop(),
  );
  expect(stderr).toBe('');
  const parts = stdout.split(/^example \d+\n/m).slice(1);
  expect(parts).toHaveLength(blocks.length);
  for (const [i, part] of parts.entries()) expect(part.trim(), blocks[i]).not.toBe('');
  expect(stdout).toMatch(/^19 of 20 clients wait less than [\d.]+ s, 95 % interval [\d.]+,[\d.]+$/m);
  expect(stdout).toMatch(/^\$\.nodes\[0\]\.count .*, expected /m);
  expect(stdout).toMatch(/^two-choices - minimal: -[\d.]+ s \[-[\d.]+,-[\d.]+\], p [\d.e-]+ after Holm$/m);
  expect(stdout).toMatch(/^latency\.p95_seconds: nodes changes it by [\d.]+, 95 % interval [\d.]+ to [\d.]+$/m);
  expect(stdout).toMatch(/^tuned - base, utilization\.mean: -?[\d.]+ \[-?[\d.]+,-?[\d.]+\]$/m);
  expect(stdout).toMatch(/^12 nodes: 19 of 20 wait less than [\d.]+ s$/m);
  if (withRedis) expect(stdout).toMatch(/^16 of 16 runs done by this worker$/m);
  expect(stdout).toMatch(/^0 submissions, \d\d runs stored, 0 missing$/m);
  expect(stdout).not.toMatch(/NaN|undefined/);
});
