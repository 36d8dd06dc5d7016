import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { sweepText } from '../../../src/cli/sweepText.ts';
import { executors } from '../../../src/experiment/executors/all.ts';
import { loadExperiment } from '../../../src/experiment/file/load.ts';
import { wideWords } from '../../../src/experiment/sweep/precision.ts';
import { type SweepResult, sweep } from '../../../src/experiment/sweep/sweep.ts';
import { sweepTables } from '../../../src/experiment/sweep/sweepFiles.ts';
import { sweepPage } from '../../../src/report/sweep.ts';
import { TINY } from '../../support/tiny.ts';
import { expectEveryRunOnce, killedAfter } from './killed.ts';

// Threads and processes take as long as the machine has other things to do.
vi.setConfig({ testTimeout: 300_000 });

const folder = mkdtempSync(join(tmpdir(), 'verisim-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'base.yaml'), TINY);

let files = 0;
function written(rest: string): string {
  const file = join(folder, `experiment${++files}.yaml`);
  writeFileSync(file, `name: e\nbase: base.yaml\n${rest}`);
  return file;
}

const GRID = written(`
factors:
  - {path: nodes.all.count, values: [3, 4, 5]}
  - {path: flows.clients.routing, values: [uniform, least-loaded]}
replications: 8
metrics: [wait.mean_seconds, latency.p95_seconds, throughput.refused_share]
`);

let directories = 0;
async function swept(file: string, workers: 'inline' | number = 'inline'): Promise<SweepResult> {
  const directory = join(folder, `out${++directories}`);
  const executor = workers === 'inline' ? await executors.inline() : await executors.local({ directory, workers });
  return sweep(await loadExperiment(file), { directory, executor, rows: 3 });
}

const tables = (result: SweepResult) => Object.fromEntries(sweepTables(result));

describe('a sweep', () => {
  it('sums up a point as its runs do, and says the same however it was done', async () => {
    const inline = await swept(GRID);
    expect(inline).toMatchObject({ runs: 48, fresh: 48, failed: 0, missing: 0, interrupted: false });
    const threads = await swept(GRID, 2);
    expect(tables(threads)).toEqual(tables(inline));
    expect(threads.effects).toEqual(inline.effects);
    const wait = inline.points.map(({ estimates }) => estimates['wait.mean_seconds']!.mean!);
    // 3, 4, 5 nodes, each uniformly and to the least loaded.
    expect(wait[0]!).toBeGreaterThan(wait[2]!);
    expect(wait[0]!).toBeGreaterThan(wait[1]!);
    const effect = inline.effects.find(
      ({ factor, metric }) => factor === 'nodes.all.count' && metric === 'latency.p95_seconds',
    )!;
    expect(effect.groups.map(({ value, points }) => [value, points])).toEqual([
      [3, 2],
      [4, 2],
      [5, 2],
    ]);
    // A mean over two points of equally many replications is the mean of their means.
    const [uniform, least] = inline.points.map(({ estimates }) => estimates['latency.p95_seconds']!.mean!);
    expect(effect.groups[0]!.estimate.mean).toBeCloseTo((uniform! + least!) / 2, 12);
  });

  it('killed and begun again does every run once', async () => {
    const whole = await swept(GRID);
    const directory = join(folder, 'killed');
    // Before a part is written, while the first may be, and after; test/slow/killed.test.ts does it ten times, at random moments.
    let killed = 0;
    for (const runs of [1, 3, 5]) if (await killedAfter(GRID, directory, runs)) killed++;
    expect(killed).toBeGreaterThan(0);
    await expectEveryRunOnce({ file: GRID, directory, runs: 48, tables: tables(whole) });
  });

  it('runs a point until its interval is narrow enough, and looks at fixed times only', async () => {
    const until = (relative: number) => `
factors: [{path: nodes.all.count, values: [3, 40]}]
replications: {until: {metric: utilization.mean, relative: ${relative}}, min: 3, max: 12}
metrics: [utilization.mean]
`;
    const result = await swept(written(until(0.1)));
    for (const { runs, estimates } of result.points) {
      expect([3, 5, 8, 12]).toContain(runs);
      const { mean, ci95 } = estimates['utilization.mean']!;
      if (runs < 12) expect((ci95![1] - ci95![0]) / 2).toBeLessThanOrEqual(0.1 * mean!);
    }
    const never = await swept(written(until(1e-6)));
    expect(never.points.map(({ runs }) => runs)).toEqual([12, 12]);
    expect(never).toMatchObject({ wide: 2, points: [{ precise: false }, { precise: false }] });
    expect(wideWords(never)).toMatch(
      /^2 of 2 points .* after 12 runs, .* utilization\.mean is still wider than ± 0\.0001 %/,
    );
    expect(tables(never)['points.csv']).toMatch(/^point,number,nodes\.all\.count,runs,failed,precise\n.*,12,0,false\n/);
    const always = await swept(written(until(10)));
    expect(always.points.map(({ runs }) => runs)).toEqual([3, 3]);
    expect(always).toMatchObject({ wide: 0, points: [{ precise: true }, { precise: true }] });
    expect(wideWords(always)).toBeNull();
    for (const told of [sweepText(never, 'page'), sweepPage(never, [])])
      expect(told).toContain('2 of 2 points are not known as exactly as was asked');
    for (const told of [sweepText(always, 'page'), sweepPage(always, [])]) expect(told).not.toContain('as was asked');
  });

  it('records runs that fail, and does the others', async () => {
    const result = await swept(
      written(`
factors: [{path: incentives.price.token, values: [1 OPG, 4000000000 OPG]}]
replications: 2
metrics: [wait.mean_seconds]
`),
    );
    expect(result).toMatchObject({ runs: 4, failed: 2 });
    expect(
      result.points.map(({ runs, failed, estimates }) => [runs, failed, estimates['wait.mean_seconds']!.n]),
    ).toEqual([
      [2, 0, 2],
      [2, 2, 0],
    ]);
    expect(result.errors.map(({ error }) => error.split(':')[0])).toContain('RunInputError');
  });

  it('does failed runs again where that is asked for', async () => {
    const file = written(`
factors: [{path: incentives.price.token, values: [4000000000 OPG]}]
replications: 2
metrics: [wait.mean_seconds]
`);
    const directory = join(folder, 'retry');
    const once = async (retry: boolean) =>
      sweep(await loadExperiment(file), { directory, executor: await executors.inline(), retry });
    expect((await once(false)).fresh).toBe(2);
    expect((await once(false)).fresh).toBe(0);
    expect(await once(true)).toMatchObject({ fresh: 2, runs: 2, failed: 2 });
  });

  it('is refused before any run where values do not go together', async () => {
    const file = written(`
factors:
  - {path: flows.clients.timeout, values: [10s]}
  - {name: both, values: {a: {epoch: 2m}, b: {horizon: 5m}}}
  - {name: c, values: {d: {epoch: 1m}, e: {horizon: 90s}}}
replications: 1
metrics: [wait.mean_seconds]
`);
    await expect(swept(file)).rejects.toThrow(/\$\.factors\[2\]: sets epoch, as factors\[1\] does/);
    const clash = written(`
factors:
  - {path: epoch, values: [1m, 150s]}
  - {path: horizon, values: [2m, 4m]}
replications: 1
metrics: [wait.mean_seconds]
`);
    await expect(swept(clash)).rejects.toThrow(
      /\$\.design: has point 3 \(epoch = 150s, horizon = 2\), which is no scenario: .*\$\.epoch: is 150 s, expected at most the horizon/,
    );
  });
});
