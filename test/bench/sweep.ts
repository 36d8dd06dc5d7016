/**
 * Does a sweep cost more than its runs? Two workers of `sweep` against two processes that do half of the same runs each through
 * the library, in turn. `npm run bench -- sweep` does 400 runs of about 50 ms; VERISIM_BENCH_RUNS=10000 is the number to reach.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printTable } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUNS = Number(process.env.VERISIM_BENCH_RUNS ?? 400);
/** Replications of each point. */
const EACH = 20;
const ROUNDS = Number(process.env.VERISIM_BENCH_ROUNDS ?? 3);

interface Round {
  seconds: number;
  /** Greatest resident memory of the main process, MB. */
  megabytes: number;
}

/** A process that prints seconds and megabytes. */
function contestant(...args: string[]): Promise<Round> {
  return new Promise((done, failed) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'sweepContestant.ts'), ...args],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let text = '';
    child.stdout.on('data', (data) => (text += data));
    child.on('error', failed);
    child.on('close', (code) => (code === 0 ? done(JSON.parse(text) as Round) : failed(new Error(`bench: ${code}`))));
  });
}

export async function sweepBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'verisim-bench-'));
  const file = join(folder, 'bench.yaml');
  const points = Math.max(2, Math.round(RUNS / EACH));
  writeFileSync(
    file,
    `name: bench
base: ${join(ROOT, 'scenarios/minimal.yaml')}
set: {horizon: 12m}
factors: [{path: flows.clients.arrivals.poisson.rate, range: [6/s, 9/s]}]
design: {grid: {levels: ${points}}}
replications: ${EACH}
metrics: [wait.mean_seconds]
`,
  );
  const sweeps: Round[] = [];
  const halves: Round[] = [];
  const alone: Round[] = [];
  let parts = 0;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const directory = join(folder, `out${round}`);
      sweeps.push(await contestant('sweep', file, directory));
      parts = readdirSync(join(directory, 'runs')).length;
      const both = await Promise.all([contestant('half', file, '0'), contestant('half', file, '1')]);
      halves.push({
        seconds: Math.max(...both.map(({ seconds }) => seconds)),
        megabytes: both.reduce((sum, { megabytes }) => sum + megabytes, 0),
      });
      alone.push(...both);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const runs = points * EACH;
  const of = (rounds: readonly Round[], what: keyof Round) => median(rounds.map((round) => round[what]))!;
  const perRun = (2000 * (of(sweeps, 'seconds') - of(halves, 'seconds'))) / runs;
  printTable(
    `${runs} runs of ${points} points, ${parts} parts; ${((2000 * of(halves, 'seconds')) / runs).toFixed(1)} ms a run on each of two cores`,
    ['', 'runs/s', 'of two processes', 'MB', 'overhead, ms a run'],
    [
      ['two processes, half each', runs / of(halves, 'seconds'), 1, of(halves, 'megabytes'), 0],
      [
        'sweep, 2 workers',
        runs / of(sweeps, 'seconds'),
        of(halves, 'seconds') / of(sweeps, 'seconds'),
        of(sweeps, 'megabytes'),
        perRun,
      ],
    ],
  );
}
