/** How long does the demo take from its command to the finished report? Wall-clock time: it is what a person waits. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printTable } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');

export function demo(): void {
  const out = mkdtempSync(join(tmpdir(), 'verisim-bench-'));
  const seconds: number[] = [];
  try {
    for (let round = 0; round < 3; round++) {
      const start = process.hrtime.bigint();
      execFileSync(
        process.execPath,
        [join(ROOT, 'dist/cli/main.js'), 'run', join(ROOT, 'scenarios/opengradient.yaml'), '--quiet', '--out', out],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  printTable('The demo, from command to report (after the build)', ['', 'seconds'], [['demo', median(seconds)]]);
}
