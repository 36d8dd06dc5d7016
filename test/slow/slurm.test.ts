/** Do jobs on a real Slurm give every result once, whatever happens to them? */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { executors } from '../../src/experiment/executors/all.ts';
import { type SlurmSettings, slurm as settingsSchema } from '../../src/experiment/file/slurm.ts';
import { clusterStatus } from '../../src/experiment/slurm/cluster.ts';
import { submissionsOf } from '../../src/experiment/slurm/submission.ts';
import type { PointResult } from '../../src/experiment/task/evaluate.ts';
import type { Point } from '../../src/experiment/task/point.ts';
import { busyPoints, evaluated, keptRuns } from '../support/busyExperiment.ts';
import { output, ready } from '../support/servers/server.ts';
import { type Slurm, slurmIsAbsent, startSlurm } from '../support/servers/slurm.ts';

const COUNT = 3;
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

describe.skipIf(slurmIsAbsent())('jobs on a real Slurm', () => {
  // Signs with a meaning to the shell and to Slurm.
  const folder = mkdtempSync(join(tmpdir(), 'verisim slurm %a\'s "'));
  let slurm: Slurm;
  let points: Point[];
  let expected: PointResult[];

  beforeAll(async () => {
    slurm = await startSlurm();
    vi.stubEnv('SLURM_CONF', slurm.env.SLURM_CONF);
    points = busyPoints(folder, '60m');
    const inline = await executors.inline();
    ({ results: expected } = await evaluated(inline, { directory: join(folder, 'inline'), points, count: COUNT }));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await slurm?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const settings = (given: Partial<SlurmSettings> = {}): SlurmSettings =>
    settingsSchema.parse({ runs: 4, poll: 0.5, time: '10', options: ['--comment=a test'], ...given });
  const open = (directory: string, given: Partial<SlurmSettings> = {}, detach = false) =>
    executors.slurm({ directory, slurm: settings(given), detach });
  const queue = (): string[] =>
    output(['squeue', '--noheader', '--array', '--format=%j %K %T']).split('\n').filter(Boolean);

  async function verisim(...args: string[]): Promise<string> {
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, 'cluster', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complained = '';
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (complained += data));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(complained);
    return said;
  }

  it('an array gives the rows that the runs have here, failures among them, and leaves nothing behind', async () => {
    const directory = join(folder, 'whole');
    const { results, handed } = await evaluated(await open(directory), { directory, points, count: COUNT });
    expect(results).toEqual(expected);
    expect(results[3]!.runs.map(({ error }) => error)).toEqual(
      Array(COUNT).fill(expect.stringMatching(/RunInputError/)),
    );
    expect(new Set(handed).size).toBe(handed.length);
    expect((await keptRuns(directory)).sort()).toEqual([...handed].sort());
    expect(readdirSync(directory)).toEqual(['runs']);
    await ready(() => expect(queue()).toEqual([]));
  });

  it('an array task that is killed in the middle of a run is submitted again, and every result is there once', async () => {
    const directory = join(folder, 'killed');
    const notices: string[] = [];
    const executor = await executors.slurm({ directory, slurm: settings(), onNotice: (text) => notices.push(text) });
    let killed: string | undefined;
    const { results, handed } = await evaluated(executor, {
      directory,
      points,
      count: COUNT,
      onRow: () => {
        if (killed !== undefined) return;
        killed = output(['squeue', '--noheader', '--array', '--states=RUNNING', '--format=%i']).split('\n')[0]!;
        output(['scancel', '--signal=KILL', '--full', killed]);
      },
    });
    expect(killed).toMatch(/^\d+_\d$/);
    expect(
      notices.filter((text) => /runs ended with their array tasks and are submitted again/.test(text)),
    ).toHaveLength(1);
    expect(results).toEqual(expected);
    expect(new Set(handed).size).toBe(handed.length);
    expect((await keptRuns(directory)).sort()).toEqual([...handed].sort());
    await ready(() => expect(queue()).toEqual([]));
  });

  it('submitted and left: status tells how far it is, resubmit asks for what is missing, collect brings it home', async () => {
    const directory = join(folder, 'left');
    const { handed } = await evaluated(await open(directory, {}, true), { directory, points, count: COUNT });
    expect(handed).toEqual([]);
    const [submission] = await submissionsOf(directory);
    expect(readFileSync(join(submission!.folder, 'array.sh'), 'utf8')).toMatch(/^#SBATCH --array=0-2$/m);
    // One place is taken out before it is done.
    const job = readFileSync(join(submission!.folder, 'job'), 'utf8').trim();
    output(['scancel', `${job}_2`]);
    await ready(() => expect(queue()).toEqual([]), { seconds: 240 });
    // The dependent job has brought the others home.
    const status = await clusterStatus(directory);
    expect(status).toMatchObject({
      stored: 8,
      missing: 4,
      submissions: [
        { job, places: { waiting: 0, running: 0, complete: 2, incomplete: 1 }, runs: { done: 8, total: 12 } },
      ],
    });
    expect(await keptRuns(directory)).toHaveLength(8);
    expect(await verisim('status', directory)).toMatch(
      /4 runs are neither done nor under way: verisim cluster resubmit/,
    );

    expect(await verisim('resubmit', directory)).toBe('0 runs collected, 4 submitted again.\n');
    await ready(() => expect(queue()).toEqual([]), { seconds: 240 });
    expect(await verisim('collect', directory)).toMatch(/^0 runs collected, 12 in .*, 0 missing\.\n$/);
    expect(existsSync(join(directory, 'slurm'))).toBe(false);
    expect(await keptRuns(directory)).toHaveLength(12);
    // Nothing is left to do, and all reads as it does here.
    const { results, handed: more } = await evaluated(await open(directory), { directory, points, count: COUNT });
    expect(more).toEqual([]);
    expect(results).toEqual(expected);
  });

  it('whoever comes later goes on with the jobs that are there', async () => {
    const directory = join(folder, 'followed');
    await evaluated(await open(directory, { runs: 6 }, true), { directory, points, count: COUNT });
    const { results, handed } = await evaluated(await open(directory), { directory, points, count: COUNT });
    expect(results).toEqual(expected);
    expect(handed).toHaveLength(12);
    expect(existsSync(join(directory, 'slurm'))).toBe(false);
    await ready(() => expect(queue()).toEqual([]));
  });

  it('told to stop it ends its jobs, keeps what is done, and goes on later', async () => {
    const directory = join(folder, 'interrupted');
    const stop = new AbortController();
    const { signal } = stop;
    // One place after the other: the last ones are far away when the first row comes.
    const executor = await open(directory, { runs: 2, at_once: 1 });
    await expect(
      evaluated(executor, { directory, points, count: COUNT, signal, onRow: () => stop.abort() }),
    ).rejects.toThrow(/abort/i);
    await ready(() => expect(queue()).toEqual([]));
    const before = (await keptRuns(directory)).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(12);
    const { results, handed } = await evaluated(await open(directory), { directory, points, count: COUNT });
    expect(results).toEqual(expected);
    expect(handed).toHaveLength(12 - before);
  });

  it('runs whose array tasks always end without them are given up in the end, with the place of their logs', async () => {
    const directory = join(folder, 'hopeless');
    const executor = await open(directory, { setup: 'exit 3', tries: 2 });
    await expect(evaluated(executor, { directory, points: points.slice(0, 1), count: 1 })).rejects.toThrow(
      /1 runs were submitted 2 times, .*hopeless\/slurm\/\*\/logs/,
    );
  });

  it('what Slurm does not take is said in its words, and leaves nothing behind', async () => {
    const directory = join(folder, 'refused');
    const executor = await open(directory, { partition: 'nowhere' });
    await expect(evaluated(executor, { directory, points, count: 1 })).rejects.toThrow(
      /sbatch failed: .*invalid partition/i,
    );
    expect(readdirSync(directory)).toEqual(['runs']);
  });
});
