/** Are rows read as they are written, however the file is cut, and is everything else refused, saying where and what is allowed? */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { cases } from '../../src/check/index.ts';
import { allIds, caseOf, paramsOf } from '../../src/check/names.ts';
import { readRows } from '../../src/check/rowFile.ts';
import { checkRow } from '../../src/check/run.ts';
import { uncovered } from '../../src/check/uncovered.ts';
import { PUBLISHED_ROWS } from './support.ts';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'verisim-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROW = { id: 'D01', label: 'L', params: { rho: 0.5 }, expected: 1, kind: 'stat' };

let files = 0;
async function read(text: string) {
  const file = join(folder, `rows${files++}.json`);
  writeFileSync(file, text);
  const rows = [];
  try {
    for await (const { row, place } of readRows(file)) rows.push({ row, line: Number(place.split(':').at(-1)) });
  } catch (error) {
    return (error as Error).message.replaceAll(file, 'FILE');
  }
  return rows;
}

describe('a file of rows', () => {
  it('is read with its lines, strings with brackets in them, and nothing at all', async () => {
    const odd = { ...ROW, params: { 'a}"]\\': ['[{', { deep: [1] }] } };
    expect(await read(JSON.stringify([ROW, odd], null, 2))).toEqual([
      { row: ROW, line: 2 },
      { row: odd, line: 11 },
    ]);
    expect(await read(' [ ]\n')).toEqual([]);
  });

  it('longer than what is read at once keeps its rows whole', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ ...ROW, params: { text: 'ä"'.repeat(i % 50), i } }));
    expect(await read(`[${rows.map((row) => JSON.stringify(row)).join(',\n')}]`)).toEqual(
      rows.map((row, i) => ({ row, line: i + 1 })),
    );
  });

  it.each([
    ['', 'FILE:1: expected a closing ]'],
    ['{}', 'FILE:1: expected ['],
    ['[', 'FILE:1: expected a closing ]'],
    ['[1]', 'FILE:1: expected {'],
    [`[${JSON.stringify(ROW)},]`, 'FILE:1: expected {'],
    [`[${JSON.stringify(ROW)}] x`, 'FILE:1: expected nothing after'],
    [`[\n\n${JSON.stringify(ROW).slice(0, -1)}`, 'FILE:3: expected the end of the row'],
    ['[\n{"id": nope}]', 'FILE:2: is no JSON'],
    [`[${JSON.stringify({ ...ROW, kind: 'sure' })}]`, 'FILE:1: kind:'],
    [`[${JSON.stringify({ ...ROW, expected: '1' })}]`, 'FILE:1: expected:'],
    [`[${JSON.stringify({ ...ROW, extra: 1 })}]`, 'FILE:1: Unrecognized key: "extra"'],
    [`[${JSON.stringify({ ...ROW, kind: 'exact' })}]`, 'exact needs abs or rel'],
    [`[${JSON.stringify({ ...ROW, kind: 'bound', lo: 1 })}]`, 'a bound needs lo and hi'],
    [`[${JSON.stringify({ ...ROW, precision: 0 })}]`, 'FILE:1: precision:'],
  ])('%s is refused: %s', async (text, message) => {
    expect(await read(text)).toContain(message);
  });

  it('that is not there is said to be not there', async () => {
    await expect(readRows(join(folder, 'none.json')).next()).rejects.toThrow('none.json');
    await expect(readRows(folder).next()).rejects.toThrow('is no file');
  });
});

describe('names and parameters', () => {
  it('of all shipped rows are known: a case, or the reason why there is none', () => {
    for (const row of PUBLISHED_ROWS)
      if (Object.hasOwn(cases, row.id) || Object.hasOwn(uncovered, row.id)) checkRow(row, 'row');
    expect(Object.keys(cases).filter((id) => Object.hasOwn(uncovered, id))).toEqual([]);
    for (const [id, of] of Object.entries(cases)) expect(of.id).toBe(id);
    expect(allIds()).toContain('D02');
  });

  it('that nobody knows are refused with those that are', () => {
    expect(() => caseOf('D99')).toThrow(/no check is named D99.*one of .*D01/s);
    expect(() => checkRow({ ...PUBLISHED_ROWS[0]!, id: 'D01', label: 'LL' }, 'place')).toThrow(
      /place: D01 has no label LL.*did you mean "L"/,
    );
  });

  it.each([
    ['D01', 'L', { rho: 1 }, 'less than 1'],
    ['D01', 'L', { rho: 0 }, 'more than 0'],
    ['D01', 'L', {}, 'rho: is missing'],
    ['D01', 'L', { rho: 0.5, mu: 2 }, 'mu: is not known'],
    ['D01', 'L', { rho: '0.5' }, 'expected a number'],
    ['D02', 'Wq', { c: 0, rho: 0.5 }, 'at least 1'],
    ['D02', 'Wq', { c: 1.5, rho: 0.5 }, 'a whole number'],
    ['D03', 'Wq', { rho: 0.5, service: 'H2 scv=0.5' }, 'H2 scv=x'],
    ['D04', 'P_block', { c: 5, K: 4, lam: 1 }, 'at least c'],
    ['D06', 'ET_finite_n_d2', { n: 1, lam: 0.5 }, 'distinct'],
    ['D06', 'ET_finite_n', { n: 10, lam: 1, d: 2 }, 'less than 1'],
    ['D07', 'L_node', { node: 3 }, '0 to 2'],
    ['D07', 'L_node', { gamma: [9, 0.5, 0] }, 'below its mu'],
    ['D08', 'Wq1', { l1: 0.5, l2: 0.5 }, 'not below 1'],
    ['D10', 'L', { l1: 2, l2: 1, r1: 1, r2: 1 }, 'mean rate'],
    ['D11', 'E_orbit', { lam: 1, theta: 1 }, 'less than 1'],
    ['D12', 'P_abandon', { c: 1, lam: 1, theta: 0 }, 'more than 0'],
    ['E01', 'MSER5_mean', { n: 1 }, 'no parameters'],
  ])('%s %s %o: %s', (id, label, params, message) => {
    expect(() => paramsOf(caseOf(id)!, label, params)).toThrow(message);
  });
});

describe('the command', () => {
  const verisim = (...args: string[]) => spawnSync(process.execPath, [main, 'check', ...args], { encoding: 'utf8' });

  it('ends with 2 and what is allowed for what it cannot do', () => {
    const cases: [string[], RegExp][] = [
      [['D99'], /no check is named D99/],
      [['D01', '--param', 'rho=1', '--label', 'L'], /less than 1/],
      [['D01', '--param', 'rho=0.5', '--label', 'nope'], /there is one of L, Wq/],
      [['D01', '--param', 'rho=0.5'], /--label is missing/],
      [['--expected', join(folder, 'none.json')], /none\.json/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr, stdout } = verisim(...args);
      expect([args, status, stdout]).toEqual([args, 2, '']);
      expect(stderr).toMatch(message);
    }
  });

  it('tells rows as JSON, ends with 1 where one fails, and streams: 25,000 rows in 48 MB of heap', async () => {
    const good = { id: 'E01', label: 'MSER5_truncate_obs', params: {}, expected: 200, kind: 'exact', abs: 0 };
    const file = join(folder, 'many.json');
    const out = createWriteStream(file);
    for (let i = 0; i < 25_000; i++)
      out.write(`${i === 0 ? '[' : ',\n'}${JSON.stringify(i === 24_999 ? { ...good, expected: 201 } : good)}`);
    out.end(']');
    await finished(out);
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--max-old-space-size=48', main, 'check', '--expected', file, '--json', '--workers', '1'],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
    expect(status).toBe(1);
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(rows).toHaveLength(25_000);
    expect(rows[0]).toEqual({ ...rowOut, verdict: 'pass' });
    expect(rows.at(-1)).toMatchObject({ expected: 201, value: 200, verdict: 'fail' });
    expect(rows.filter(({ verdict }) => verdict === 'fail')).toHaveLength(1);
  }, 60_000);
});

const rowOut = { id: 'E01', label: 'MSER5_truncate_obs', params: {}, expected: 200, value: 200, se: 0 };
