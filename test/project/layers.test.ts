/** Does the layering check report what it forbids? Every rule is broken once on purpose, in a tree made for it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Rule {
  name: string;
}

const root = join(import.meta.dirname, '../..');
const configuration = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
const rules: readonly Rule[] = configuration.forbidden;

/** One file of each room, lowest room first. */
const ROOMS = [
  'src/engine/a.ts',
  'src/stats/a.ts',
  'src/language/a.ts',
  'src/network/a.ts',
  'src/inference/a.ts',
  'src/rules/a.ts',
  'src/agents/a.ts',
  'src/scenario/a.ts',
  'src/simulation/a.ts',
  'src/measures/a.ts',
  'src/inference/host/a.ts',
  'src/results/a.ts',
  'src/experiment/a.ts',
  'src/check/a.ts',
  'src/charts/a.ts',
  'src/report/a.ts',
  'src/server/a.ts',
  'src/api/a.ts',
  'src/cli/a.ts',
];

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
  '@duckdb/node-api',
  'bullmq',
  'ioredis',
];

const imports = (path: string): string => `import '${path}';\n`;
/** From any folder two or three below src/ up to the tree's root. */
const up = (file: string): string => '../'.repeat(file.split('/').length - 1);

/** Every file of the broken tree, by path. */
function brokenTree(): Map<string, string> {
  const files = new Map<string, string>();
  const manifest = { name: 'broken', type: 'module', dependencies: {}, devDependencies: { tool: '1.0.0' } };
  for (const name of HEAVY) Object.assign(manifest.dependencies, { [name]: '1.0.0' });
  files.set('package.json', JSON.stringify(manifest));
  files.set('tsconfig.json', JSON.stringify({ compilerOptions: { allowImportingTsExtensions: true, noEmit: true } }));
  for (const name of [...HEAVY, 'tool']) {
    files.set(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', type: 'module', main: 'i.js' }),
    );
    files.set(`node_modules/${name}/i.js`, 'export const x = 1;\n');
  }
  // Every room looks at the one above it; the top one at nothing.
  ROOMS.forEach((file, index) => {
    const above = ROOMS[index + 1];
    files.set(file, above === undefined ? 'export {};\n' : imports(`${up(file)}${above}`));
  });
  files.set('src/engine/heavy.ts', HEAVY.map(imports).join(''));
  files.set('src/adrift.ts', imports('./engine/a.ts'));
  files.set('src/engine/alone.ts', 'export const x = 1;\n');
  files.set('src/engine/first.ts', imports('./second.ts'));
  files.set('src/engine/second.ts', imports('./first.ts'));
  files.set('src/engine/nothing.ts', imports('./missing.ts'));
  files.set('src/engine/development.ts', imports('tool'));
  files.set('src/engine/tested.ts', imports('../../test/a.ts'));
  files.set('test/a.ts', 'export {};\n');
  files.set('src/rules/routing/a.ts', imports('../pricing/a.ts'));
  files.set('src/rules/pricing/a.ts', 'export {};\n');
  files.set('src/simulation/shortcut.ts', imports('../rules/pricing/a.ts') + imports('../agents/adversaries/a.ts'));
  files.set('src/agents/adversaries/a.ts', 'export {};\n');
  return files;
}

let folder: string;
let found: { rule: string; from: string; to: string }[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verisim-layers-'));
  for (const [path, text] of brokenTree()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { forbidden, options } = configuration;
  const { output } = await cruise(['src'], { ...options, baseDir: folder, validate: true, ruleSet: { forbidden } });
  found = (output as ICruiseResult).summary.violations.map((each) => ({
    rule: each.rule.name,
    from: each.from,
    to: each.to,
  }));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every rule is broken in the tree made for it, and reported', () => {
  const reported = new Set(found.map((each) => each.rule));
  expect([...reported].sort()).toEqual([...new Set(rules.map((each) => each.name))].sort());
});

test('every look upward is reported from the very file that does it', () => {
  const upward = found.filter((each) => each.rule.endsWith('-looks-up'));
  for (const [index, from] of ROOMS.slice(0, -1).entries())
    expect(upward, from).toContainEqual(expect.objectContaining({ from, to: ROOMS[index + 1] }));
});

test('a look downward is not reported', () => {
  expect(found.filter((each) => each.rule.endsWith('-looks-up') && each.from === 'src/simulation/shortcut.ts')).toEqual(
    [],
  );
});
