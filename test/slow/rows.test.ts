/** Does a file of a million rows stream? In a heap of 128 MB, read twice and told row by row. Run by `npm run check`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { afterAll, describe, expect, it } from 'vitest';

const main = join(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'verisim-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 1_000_000;
const EVERY = 1000;

/** One row in a thousand is measured, by one run for all of them; the others are of a family that is not covered. */
const written = (i: number): string =>
  JSON.stringify(
    i % EVERY === 0
      ? { id: 'B17', label: 'hhi', params: { vector: [3, 1] }, expected: 6250, kind: 'exact', abs: 1e-9 }
      : { id: 'C01', label: 'P_fail', params: { M: i, p: 0.25 }, expected: 1e-9, kind: 'stat' },
  );

async function millionRows(): Promise<string> {
  const file = join(folder, 'million.json');
  const out = createWriteStream(file);
  for (let i = 0; i < ROWS; i++) if (!out.write(`${i === 0 ? '[' : ',\n'}${written(i)}`)) await once(out, 'drain');
  out.end(']\n');
  await finished(out);
  return file;
}

describe('a million rows', () => {
  it('are checked in 128 MB of heap, in order', async () => {
    const file = await millionRows();
    const args = ['--max-old-space-size=128', main, 'check', '--expected', file, '--json', '--workers', '1'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk).slice(-2000);
    });
    const ended = once(child, 'close');
    let rows = 0;
    let passed = 0;
    const wrong: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith('{')) continue;
      const { id, verdict, params } = JSON.parse(line.replace(/,$/, '')) as Record<string, unknown>;
      const { M } = params as { M?: number };
      if (verdict === 'pass') passed++;
      const expected = rows % EVERY === 0 ? 'B17 pass undefined' : `C01 not-covered ${rows}`;
      if (`${id} ${verdict} ${M}` !== expected && wrong.length < 5) wrong.push(`${rows}: ${line}`);
      rows++;
    }
    const [code] = (await ended) as [number | null];
    expect({ code, rows, passed, wrong, complaints }).toEqual({
      code: 0,
      rows: ROWS,
      passed: ROWS / EVERY,
      wrong: [],
      complaints: '',
    });
  }, 900_000);
});
