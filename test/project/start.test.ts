/** Does `verisim --help` load only what it needs? Heavy packages are imported where they are used. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'verisim-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAVY = [
  'mathjs',
  'vega',
  'vega-lite',
  '@resvg/resvg-js',
  'pdfkit',
  'svg-to-pdfkit',
  'onnxruntime-node',
  'onnxruntime-web',
  'piscina',
  'zod',
];

/** Packages in node_modules whose modules the command loads. */
function loaded(...args: string[]): Set<string> {
  const log = join(folder, `log-${args.join('-')}`);
  writeFileSync(
    join(folder, 'hooks.mjs'),
    `import { appendFileSync } from 'node:fs';
export async function load(url, context, next) {
  appendFileSync(${JSON.stringify(log)}, url + '\\n');
  return next(url, context);
}
`,
  );
  const register = `data:text/javascript,import { register } from 'node:module'; register(${JSON.stringify(
    `file://${join(folder, 'hooks.mjs')}`,
  )});`;
  execFileSync(process.execPath, ['--import', register, join(root, 'dist/cli/main.js'), ...args], {
    cwd: root,
    stdio: 'pipe',
  });
  const names = readFileSync(log, 'utf8')
    .split('\n')
    .map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1])
    .filter((name) => name !== undefined);
  return new Set(names);
}

test('verisim --help loads yargs and no heavy package', () => {
  const packages = loaded('--help');
  expect(packages).toContain('yargs');
  expect(HEAVY.filter((name) => packages.has(name))).toEqual([]);
});

test('the watch on loading sees a heavy package where one is used', () => {
  expect(loaded('schema')).toContain('zod');
});
