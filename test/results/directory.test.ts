import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkReplaceable } from '../../src/results/directory.ts';
import { ResultsError } from '../../src/results/error.ts';
import { dataFiles, type Files } from '../../src/results/files.ts';
import { sha256 } from '../../src/results/hash.ts';
import type { Manifest } from '../../src/results/manifest.ts';
import { keptFiles, readResult } from '../../src/results/read.ts';
import type { Result } from '../../src/results/result.ts';
import { writeResult } from '../../src/results/write.ts';
import { exampleResult } from './example.ts';

let root: string;
let target: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'verisim-results-'));
  target = join(root, 'example');
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (result: Result, extra: Files = new Map()) =>
  writeResult(target, result.manifest, new Map([...dataFiles(result), ...extra]));

/** Every file below a directory with its content. */
function contents(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(directory.length + 1), readFileSync(path, 'utf8')]),
  );
}

test('a result reads back as it was written', async () => {
  const result = exampleResult();
  await write(result);
  const back = readResult(target);
  expect({ ...back, manifest: { ...back.manifest, files: [] } }).toEqual(result);
});

test('the same inputs give the same bytes, the wall-clock block of the manifest aside', async () => {
  await write(exampleResult());
  const first = contents(target);
  const again = exampleResult();
  again.manifest.wall_clock = { ...again.manifest.wall_clock, started: '2031-05-05T05:05:05.000Z', seconds: 77 };
  await write(again);
  const second = contents(target);
  const blocks = [first, second].map((files) => {
    const { wall_clock, ...rest } = JSON.parse(files['manifest.json']!) as Manifest;
    return { wall_clock, rest };
  });
  expect(blocks[0]!.rest).toEqual(blocks[1]!.rest);
  expect(blocks[0]!.wall_clock).not.toEqual(blocks[1]!.wall_clock);
  expect({ ...first, 'manifest.json': '' }).toEqual({ ...second, 'manifest.json': '' });
});

test('the manifest names every other file with its hash and size', async () => {
  await write(exampleResult(), new Map([['charts/one.svg', '<svg/>']]));
  const files = contents(target);
  const { files: listed } = readResult(target).manifest;
  expect(listed.map((file) => file.path)).toEqual(
    Object.keys(files)
      .filter((path) => path !== 'manifest.json')
      .sort(),
  );
  for (const file of listed)
    expect(file).toEqual({
      path: file.path,
      sha256: sha256(files[file.path]!),
      bytes: Buffer.byteLength(files[file.path]!),
    });
});

test('a write that fails leaves the earlier result and nothing beside it', async () => {
  await write(exampleResult(2));
  const before = contents(target);
  // `charts` cannot be a file and a folder: writing fails half-way.
  const broken: Files = new Map([
    ['charts', 'a file'],
    ['charts/one.svg', '<svg/>'],
  ]);
  await expect(write(exampleResult(3), broken)).rejects.toThrow(/charts/);
  expect(contents(target)).toEqual(before);
  expect(readdirSync(root)).toEqual(['example']);
});

test('files of the earlier result go, what its user put there stays', async () => {
  await write(exampleResult(), new Map([['charts/old.svg', '<svg/>']]));
  await mkdir(join(target, 'notes'));
  writeFileSync(join(target, 'notes', 'mine.md'), 'mine');
  await write(exampleResult(), new Map([['charts/new.svg', '<svg/>']]));
  const paths = Object.keys(contents(target));
  expect(paths).toContain('charts/new.svg');
  expect(paths).toContain('notes/mine.md');
  expect(paths).not.toContain('charts/old.svg');
});

test('a directory that is no result is not touched', async () => {
  await mkdir(target);
  writeFileSync(join(target, 'thesis.tex'), 'years of work');
  await expect(write(exampleResult())).rejects.toThrow(/holds files that are no earlier result/);
  expect(contents(target)).toEqual({ 'thesis.tex': 'years of work' });
});

test('a file in the way of the directory, or of one above it, is told before anything is written', async () => {
  const file = join(root, 'file');
  writeFileSync(file, 'mine');
  for (const place of [file, join(file, 'example'), join(file, 'deep', 'er', 'example')])
    await expect(checkReplaceable(place)).rejects.toThrow(ResultsError);
  await checkReplaceable(join(root, 'not', 'yet', 'there'));
  expect(readdirSync(root)).toEqual(['file']);
});

test('profiles measured for a result, and its jobs, are kept when its report is made again', async () => {
  const own: Files = new Map<string, string | Uint8Array>([
    ['jobs.parquet', Uint8Array.of(1, 2, 255)],
    ['profiles/volatility.json', '{}\n'],
  ]);
  await write(exampleResult(), own);
  const kept = keptFiles(target, readResult(target).manifest);
  expect([...kept.keys()]).toEqual([...own.keys()]);
  for (const [path, content] of own) expect(Buffer.from(kept.get(path)!).equals(Buffer.from(content))).toBe(true);
});

test.each([
  ['no directory at all', () => {}, /not a results directory/],
  ['another format', (path: string) => writeFileSync(join(path, 'manifest.json'), '{"format": "x/9"}'), /format x\/9/],
  [
    'a number that is none',
    (path: string) =>
      writeFileSync(join(path, 'ledger.csv'), 'replication,from,to,reason,asset,amount\nx,a,b,c,token,1\n'),
    /ledger\.csv, row 1, replication: "x" is not a number/,
  ],
])('reading refuses %s', async (what, spoil, message) => {
  if (what !== 'no directory at all') await write(exampleResult());
  spoil(target);
  expect(() => readResult(target)).toThrow(message);
});
