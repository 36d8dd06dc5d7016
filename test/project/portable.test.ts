/** Do results depend on nothing but the scenario and its seed? Checked in the source; golden outputs check it in the bytes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { type Finding, projectRoot, sources, unportable } from './portable.ts';

/** Rooms that show results and make none. */
const SHOWING = /^src\/(charts|report|server|cli)\//;

/** Where a clock is meant: the manifest's wall-clock block, and times of inference, which never enter a simulation. */
const CLOCKS: Record<string, string> = {
  'src/experiment/replications/wallClock.ts': 'Date',
  // Not a clock: a cell of a table that is one is shown as text.
  'src/results/query.ts': 'Date',
  // When a part is written does not change what is read back.
  'src/experiment/store/store.ts': 'Date',
  'src/inference/host/timing.ts': 'process.hrtime',
  'src/inference/host/child.ts': 'process.hrtime',
};

const allowed = (finding: Finding): boolean => CLOCKS[finding.file] === finding.what;

test('where results are made, nothing differs between Node versions, machines or days', () => {
  const files = sources(join(projectRoot, 'src')).filter(
    (file) => !SHOWING.test(relative(projectRoot, file).replaceAll('\\', '/')),
  );
  expect(files.length).toBeGreaterThan(100);
  const found = unportable(projectRoot, files);
  expect(found.filter((each) => !allowed(each))).toEqual([]);
  // A clock that is no longer there is no longer allowed.
  expect(Object.keys(CLOCKS).filter((file) => !found.some((each) => each.file === file))).toEqual([]);
}, 60_000);

test('every banned name is found, under any alias', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-portable-'));
  const lines: [code: string, what: string | null][] = [
    ['export const a = (x: number): number => x ** 2;', '**'],
    ['export let b = 2; b **= 3;', '**'],
    ['export const c = Math.pow(2, 3);', 'Math.pow'],
    ['export const d = [1, 2].map(Math.cbrt);', 'Math.cbrt'],
    ["export const e = Math['sin'](1);", 'Math.sin'],
    ['export const { cos: f } = Math;', 'Math.cos'],
    ['export const { hypot } = Math;', 'Math.hypot'],
    ['const M = Math; export const g = M.tan(1);', 'Math.tan'],
    ['export const h = globalThis.Math.random();', 'Math.random'],
    ["export const i = 'a'.localeCompare('b');", 'localeCompare'],
    ['export const j = (2).toLocaleString();', 'toLocaleString'],
    ["export const k = new Intl.NumberFormat('en');", 'Intl'],
    ['export const l = new Date();', 'Date'],
    ['export const m = Date.now();', 'Date'],
    ['export const n = performance.now();', 'performance'],
    ['export const o = process.hrtime.bigint();', 'process.hrtime'],
    ["import { performance as clock } from 'node:perf_hooks'; export const z = clock.now();", 'performance'],
    ['export const p = Math.floor(Math.log(2) * Math.sqrt(3)) + Math.PI;', null],
    ['export const q = { pow: 1, Date: 2 }.pow;', null],
    ["export const r = 'x**2 and Math.pow'; // Math.pow ** Date", null],
  ];
  const file = join(folder, 'bad.ts');
  writeFileSync(file, lines.map(([code]) => code).join('\n'));
  try {
    const found = unportable(projectRoot, [file]);
    const byLine = lines.map(([code], index) => {
      const here = new Set(found.filter((each) => each.line === index + 1).map((each) => each.what));
      return [code, [...here].join(' ') || null];
    });
    expect(byLine).toEqual(lines);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
