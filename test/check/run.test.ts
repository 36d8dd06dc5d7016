/** Which runs does a check make? Rows share them, a pilot fixes their length, and a failing row is run again. */
import { describe, expect, it } from 'vitest';
import type { Observations } from '../../src/check/case.ts';
import type { Row } from '../../src/check/rows.ts';
import { checkRows, measureOne, type Outcome } from '../../src/check/run.ts';
import { perform, type Task } from '../../src/check/work.ts';

const row = (more: Partial<Row> = {}): Row => ({
  id: 'D04',
  label: 'ErlangB',
  params: { c: 1, a: 0.5 },
  expected: 1 / 3,
  kind: 'stat',
  ...more,
});

/** Outcomes, and the tasks that they took. */
async function check(rows: readonly Row[], work: (task: Task) => Promise<Observations>, seed = 'test') {
  const tasks: Task[] = [];
  const outcomes: Outcome[] = [];
  const places = rows.map((row, i) => ({ row, place: `row ${i}` }));
  const perform = (task: Task) => {
    tasks.push(task);
    return work(task);
  };
  const options = { seed, points: 2, perform };
  for await (const outcome of checkRows(places, options)) outcomes.push(outcome);
  return { outcomes, tasks, phases: [...new Set(tasks.map(({ seed }) => seed.split('/').at(-1)))] };
}

/** Batches that say `mean`, give or take `spread` in turns. */
const steadily =
  (mean: number, spread: number) =>
  async ({ labels, from, to, batches }: Task): Promise<Observations> =>
    Object.fromEntries(
      labels.map((label) => [
        label,
        Array.from({ length: (to - from + 1) * batches }, (_, i) => mean + (i % 2 === 0 ? spread : -spread)),
      ]),
    );

describe('a check', () => {
  it('measures rows with equal parameters by the same runs, however they are written', async () => {
    const rows = [
      row({ label: 'P_block', params: { c: 1, K: 2, lam: 0.5 } }),
      row({ label: 'W', params: { lam: 0.5, K: 2, c: 1 } }),
      row({ label: 'W', params: { lam: 0.5, K: 2, c: 1 }, expected: 2 }),
    ];
    const alone = await check(rows.slice(0, 1), steadily(1 / 3, 0.01));
    const together = await check(rows.slice(0, 2), steadily(1 / 3, 0.01));
    expect(together.tasks.map(({ seed, from, to, batches }) => ({ seed, from, to, batches }))).toEqual(
      alone.tasks.map(({ seed, from, to, batches }) => ({ seed, from, to, batches })),
    );
    expect(together.tasks[0]!.labels).toEqual(['P_block', 'W']);
    const three = await check(rows, steadily(1 / 3, 0.01));
    expect(three.outcomes.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'fail']);
  });

  it('makes a pilot, and a fresh run as long as the pilot says, of 100 observations at least', async () => {
    const count = ({ tasks }: { tasks: Task[] }, phase: string) =>
      tasks
        .filter(({ seed }) => seed.endsWith(`/${phase}`))
        .reduce((sum, { from, to, batches }) => sum + (to - from + 1) * batches, 0);
    const sure = await check([row()], steadily(1 / 3, 0.001));
    expect(sure.phases).toEqual(['pilot', 'fresh']);
    expect(count(sure, 'fresh')).toBe(104);
    const unsure = await check([row()], steadily(1 / 3, 0.1));
    expect(unsure.phases).toEqual(['pilot', 'long pilot', 'fresh']);
    expect(count(unsure, 'long pilot')).toBeGreaterThan(50);
    // 4 x 0.1 / sqrt(n) <= 0.92 x 0.05 / 3.
    expect(count(unsure, 'fresh')).toBeGreaterThan(640);
    expect(count(unsure, 'fresh')).toBeLessThan(740);
    expect(unsure.outcomes[0]).toMatchObject({ verdict: 'pass', expected: 1 / 3 });
    expect(unsure.outcomes[0]!.reason).toBeUndefined();
  });

  it('runs a failing row again with four times as much and another seed, shows both, and lets it fail twice only', async () => {
    const { outcomes, phases, tasks } = await check([row({ expected: 0.4 })], steadily(1 / 3, 0.001));
    expect(phases).toEqual(['pilot', 'fresh', 'again']);
    const size = (phase: string) =>
      tasks.filter(({ seed }) => seed.endsWith(phase)).reduce((sum, t) => sum + (t.to - t.from + 1) * t.batches, 0);
    // Whole runs of equal length.
    expect(size('again')).toBeGreaterThanOrEqual(4 * size('fresh'));
    expect(size('again')).toBeLessThan(4.1 * size('fresh'));
    expect(outcomes[0]).toMatchObject({ verdict: 'fail', first: { value: expect.closeTo(1 / 3, 3) } });
    expect(outcomes[0]!.reason).toMatch(/first run: 0.333.*off by 0.066.*again with 4 times as much: off by/);
    const once = await check([row()], async (task) =>
      task.seed.endsWith('fresh') ? steadily(0.35, 0.001)(task) : steadily(1 / 3, 0.001)(task),
    );
    expect(once.outcomes[0]).toMatchObject({ verdict: 'pass', first: { value: expect.closeTo(0.35, 3) } });
    expect(once.outcomes[0]!.reason).toContain('again with 4 times as much: agrees');
  });

  it('says why a family is not covered, in its place', async () => {
    const { outcomes } = await check([row({ id: 'C01' }), row()], steadily(1 / 3, 0.001));
    expect(outcomes.map(({ id, verdict, value }) => [id, verdict, value])).toEqual([
      ['C01', 'not-covered', null],
      ['D04', 'pass', expect.closeTo(1 / 3, 3)],
    ]);
    expect(outcomes[0]!.reason).toBeTruthy();
  });

  it('hands on what breaks, and refuses what no run can be made of', async () => {
    await expect(
      check([row(), row({ params: { c: 2, a: 1 } })], async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    await expect(check([row({ params: { c: 0, a: 1 } })], perform)).rejects.toThrow('at least 1');
  });

  it('gives the same numbers from the same seed, and others from another', async () => {
    const one = (seed: string) =>
      measureOne({ id: 'D04', label: 'ErlangB', params: { c: 1, a: 0.5 } }, { seed, perform });
    const [first, same, other] = [await one('1'), await one('1'), await one('2')];
    expect(same).toEqual(first);
    expect(other.value).not.toBe(first.value);
    expect(4 * first.se).toBeLessThan(0.05 * first.value);
  });
});
